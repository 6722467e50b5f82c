import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { connect, createFieldCrypto, parseMasterKey, prepareQueue } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { digestOf } from '../fixtures/seed-list.ts'
import { HOME_POLICE } from '../fixtures/test-app.ts'
import { beginUpload, sendAll } from '../fixtures/upload.ts'
import { createApiKey } from '../identity/api-key.ts'

const MIB = 2 ** 20
const FILE_BYTES = 200 * MIB
/** Rows are few and long lines are many: what is measured is the way of the bytes. */
const PIECE = Buffer.alloc(MIB, `# ${'-'.repeat(1021)}\n`)

let database: Awaited<ReturnType<typeof createTestDatabase>>
let api: ChildProcess
let url: string
let authorization: string
beforeAll(async () => {
  database = await createTestDatabase()
  await prepareQueue({ kind: 'postgres', url: database.url })
  const fieldKey = randomBytes(32).toString('hex')
  const db = connect(database.url, { max: 1 })
  const crypto = createFieldCrypto(parseMasterKey(fieldKey))
  const person = { role: 'police', name: 'Officer', authority: HOME_POLICE, actor: 'test' } as const
  authorization = `Bearer ${(await createApiKey(db, crypto, person)).key}`
  await db.destroy()
  api = spawn(process.execPath, [new URL('../main.ts', import.meta.url).pathname], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      FIELD_KEY: fieldKey,
      PORT: '0',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [message] = (await once(api, 'message')) as [{ url: string }]
  ;({ url } = message)
})
afterAll(async () => {
  api.kill('SIGTERM')
  await once(api, 'exit')
  await database.drop()
})

/** Bytes that the process has in memory, or had at most. */
const memory = (what: 'VmRSS' | 'VmHWM'): number =>
  1024 *
  Number(
    new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${api.pid}/status`, 'utf8'))?.[1],
  )

function* file(): Generator<Buffer | string> {
  for (let n = 0; n < FILE_BYTES / MIB; n++) {
    yield `${digestOf(n)}\n`
    yield PIECE
  }
}

const openList = async (): Promise<string> => {
  const answer = await fetch(`${url}/v1/hash-lists`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ name: `List ${randomBytes(4).toString('hex')}` }),
  })
  return ((await answer.json()) as { id: string }).id
}

describe('an upload', () => {
  it.runIf(existsSync('/proc/self/status'))(
    'takes no memory for the length of its file',
    async () => {
      const upload = async (pieces: Iterable<Buffer | string>) => {
        const path = `/v1/hash-lists/${await openList()}/submissions?algorithm=sha256`
        const { sending, answer } = beginUpload(url + path, { authorization })
        await sendAll(sending, pieces)
        return answer
      }
      expect((await upload([...file()].slice(0, 20))).status).toBe(201)
      const before = memory('VmRSS')
      const { status, json } = await upload(file())
      expect([status, json]).toMatchObject([201, { counts: { accepted: 200, refused: 0 } }])
      const growth = (memory('VmHWM') - before) / MIB
      expect(growth).toBeLessThan(64)
    },
  )
})
