import { logKeyOf, verifierOf } from '@nightlight/audit'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import {
  createApiKey,
  createApp,
  openSpool,
  approveSigningKey,
  proposeSigningKey,
  ruleSignatures,
} from '@nightlight/api'
import {
  connect,
  createFieldCrypto,
  createLog,
  createRecordSigner,
  newId,
  type Db,
} from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { nightlight } from './testing-command.ts'

const AUTHORITY = 'North Police'
const MiB = 2 ** 20

let directory: string
let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
let app: Awaited<ReturnType<typeof createApp>>
let url: string
let listId: string
let signingKeyId: string
let authorityId: string
let officerKey: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nightlight-submit-'))
  database = await createTestDatabase()
  db = connect(database.url, { max: 6, name: 'submit test' })
  const rootKey = Buffer.alloc(32, 7)
  const crypto = createFieldCrypto(rootKey)
  const log = createLog('api', { level: 'error', destination: new PassThrough().resume() })
  url = `http://127.0.0.1:${await freePort()}`
  app = await createApp({
    spool: await openSpool(join(directory, 'parts')),
    db,
    crypto,
    signer: createRecordSigner(rootKey),
    logKey: async (from) => verifierOf(await logKeyOf(from, rootKey)),
    enqueue: async () => undefined,
    now: () => new Date(),
    log,
    secure: false,
    identity: { publicUrl: url },
  })
  await app.listen({ host: '127.0.0.1', port: Number(new URL(url).port) })
  const officer = { role: 'police', name: 'Officer', authority: AUTHORITY, actor: 'test' } as const
  const { id, key } = await createApiKey(db, crypto, officer)
  await writeFile(join(directory, 'officer.key'), key)
  officerKey = key
  const { authority_id: of } = await db
    .selectFrom('api_key')
    .select('authority_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  authorityId = of!
  const headers = { authorization: `Bearer ${key}` }
  const opened = await app.inject({
    method: 'POST',
    url: '/v1/hash-lists',
    headers,
    payload: { name: 'Drawn' },
  })
  listId = opened.json<{ id: string }>().id
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await writeFile(
    join(directory, 'signing.pem'),
    privateKey.export({ type: 'pkcs8', format: 'pem' }),
  )
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const by = (name: string) => ({ actor: `test:${name}`, name, authorityId })
  signingKeyId = (
    await proposeSigningKey(db, { name: 'Office', publicKey: pem }, by('Ann'), new Date())
  ).id
  await approveSigningKey(db, signingKeyId, by('Bob'), new Date())
  await db.transaction().execute((trx) => ruleSignatures(trx, true, by('Ann'), new Date()))
})
afterAll(async () => {
  await app.close()
  await db.destroy()
  await database.drop()
  await rm(directory, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const submit = (file: string, ...more: string[]) => {
  const officer = ['--url', url, '--list', listId, '--key-file', join(directory, 'officer.key')]
  const facts = ['--with', 'algorithm=sha256', 'officer=CP A&B']
  return nightlight(['lists', 'submit', join(directory, file), ...officer, ...facts, ...more])
}

it('hands in, signed, what its authority takes in no other way', { timeout: 120_000 }, async () => {
  const lines = Array.from({ length: 3 }, (_, n) =>
    createHash('sha256').update(`drawn ${n}`).digest('hex'),
  )
  await writeFile(join(directory, 'set.txt'), `${lines.join('\n')}\n`)
  expect((await submit('set.txt')).err).toContain('[signature-required]')
  const signing = ['--signing-key', join(directory, 'signing.pem'), '--signing-key-id']
  expect((await submit('set.txt', ...signing, newId())).err).toContain('[signature-key-not-valid]')
  const { out, err } = await submit('set.txt', ...signing, signingKeyId)
  expect(err).toBe('')
  expect(JSON.parse(out)).toMatchObject({ state: 'staged', counts: { accepted: 3 } })
  const kept = await db
    .selectFrom('submission_signature')
    .select(['signing_key_id', 'verified_at'])
    .execute()
  expect(kept).toEqual([{ signing_key_id: signingKeyId, verified_at: expect.any(Date) as Date }])
})

it(
  'hands in in parts what is not signed, and goes on with what came',
  { timeout: 120_000 },
  async () => {
    const by = (name: string) => ({ actor: `test:${name}`, name, authorityId })
    for (const name of ['Ann', 'Bob']) {
      await db.transaction().execute((trx) => ruleSignatures(trx, false, by(name), new Date()))
    }
    const lines = Array.from({ length: 3 }, (_, n) =>
      createHash('sha256').update(`drawn part ${n}`).digest('hex'),
    )
    const file = Buffer.from(`${lines.join('\n')}\n${'# nothing\n'.repeat(210_000)}`)
    await writeFile(join(directory, 'long.txt'), file)
    // a command before this one was cut off after the first part
    const headers = { authorization: `Bearer ${officerKey}` }
    const begun = await app.inject({
      method: 'POST',
      url: `/v1/hash-lists/${listId}/uploads?algorithm=sha256&officer=CP+A%26B`,
      headers,
      payload: {
        size: file.length,
        headSha256: createHash('sha256').update(file.subarray(0, MiB)).digest('hex'),
      },
    })
    const { id } = begun.json<{ id: string }>()
    const sent = await app.inject({
      method: 'PATCH',
      url: `/v1/uploads/${id}?offset=0`,
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      payload: file.subarray(0, MiB),
    })
    expect(sent.statusCode).toBe(200)
    const { out, err } = await submit('long.txt')
    expect(err).toContain('100 % of 3 MiB is there')
    expect(JSON.parse(out)).toMatchObject({ state: 'staged', counts: { accepted: 3 } })
    const uploads = await db.selectFrom('file_upload').select(['id', 'state']).execute()
    expect(uploads).toEqual([{ id, state: 'done' }])
    // what is wrong with a file is said by its code
    await writeFile(join(directory, 'empty.txt'), '# nothing\n')
    expect((await submit('empty.txt')).err).toContain('[list-empty]')
  },
)
