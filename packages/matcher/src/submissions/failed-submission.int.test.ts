import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { connect, createFieldCrypto, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { officer } from '../fixtures/imported.ts'
import { bytesOf, digestOf, hash256, listTerms, md5s } from '../fixtures/synthetic.ts'
import { importList, type ImportRequest } from '../import-list.ts'

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
let database: { url: string; drop(): Promise<void> }
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const read = (
  bytes: AsyncIterable<Uint8Array>,
  changes: Partial<ImportRequest> = {},
): Promise<unknown> =>
  importList(
    { db, crypto },
    {
      source: { bytes, format: 'auto' },
      authority: 'Test Police',
      list: newId(),
      terms: listTerms(),
      by: officer,
      dryRun: false,
      ...changes,
    },
  )
const last = () =>
  db
    .selectFrom('submission')
    .select(['state', 'format', 'failure', 'failure_line', 'failure_byte', 'skipped', 'unmapped'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()

const damaged = `{"@odata.context":"x","value":[{"MD5":"${digestOf('md5', 1)}"},{"MD5":`
const cut = gzipSync(md5s(0, 3)).subarray(0, 40)
const long = `${md5s(0, 2_500)}\n${hash256(1)}\n`

describe('a submission that fails', () => {
  it.each([
    ['is empty', Buffer.from(''), 'list-empty', null, 'auto'],
    ['breaks off', Buffer.from(damaged), 'list-malformed', '1', 'vics'],
    ['is damaged', cut, 'list-compression-broken', null, 'auto'],
    ['has lines that say too little', Buffer.from(long), 'list-algorithm-needed', '2500', 'plain'],
  ])(
    'since its file %s keeps why, and how far it was read',
    async (_, file, code, line, format) => {
      await expect(read(bytesOf(file))).rejects.toMatchObject({ code })
      expect(await last()).toMatchObject({
        state: 'failed',
        format,
        failure: code,
        failure_line: line,
        failure_byte: String(file.length),
      })
    },
  )

  it('keeps nothing of it when its source breaks off: that is gone on with', async () => {
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from(md5s(0, 10))
      throw new Error('connection lost')
    }
    await expect(read(broken())).rejects.toThrow('connection lost')
    expect(await last()).toMatchObject({ state: 'receiving', failure: null, failure_line: null })
  })
})

describe('a submission that was broken off', () => {
  const headSha256 = createHash('sha256').update('one head').digest()
  async function* broken(): AsyncIterable<Uint8Array> {
    yield Buffer.from(csv(6_000))
    throw new Error('connection lost')
  }
  const csv = (rows: number): string =>
    `md5,sha1\n${Array.from({ length: rows }, (_, n) => `${digestOf('md5', n)},${digestOf('sha1', n)}\n`).join('')}`

  it('is gone on with by the whole file, though a part of it has come in between', async () => {
    const list = newId()
    const facts = { headSha256 }
    await expect(read(broken(), { list, facts })).rejects.toThrow('connection lost')
    const part = bytesOf(csv(5_000).slice(0, -50))
    await expect(read(part, { list, facts })).rejects.toMatchObject({
      code: 'submission-file-differs',
    })
    expect(await last()).toMatchObject({ state: 'receiving', failure: null })
    expect(await read(bytesOf(csv(8_000)), { list, facts })).toMatchObject({
      isResumed: true,
      accepted: 8_000,
    })
  })

  it('fails where the whole file cannot be read', async () => {
    const list = newId()
    const facts = { headSha256 }
    await expect(read(broken(), { list, facts })).rejects.toThrow('connection lost')
    const cut = bytesOf(csv(8_000).slice(0, -50))
    await expect(read(cut, { list, facts })).rejects.toMatchObject({ code: 'list-malformed' })
    expect(await last()).toMatchObject({ state: 'failed', failure: 'list-malformed' })
  })
})

describe('a submission', () => {
  const categories = { '1': 'csam', '2': 'skip' } as const
  const row = (n: number): string =>
    JSON.stringify({
      md5: digestOf('md5', n),
      category: ['1', '2', '7', digestOf('md5', n)][n % 4],
    })
  const rows = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, n) => `${row(from + n)}\n`).join('')

  it('keeps what its categories left out and did not have, and no hash among them', async () => {
    const result = await read(bytesOf(rows(0, 40)), { facts: { categories } })
    expect(result).toMatchObject({ skipped: 10, unmapped: { '7': 10, other: 10 } })
    expect(await last()).toMatchObject({ skipped: 10, unmapped: { '7': 10, other: 10 } })
  })

  it('keeps them of all of a file that was broken off and gone on with', async () => {
    const list = newId()
    const headSha256 = createHash('sha256').update('one head').digest()
    const facts = { categories, headSha256 }
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from(rows(0, 6_000))
      throw new Error('connection lost')
    }
    await expect(read(broken(), { list, facts })).rejects.toThrow('connection lost')
    expect((await last()).skipped).toBe(1_500)
    const result = await read(bytesOf(rows(0, 8_000)), { list, facts })
    expect(result).toMatchObject({
      isResumed: true,
      accepted: 2_000,
      skipped: 2_000,
      unmapped: { '7': 2_000, other: 2_000 },
    })
  })
})
