import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { createTestDatabase, testRedisUrl } from '@nightlight/runtime/testing'
import { describe, expect, it } from 'vitest'

const MAIN = new URL('../main.ts', import.meta.url).pathname

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe('the notices process', () => {
  it('takes mail in where a port is set, and ends with it', async () => {
    const database = await createTestDatabase()
    const port = await freePort()
    const env = {
      ...process.env,
      DATABASE_URL: database.url,
      FIELD_KEY: randomBytes(32).toString('hex'),
      INBOUND_SMTP_PORT: String(port),
      LOG_LEVEL: 'info',
      MAIL_FROM: 'notices@hotline.example',
      REDIS_URL: testRedisUrl(),
      QUEUE_PREFIX: `inbound-${port}`,
    }
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    const exited = once(child, 'exit')
    await new Promise<void>((resolve) => {
      let said = ''
      child.stderr.on('data', (part) => {
        said += String(part)
        if (said.includes('"msg":"ready"')) resolve()
      })
      child.on('exit', () => resolve())
    })
    expect(child.exitCode).toBeNull()
    const socket = connect(port, '127.0.0.1')
    const [greeting] = await once(socket, 'data')
    expect(String(greeting)).toMatch(/^220 /)
    socket.destroy()
    child.kill('SIGTERM')
    const [code] = await exited
    expect(code).toBe(0)
    await database.drop()
  })
})
