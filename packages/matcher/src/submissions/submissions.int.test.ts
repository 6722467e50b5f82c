import { connect, createFieldCrypto, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createImporter } from '../fixtures/importer.ts'
import { activeSet } from '../entry-changes.ts'
import { colleague, officer } from '../fixtures/imported.ts'
import { seedMedia } from '../fixtures/seen-media.ts'
import { digestOf, fingerprintOf, listTerms, md5s } from '../fixtures/synthetic.ts'
import { activateSubmission } from './activate-submission.ts'
import { activationMark } from './activation-mark.ts'
import { endSubmission, withdrawList } from './end-submission.ts'
import { revokeEntry, voteOnEntry } from './judge-entry.ts'
import { settleEndings } from './settle-endings.ts'
import { refusedRows, submissionOf } from './submission-store.ts'

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

const { newList, stage, activate } = createImporter(() => ({ db, crypto }))
const REVOKED = { reason: 'revoked', note: 'a mistake' } as const

/** MD5 of all that counts of a list, by the numbers they were drawn from. */
async function counting(listId: string, upTo = 60): Promise<number[]> {
  const rows = await sql<{ value_key: Buffer }>`
    select h.value_key from entry_in_force e join entry_hash h on h.entry_id = e.id
     where e.list_id = ${listId}`.execute(db)
  const keys = new Set(rows.rows.map(({ value_key }) => value_key.toString('hex')))
  return Array.from({ length: upTo }, (_, n) => n).filter((n) =>
    keys.has(crypto.blindIndex('hash:md5', digestOf('md5', n)).toString('hex')),
  )
}
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, n) => from + n)
const stateOf = async (id: string): Promise<string> => (await submissionOf(db, id)).state

