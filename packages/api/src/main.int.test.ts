import { once } from 'node:events'
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { randomBytes } from 'node:crypto'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { prepareQueue } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => {
  database = await createTestDatabase()
  await prepareQueue({ kind: 'postgres', url: database.url })
})
afterAll(() => database.drop())

/** The process as a supervisor starts it. */
function startApi(env: Record<string, string>): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      FIELD_KEY: randomBytes(32).toString('hex'),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let text = ''
  child.stderr?.on('data', (part: Buffer) => {
    text += part.toString()
  })
  return { child, said: () => text }
}

describe('the api process', () => {
  it('says where it listens, and stops when it is asked to', async () => {
    const { child } = startApi({ PORT: '0', ORGANISATION: 'Test Hotline' })
    const [message] = (await once(child, 'message')) as [{ type: string; url: string }]
    expect(message).toMatchObject({ type: 'ready', url: expect.stringMatching(/^http:/) })
    const answer = await fetch(`${message.url}/readyz`)
    expect(answer.status).toBe(200)
    const replyPage = await fetch(`${message.url}/reply`)
    expect(await replyPage.text()).toContain('Test Hotline sent you a notice')
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  })

  it('says in one sentence that its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { child, said } = startApi({ PORT: String(port), LOG_LEVEL: 'error' })
    const [code] = (await once(child, 'close')) as [number]
    other.close()
    expect(code).toBe(1)
    expect(said()).toBe(
      `Port ${port} of 127.0.0.1 is in use by another program: stop that program, or set PORT to a free port.\n`,
    )
  })
})
