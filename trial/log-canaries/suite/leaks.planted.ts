import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { DomainError } from '@nightlight/contract'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import {
  connect,
  createFieldCrypto,
  createLog,
  createQueue,
  newId,
  prepareQueue,
  type QueueBackend,
} from '../../../packages/runtime/src/index.ts'
import { createTestDatabase, testRedisUrl } from '../../../packages/runtime/src/testing.ts'

// Only of the run of the suite under the tap: leaks a sealed address by every way, each of which must be found.
const crypto = createFieldCrypto(randomBytes(32))
const LEAKING = new URL('../fixtures/leaking-process.ts', import.meta.url).pathname
const PROBLEM = { 'content-type': 'application/problem+json' }
const quiet = createLog('planted', { level: 'silent' })

type Reply = {
  code(status: number): Reply
  headers(headers: Record<string, string>): Reply
  send(body: string): void
}
type App = {
  get(path: string, handler: () => Promise<never>): void
  setErrorHandler(handler: (error: unknown, request: unknown, reply: Reply) => void): void
  inject(request: { url: string }): Promise<{ statusCode: number }>
  close(): Promise<void>
}

/** An application as the api makes it; that package alone depends on what it is made with. */
function appOf(): App {
  const load = createRequire(new URL('../../../packages/api/src/app.ts', import.meta.url))
  return (load('fastify') as () => App)()
}

function seal(way: string): string {
  const url = `https://planted.example/${way}/${randomUUID()}`
  crypto.seal({ table: 'location', column: 'url_ct', row: way }, url)
  return url
}

it('leaks by the log, in this process and in one that keeps nothing of its surroundings', async () => {
  createLog('planted', { destination: { write: () => undefined } }).info({ at: seal('log') })
  quiet.child({ job: 1 }).debug({ at: seal('silent-log') }, 'planted')
  for (const LEAKED of [seal('output-of-child'), seal('log-of-child')]) {
    const child = spawn(process.execPath, [LEAKING], { env: { LEAKED }, stdio: 'pipe' })
    for await (const chunk of child.stderr) if (String(chunk).includes('"role"')) break
    child.kill()
    await once(child, 'exit')
  }
})

it('leaks by answers of errors, over a connection and without', async () => {
  const server = createServer((_request, answer) => {
    answer.writeHead(400, PROBLEM).end(JSON.stringify({ detail: seal('answer-of-server') }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(400)
  server.close()
  const app = appOf()
  app.setErrorHandler((_error, _request, reply) => {
    reply
      .code(400)
      .headers(PROBLEM)
      .send(JSON.stringify({ detail: seal('answer-of-app') }))
  })
  app.get('/', () => Promise.reject(new Error('planted')))
  expect((await app.inject({ url: '/' })).statusCode).toBe(400)
  await app.close()
})

it('leaks by both queues and by the log of the database server', async () => {
  const database = await createTestDatabase()
  const ways: Record<string, QueueBackend> = {
    'queue-on-postgres': { kind: 'postgres', url: database.url },
    'queue-on-redis': { kind: 'redis', url: testRedisUrl(), prefix: `planted-${randomUUID()}` },
  }
  for (const [way, backend] of Object.entries(ways)) {
    await prepareQueue(backend)
    await using queue = createQueue({ log: quiet }, backend)
    const { promise: failed, resolve } = Promise.withResolvers<void>()
    await queue.work({
      // the queue is told the code of an error
      'match-media': () => {
        resolve()
        return Promise.reject(new DomainError('invalid', seal(way), 'planted'))
      },
    })
    await queue.enqueue('match-media', { mediaId: newId() })
    await failed
  }
  const db = connect(database.url, { max: 1 })
  await sql`do ${sql.lit(`begin raise log '%', '${seal('server-log')}'; end`)}`.execute(db)
  await db.destroy()
  await database.drop()
})