describe('a submission', () => {
  it('counts only when a second person has activated it', async () => {
    const { submissionId, listId, state } = await stage(md5s(0, 5), newList())
    expect(state).toBe('staged')
    expect(await counting(listId)).toEqual([])
    for (const same of [officer, { actor: 'key:another', name: ' OFFICER ' }]) {
      await expect(activateSubmission(db, submissionId, same)).rejects.toMatchObject({
        code: 'second-person-needed',
      })
    }
    await activateSubmission(db, submissionId, colleague)
    expect(await counting(listId)).toEqual(range(0, 5))
    expect((await activateSubmission(db, submissionId, colleague)).activated_by).toBe(
      colleague.actor,
    )
    await expect(activateSubmission(db, submissionId, officer)).rejects.toMatchObject({
      code: 'second-person-needed',
    })
  })

  it.each([
    ['its submitter', `state = 'active', activated_by = submitted_by`],
    ['its submitter by another key', `state = 'active', activated_by = 'x', activator = 'Officer'`],
    ['nobody', `state = 'active'`],
    ['another, once who handed it in is somebody else', `submitted_by = 'somebody else'`],
  ])('is not activated by SQL as %s', async (_, set) => {
    const { submissionId } = await stage(md5s(0, 1), newList())
    const update = sql`update submission set ${sql.raw(set)} where id = ${submissionId}`.execute(db)
    await expect(update).rejects.toMatchObject({ code: '23514' })
    expect(await stateOf(submissionId)).toBe('staged')
  })

  it('that was thrown away leaves nothing, but what another one has too', async () => {
    const list = newList()
    const first = await stage(md5s(0, 10), list)
    const second = await stage(md5s(5, 15), list)
    await endSubmission(db, first.submissionId, REVOKED, officer)
    await settleEndings(db)
    await activateSubmission(db, second.submissionId, colleague)
    expect(await counting(first.listId)).toEqual(range(5, 15))
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from list_entry where list_id = ${first.listId}`.execute(db)
    expect(rows[0]!.count).toBe(10)
  })

  it('that was thrown away keeps what a match rests on, and is not cleared away at each run for that', async () => {
    const list = newList()
    const { submissionId, listId } = await stage(md5s(0, 3), list)
    const { id: entryId } = await db
      .selectFrom('list_entry')
      .select('id')
      .where('submission_id', '=', submissionId)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    await db
      .insertInto('match')
      .values({
        id: newId(),
        media_id: await seedMedia(db, crypto, fingerprintOf(1)),
        entry_id: entryId,
        list_id: listId,
        algorithm: 'md5',
        distance: 0,
        orientation: 0,
        flavour: 'full',
        tier: 'exact',
        list_epoch: '1',
      })
      .execute()
    await endSubmission(db, submissionId, REVOKED, officer)
    expect(await settleEndings(db)).toBeGreaterThan(0)
    const left = db.selectFrom('list_entry as e').where('e.submission_id', '=', submissionId)
    const pages = left.innerJoin('entry_page as p', 'p.id', 'e.page_id').select('e.id')
    expect(await left.select('e.id').execute()).toEqual([{ id: entryId }])
    expect(await pages.execute()).toEqual([{ id: entryId }])
    expect(await settleEndings(db)).toBe(0)
    // a file that may still count takes it over, as any other
    const again = await stage(md5s(0, 3), list)
    expect(await settleEndings(db)).toBe(1)
    expect(await settleEndings(db)).toBe(0)
    const homes = db.selectFrom('list_entry').select('submission_id').where('id', '=', entryId)
    expect(await homes.execute()).toEqual([{ submission_id: again.submissionId }])
  })

  it('goes at once when it is ended, and what another one has too stays', async () => {
    const list = newList()
    const first = await activate(md5s(0, 10), list)
    const second = await activate(md5s(5, 15), list)
    expect(second).toMatchObject({ accepted: 5, duplicate: 5 })
    await endSubmission(db, first.submissionId, REVOKED, officer)
    expect(await counting(first.listId)).toEqual(range(5, 15))
    await settleEndings(db)
    expect(await stateOf(first.submissionId)).toBe('ended')
    expect(await counting(first.listId)).toEqual(range(5, 15))
    await endSubmission(db, second.submissionId, REVOKED, officer)
    await settleEndings(db)
    expect(await counting(first.listId)).toEqual([])
  })

  it('comes back with four eyes after it was ended', async () => {
    const list = newList()
    const { submissionId, listId } = await activate(md5s(0, 3), list)
    await endSubmission(db, submissionId, REVOKED, officer)
    await settleEndings(db)
    expect(await activate(md5s(0, 3), list)).toMatchObject({ accepted: 0, duplicate: 3 })
    expect(await counting(listId)).toEqual(range(0, 3))
  })

  it('that is an edition tells what it no longer has, and that goes when it is activated', async () => {
    const list = newList()
    const first = await activate(md5s(0, 10), list)
    const edition = await stage(md5s(3, 13), list, { facts: { kind: 'edition' } })
    expect(edition).toMatchObject({ accepted: 3, duplicate: 7, missing: 3 })
    expect(await counting(first.listId)).toEqual(range(0, 10))
    await activateSubmission(db, edition.submissionId, colleague)
    await settleEndings(db)
    expect(await counting(first.listId)).toEqual(range(3, 13))
    const { state, end_reason } = await submissionOf(db, first.submissionId)
    expect({ state, end_reason }).toEqual({ state: 'ended', end_reason: 'superseded' })
  })

  it('that is an edition replaces nothing that was activated since it came in, unseen', async () => {
    const list = newList()
    const first = await activate(md5s(0, 10), list)
    const edition = await stage(md5s(3, 13), list, { facts: { kind: 'edition' } })
    const mark = async (last: string) =>
      activationMark(await submissionOf(db, edition.submissionId), last)
    const seen = await mark(first.submissionId)
    const addition = await activate(md5s(20, 25), list)
    const outdated = { code: 'edition-outdated' }
    for (const one of [seen, undefined]) {
      const late = activateSubmission(db, edition.submissionId, colleague, one)
      await expect(late).rejects.toMatchObject(outdated)
    }
    await settleEndings(db)
    expect(await counting(first.listId)).toEqual([...range(0, 10), ...range(20, 25)])
    const active = await activateSubmission(
      db,
      edition.submissionId,
      colleague,
      await mark(addition.submissionId),
    )
    expect([edition.missing, active.missing]).toEqual([3, 8])
    await settleEndings(db)
    expect(await counting(first.listId)).toEqual(range(3, 13))
  })

  it('keeps an entry for as long as the one that lasts longest', async () => {
    const list = newList()
    const soon = await activate(md5s(0, 4), list, {
      facts: { expiresAt: new Date(Date.now() + 3_600_000) },
    })
    const lasting = await activate(md5s(2, 6), list)
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from list_entry
       where submission_id = ${lasting.submissionId}`.execute(db)
    expect(rows[0]!.count).toBe(4)
    await endSubmission(db, soon.submissionId, REVOKED, officer)
    await settleEndings(db)
    expect(await counting(lasting.listId)).toEqual(range(2, 6))
  })

  it('keeps what it has too when the other one is cleared away after it came in', async () => {
    const list = newList()
    const first = await stage(md5s(0, 10), list)
    await endSubmission(db, first.submissionId, REVOKED, officer)
    const second = await stage(md5s(0, 10), list)
    await settleEndings(db)
    await activateSubmission(db, second.submissionId, colleague)
    expect(await counting(second.listId)).toEqual(range(0, 10))
  })

  it('keeps its own whoever else had them and went, in whatever order', async () => {
    const list = newList()
    const first = await stage(md5s(0, 10), list)
    const second = await activate(md5s(5, 15), list)
    await activateSubmission(db, first.submissionId, colleague)
    await endSubmission(db, second.submissionId, REVOKED, officer)
    await settleEndings(db)
    expect(await counting(first.listId)).toEqual(range(0, 10))
    const soon = { expiresAt: new Date(Date.now() + 3_600_000) }
    const third = await activate(md5s(20, 24), list, { facts: soon })
    const fourth = await activate(md5s(20, 24), list)
    await endSubmission(db, fourth.submissionId, REVOKED, officer)
    await settleEndings(db)
    expect(await stateOf(third.submissionId)).toBe('active')
    expect(await counting(first.listId)).toEqual([...range(0, 10), ...range(20, 24)])
  })

  it('gives an edition back what it took over when the edition is revoked', async () => {
    const list = newList()
    const first = await activate(md5s(0, 10), list)
    const edition = await activate(md5s(5, 15), list, { facts: { kind: 'edition' } })
    await endSubmission(db, edition.submissionId, REVOKED, officer)
    await settleEndings(db)
    expect(await counting(first.listId)).toEqual(range(0, 10))
  })

  it('is called by what counts of it, not by what was taken back', async () => {
    const list = newList()
    const media = JSON.stringify({
      '@odata.context': 'x',
      value: [{ MD5: digestOf('md5', 7), Category: 1 }],
    })
    const wrong = await activate(media, list, { facts: { categories: { '1': 'csam' } } })
    await endSubmission(db, wrong.submissionId, REVOKED, officer)
    await settleEndings(db)
    const right = await activate(media, list, { facts: { categories: { '1': 'harmful' } } })
    const { rows } = await sql<{ legal_class: string }>`
      select legal_class from entry_in_force where submission_id = ${right.submissionId}`.execute(
      db,
    )
    expect(rows).toEqual([{ legal_class: 'harmful' }])
  })

  it('is not activated on a list that was withdrawn while it came in', async () => {
    const list = newList()
    const { submissionId, listId } = await stage(md5s(0, 3), list)
    await db
      .updateTable('hash_list')
      .set({ withdrawn_at: new Date() })
      .where('id', '=', listId)
      .execute()
    await expect(activateSubmission(db, submissionId, colleague)).rejects.toMatchObject({
      code: 'list-withdrawn',
    })
  })

  it('is activated, ended and withdrawn by many at once without a deadlock that is felt', async () => {
    const list = newList()
    const all = []
    for (let n = 0; n < 6; n++) all.push(await stage(md5s(n, n + 8), list))
    await Promise.all(
      all.map(({ submissionId }) => activateSubmission(db, submissionId, colleague)),
    )
    const [first, second] = all as [(typeof all)[0], (typeof all)[0]]
    await Promise.all([
      endSubmission(db, first.submissionId, REVOKED, officer),
      settleEndings(db),
      settleEndings(db),
      endSubmission(db, second.submissionId, REVOKED, officer),
    ])
    await settleEndings(db)
    expect(await counting(first.listId)).toEqual(range(2, 13))
    await Promise.all([
      withdrawList(db, first.listId, 'a mistake', colleague),
      ...all.map(({ submissionId }) => endSubmission(db, submissionId, REVOKED, officer)),
    ])
    expect(await counting(first.listId)).toEqual([])
  })

  it('says which lines it refused and why, without what stood in them', async () => {
    const { submissionId } = await stage(`${md5s(0, 2)}zz\nmd5 abc\n`, newList())
    const rows = await Array.fromAsync(refusedRows(db, submissionId, 1))
    expect(rows).toEqual([
      { line: 3, reason: 'no-hash' },
      { line: 4, reason: 'wrong-length' },
    ])
  })

  it('maps categories, refuses codes that nobody mapped and takes the worse of two', async () => {
    const media = ['1', '2', '7', null, '1'].map((Category, n) => ({
      MD5: digestOf('md5', n === 4 ? 1 : n),
      Category,
    }))
    const text = JSON.stringify({ '@odata.context': '2.0.xml#Media', value: media })
    const categories = { '1': 'csam', '2': 'harmful' } as const
    const result = await stage(text, newList(), { facts: { categories } })
    expect(result).toMatchObject({
      accepted: 2,
      duplicate: 1,
      refusedBy: { 'category-not-mapped': 1, 'category-missing': 1 },
      unmapped: { '7': 1 },
    })
    await activateSubmission(db, result.submissionId, colleague)
    const { rows } = await sql<{ legal_class: string }>`
      select legal_class from entry_in_force where submission_id = ${result.submissionId}
       order by legal_class`.execute(db)
    expect(rows.map((row) => row.legal_class)).toEqual(['csam', 'csam'])
  })

  it('refuses what a negative list names', async () => {
    await activate(md5s(40, 42), newList(), { terms: listTerms({ negative: true }) })
    expect(await stage(md5s(40, 45), newList())).toMatchObject({
      accepted: 3,
      refusedBy: { 'on-negative-list': 2 },
    })
  })
})

