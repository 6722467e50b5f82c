import { createHash } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import { connect, createFieldCrypto, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entryChanges } from './entry-changes.ts'
import { colleague, importActive, officer } from './fixtures/imported.ts'
import { bytesOf, digestOf, hash256, listTerms, md5s } from './fixtures/synthetic.ts'
import { activateSubmission } from './submissions/activate-submission.ts'
import type { ImportRequest } from './import-list.ts'
import { currentEpoch } from './list-epochs.ts'

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

let lists = 0
const newList = (): string => `list ${++lists}`
const request = (
  text: string | AsyncIterable<Uint8Array>,
  changes: Partial<ImportRequest> = {},
): ImportRequest => ({
  source: { bytes: typeof text === 'string' ? bytesOf(text) : text, format: 'auto' },
  authority: 'Test Police',
  list: newList(),
  terms: listTerms(),
  by: officer,
  dryRun: false,
  ...changes,
})
const importText = (
  text: string | AsyncIterable<Uint8Array>,
  changes: Partial<ImportRequest> = {},
) => importActive({ db, crypto }, request(text, changes))

/** Every table as text: what a thief of the database would read. */
async function everything(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I', table_name) as name from information_schema.tables
     where table_schema = 'public'`.execute(db)
  let text = ''
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`
      select coalesce(string_agg(t::text, E'\n'), '') as text from ${sql.raw(name)} t`.execute(db)
    text += rows[0]!.text
  }
  return text
}
async function entriesOf(listId: string): Promise<string[]> {
  const found: string[] = []
  const submissions = await db
    .selectFrom('submission')
    .select('id')
    .where('list_id', '=', listId)
    .execute()
  const ids = new Set(submissions.map(({ id }) => id))
  const everything = { after: -1n, upTo: 2n ** 60n }
  for await (const change of entryChanges(db, crypto, everything)) {
    if (change.status !== 'active' || !ids.has(change.entry.submissionId)) continue
    const { entry } = change
    const hashes = entry.hashes.map(
      ({ algorithm, value }) => `${algorithm} ${Buffer.from(value).toString('hex')}`,
    )
    found.push(hashes.sort().join(', '))
  }
  return found.sort()
}

describe('importList', () => {
  it('makes each row an active entry that decrypts to its hashes', async () => {
    const csv = `pdq,md5\n${hash256(1).toUpperCase()},${digestOf('md5', 1)}\n,${digestOf('md5', 2)}\n`
    const result = await importText(csv)
    expect(result).toMatchObject({
      format: 'csv',
      accepted: 2,
      duplicate: 0,
      refused: 0,
      refusedBy: {},
      dryRun: false,
    })
    expect(await entriesOf(result.listId)).toEqual(
      [`md5 ${digestOf('md5', 1)}, pdq ${hash256(1)}`, `md5 ${digestOf('md5', 2)}`].sort(),
    )
  })

  it('records the submission with its counts and the digest of the file', async () => {
    const text = `${md5s(10, 12)}zz\n`
    const { submissionId, listId } = await importText(text)
    const row = await db
      .selectFrom('submission')
      .selectAll()
      .where('id', '=', submissionId)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      list_id: listId,
      format: 'plain',
      state: 'active',
      accepted: 2,
      refused: 1,
      refused_by: { 'no-hash': 1 },
      submitted_by: officer.actor,
      activated_by: colleague.actor,
      file_sha256: createHash('sha256').update(text).digest(),
    })
  })

  it('writes what was done and by whom, with counts and no hash', async () => {
    const { submissionId } = await importText(md5s(12, 13))
    const events = await db
      .selectFrom('audit_event')
      .selectAll()
      .where('object_id', '=', submissionId)
      .execute()
    const { actor } = officer
    expect(events).toMatchObject([
      { actor, action: 'submission-opened', detail: { kind: 'addition' } },
      {
        actor,
        action: 'submission-staged',
        detail: { accepted: 1, duplicate: 0, refused: 0, format: 'plain' },
      },
      { actor: colleague.actor, action: 'submission-activated', detail: { accepted: 1 } },
    ])
  })

  it('counts refused rows by reason', async () => {
    const rows = [
      `md5 ${digestOf('md5', 20)}`,
      'md5 abc',
      `md5 ${'g'.repeat(32)}`,
      `md5 ${createHash('md5').digest('hex')}`,
      `pdq ${'0'.repeat(64)}`,
      `blockhash ${'0'.repeat(64)}`,
      `tmk ${'0'.repeat(64)}`,
      'nothing',
      'x'.repeat(5_000),
      'md5 abcd',
    ]
    expect(await importText(rows.join('\n'))).toMatchObject({
      accepted: 1,
      refused: 9,
      refusedBy: {
        'wrong-length': 2,
        'wrong-alphabet': 1,
        'digest-of-empty-file': 1,
        'pdq-bits-out-of-range': 1,
        'blockhash-degenerate': 1,
        'unknown-type': 1,
        'no-hash': 1,
        'row-too-long': 1,
      },
    })
  })

  it('refuses a whole row for one bad hash in it', async () => {
    const csv = `md5,pdq\n${digestOf('md5', 21)},${'f'.repeat(64)}\n`
    const result = await importText(csv)
    expect(result).toMatchObject({ accepted: 0, refusedBy: { 'pdq-bits-out-of-range': 1 } })
    expect(await entriesOf(result.listId)).toEqual([])
  })

  it('counts duplicates within a file, in either case and across batches', async () => {
    const text = md5s(30, 31) + md5s(30, 31).toUpperCase() + md5s(31, 1_100) + md5s(30, 40)
    expect(await importText(text)).toMatchObject({ accepted: 1_070, duplicate: 11 })
  })

  it('counts duplicates against what the list holds, and only that list', async () => {
    const list = newList()
    await importText(md5s(50, 60), { list })
    expect(await importText(md5s(55, 65), { list })).toMatchObject({ accepted: 5, duplicate: 5 })
    expect(await importText(md5s(50, 60))).toMatchObject({ accepted: 10, duplicate: 0 })
  })

  it('adds what is new of a row that is partly known', async () => {
    const list = newList()
    const first = await importText(md5s(70, 71), { list })
    const csv = `md5,pdq\n${digestOf('md5', 70)},${hash256(70)}\n`
    expect(await importText(csv, { list })).toMatchObject({ accepted: 1, duplicate: 0 })
    expect(await entriesOf(first.listId)).toEqual([
      `md5 ${digestOf('md5', 70)}`,
      `pdq ${hash256(70)}`,
    ])
  })

  it('does not take equal digits of two algorithms for duplicates', async () => {
    const digits = hash256(71)
    const text = `pdq ${digits}\nblockhash ${digits}\nsha256 ${digits}\n`
    expect(await importText(text)).toMatchObject({ accepted: 3, duplicate: 0 })
  })

  it('reports the rows it has read as it goes', async () => {
    const seen: number[] = []
    await importText(md5s(100, 9_100), { onProgress: (rows) => seen.push(rows) })
    expect(seen).toEqual([2_000, 4_000, 6_000, 8_000, 9_000])
  })

  it('takes a new epoch when it brought something and none when it did not', async () => {
    const list = newList()
    const before = await currentEpoch(db)
    await importText(md5s(0, 3), { list })
    expect(await currentEpoch(db)).toBe(before + 1n)
    await importText('zz\n', { list })
    expect(await currentEpoch(db)).toBe(before + 1n)
  })

  it('keeps nothing of a dry run but tells what would come', async () => {
    const before = await everything()
    const result = await importText(md5s(0, 5), { dryRun: true, authority: 'Nobody' })
    expect(result).toMatchObject({ accepted: 5, dryRun: true })
    expect(await everything()).toBe(before)
  })

  it('goes on where it was when its source failed half-way, and adds nothing twice', async () => {
    const [list, text] = [newList(), md5s(0, 9_500)]
    const facts = { headSha256: createHash('sha256').update(text.slice(0, 1_000)).digest() }
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from(text.slice(0, 200_000))
      throw new DomainError('invalid', 'file-unreadable', 'connection lost')
    }
    await expect(importText(broken(), { list, facts })).rejects.toThrow('connection lost')
    const result = await importText(text, { list, facts })
    expect(result).toMatchObject({
      isResumed: true,
      accepted: 9_500,
      duplicate: 0,
      state: 'active',
    })
    expect(await entriesOf(result.listId)).toHaveLength(9_500)
  })

  it('loses no row however its bytes come when it goes on', async () => {
    const [list, text] = [newList(), md5s(0, 4_000)]
    const facts = { headSha256: createHash('sha256').update('the head').digest() }
    const whole = `${text}# the end\n`
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from(whole)
      throw new Error('connection lost')
    }
    await expect(importText(broken(), { list, facts })).rejects.toThrow('connection lost')
    async function* inTwo(): AsyncIterable<Uint8Array> {
      yield Buffer.from(text)
      yield Buffer.from('# the end\n')
    }
    const result = await importText(inTwo(), { list, facts })
    expect(result).toMatchObject({ accepted: 4_000, isResumed: true })
    expect(await entriesOf(result.listId)).toHaveLength(4_000)
  })

  it('does not go on with another file', async () => {
    const list = newList()
    const facts = { headSha256: createHash('sha256').update('the same head').digest() }
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from(md5s(0, 8_500))
      throw new Error('connection lost')
    }
    await expect(importText(broken(), { list, facts })).rejects.toThrow('connection lost')
    await expect(importText(md5s(10, 9_000), { list, facts })).rejects.toMatchObject({
      code: 'submission-file-differs',
    })
    expect(await importText(md5s(0, 8_500), { list, facts })).toMatchObject({ accepted: 8_500 })
  })

  it('has nothing count of a list that becomes unreadable half-way', async () => {
    const list = newList()
    await expect(importText(`${md5s(0, 5_500)}${hash256(1)}\n`, { list })).rejects.toMatchObject({
      code: 'list-algorithm-needed',
    })
    const { id, list_id, state } = await db
      .selectFrom('submission')
      .select(['id', 'list_id', 'state'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    expect(state).toBe('failed')
    expect(await entriesOf(list_id)).toEqual([])
    await expect(activateSubmission(db, id, colleague)).rejects.toMatchObject({
      code: 'submission-not-staged',
    })
    // what it had staged is new to the next one, which takes it over
    expect(await importText(md5s(0, 5_500), { list })).toMatchObject({ state: 'active' })
    expect(await entriesOf(list_id)).toHaveLength(5_500)
  })

  it('takes turns with another import into the same list', async () => {
    const list = newList()
    const results = await Promise.all([
      importText(md5s(0, 1_500), { list }),
      importText(md5s(500, 2_000), { list }),
      importText(md5s(0, 2_000), { list }),
    ])
    const [{ listId }] = results
    expect(new Set(results.map((result) => result.listId)).size).toBe(1)
    expect(results.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(2_000)
    expect(results.reduce((sum, { duplicate }) => sum + duplicate, 0)).toBe(3_000)
    expect(await entriesOf(listId)).toHaveLength(2_000)
  })

  it('does not hold up an import into another list while it waits for its source', async () => {
    await importText(md5s(0, 1), { list: 'slow' })
    const gate = Promise.withResolvers<void>()
    async function* slow(): AsyncIterable<Uint8Array> {
      yield Buffer.from(md5s(0, 1_500))
      await gate.promise
      yield Buffer.from(md5s(1_500, 1_600))
    }
    const slowly = importText(slow(), { list: 'slow' })
    expect(await importText(md5s(0, 5))).toMatchObject({ accepted: 5 })
    gate.resolve()
    expect(await slowly).toMatchObject({ accepted: 1_599 })
  })

  it('refuses to change the legal class of a list', async () => {
    const list = newList()
    const { listId } = await importText(md5s(0, 3), { list })
    const harmful = importText(md5s(3, 6), { list, terms: listTerms({ legalClass: 'harmful' }) })
    await expect(harmful).rejects.toMatchObject({ kind: 'conflict', code: 'list-terms-differ' })
    expect(await entriesOf(listId)).toHaveLength(3)
  })

  it('keeps lists of the same name of two authorities apart', async () => {
    const list = newList()
    const first = await importText(md5s(0, 2), { list })
    const second = await importText(md5s(0, 2), { list, authority: 'Other Police' })
    expect(second.listId).not.toBe(first.listId)
    expect(second).toMatchObject({ accepted: 2 })
  })

  it('leaves no hash in clear in any table', async () => {
    const hashes = [digestOf('md5', 900), digestOf('sha1', 900), hash256(900)]
    const csv = `md5,sha1,pdq\n${hashes.join(',')}\n`
    expect(await importText(csv)).toMatchObject({ accepted: 1 })
    const text = (await everything()).toLowerCase()
    for (const hex of hashes) {
      expect(text).not.toContain(hex)
      expect(text).not.toContain(Buffer.from(hex, 'hex').toString('base64').toLowerCase())
    }
  })
})
