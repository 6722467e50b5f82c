import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { prepareQueue } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { expect, it } from 'vitest'

/** Of pino. */
const WARN = 40

/** Starts the process as a supervisor does. @returns what it logged until it was ready and stopped */
async function startAndStop(databaseUrl: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: databaseUrl,
      FIELD_KEY: randomBytes(32).toString('hex'),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.on('data', (part: Buffer) => (said += part.toString()))
  const closed = once(child, 'close')
  await Promise.race([once(child, 'message'), closed])
  child.kill('SIGTERM')
  const [code] = (await closed) as [number]
  const lines = said.split('\n').filter((line) => line.startsWith('{'))
  return { code, said, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

it('warns at the start of programs that are not there, and says what to do', async () => {
  const database = await createTestDatabase()
  try {
    await prepareQueue({ kind: 'postgres', url: database.url })
    const { code, lines } = await startAndStop(database.url, {
      FFMPEG: '/nonexistent',
      CHROMIUM_PATH: '/nonexistent',
      CRAWL_RENDER: 'on-request',
    })
    expect(code).toBe(0)
    const warned = lines.filter(({ advice }) => /FFMPEG|CHROMIUM_PATH/.test(String(advice)))
    expect(warned.map(({ msg }) => msg)).toEqual([
      'ffmpeg missing: no video is opened',
      'renderer missing',
    ])
    for (const { level } of warned) expect(level).toBe(WARN)
  } finally {
    await database.drop()
  }
})

it('does not start with an entry that would close nothing', async () => {
  const given = { CRAWL_REFUSE_HOSTS: 'http://127.0.20.1,*.example.org' }
  const { code, said } = await startAndStop('postgres://127.0.0.1/none', given)
  expect(code).toBe(1)
  expect(said).toContain('CRAWL_REFUSE_HOSTS: entry 1 is no host name')
  expect(said).not.toContain('127.0.20.1')
})