describe('withdrawList', () => {
  it('takes everything out, and nothing can be added any more', async () => {
    const list = newList()
    const { listId } = await activate(md5s(0, 5), list)
    const staged = await stage(md5s(5, 8), list)
    await withdrawList(db, listId, 'a mistake', colleague)
    expect(await counting(listId)).toEqual([])
    expect(await stateOf(staged.submissionId)).toBe('discarded')
    await expect(stage(md5s(8, 9), list)).rejects.toMatchObject({ code: 'list-withdrawn' })
  })
})

describe('an entry', () => {
  async function entry(): Promise<{ id: string; list: string; listId: string }> {
    const list = newList()
    const { listId, submissionId } = await activate(md5s(0, 1), list)
    const { id } = await db
      .selectFrom('list_entry')
      .select('id')
      .where('submission_id', '=', submissionId)
      .executeTakeFirstOrThrow()
    return { id, list, listId }
  }

  it('goes at once when it is revoked, and its value does not come back by itself', async () => {
    const { id, list, listId } = await entry()
    await revokeEntry(db, id, 'a mistake', officer)
    expect(await counting(listId)).toEqual([])
    expect(await stage(md5s(0, 1), list)).toMatchObject({ refusedBy: { 'revoked-before': 1 } })
    await expect(
      voteOnEntry(db, id, { verdict: 'confirm', reason: '' }, officer),
    ).rejects.toMatchObject({ code: 'entry-revoked' })
  })

  it('leaves matching when one person rejects it, and two bring it back', async () => {
    const { id, listId } = await entry()
    const confirm = { verdict: 'confirm', reason: 'seen' } as const
    const before = await activeSet(db)
    const reject = { verdict: 'reject', reason: 'a cat' } as const
    expect(await voteOnEntry(db, id, reject, officer)).toBe('suspended')
    expect(await counting(listId)).toEqual([])
    expect(await voteOnEntry(db, id, confirm, officer)).toBe('suspended')
    const again = { actor: 'police:officer', name: 'Officer' }
    expect(await voteOnEntry(db, id, confirm, again)).toBe('suspended')
    expect(await voteOnEntry(db, id, confirm, colleague)).toBe('active')
    expect(await counting(listId)).toEqual([0])
    expect(await activeSet(db)).toEqual(before)
  })

  it('is not there under another name', async () => {
    const vote = voteOnEntry(db, newId(), { verdict: 'reject', reason: '' }, officer)
    await expect(vote).rejects.toMatchObject({ code: 'entry-not-found' })
  })
})
