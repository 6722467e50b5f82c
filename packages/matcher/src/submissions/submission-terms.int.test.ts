import { connect, createFieldCrypto, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colleague, officer } from '../fixtures/imported.ts'
import { bytesOf, listTerms, md5s } from '../fixtures/synthetic.ts'
import { importList, type ImportResult } from '../import-list.ts'
import { activateSubmission } from './activate-submission.ts'
import { endSubmission } from './end-submission.ts'
import { openSubmission } from './open-submission.ts'
import { settleEndings } from './settle-endings.ts'
import { submissionOf } from './submission-store.ts'
import type { AskedTerms } from './submission-terms.ts'

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
const purpose = 'notice-and-takedown'
const REVOKED = { reason: 'revoked', note: 'a mistake' } as const
const REFUSED_BY = { code: '23514', constraint: 'submission_terms' }
const LIST_REFUSED_BY = { code: '23514', constraint: 'hash_list_within_submissions' }

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
/** Hands in to a list of its own, for some countries. */
const handedIn = (countries: string[], asked: AskedTerms = {}): Promise<ImportResult> =>
  importList(
    { db, crypto },
    {
      source: { bytes: bytesOf(md5s(0, 3)), format: 'auto' },
      authority: 'Test Police',
      list: `list ${++lists}`,
      terms: listTerms({ jurisdictions: countries }),
      by: officer,
      facts: asked,
      dryRun: false,
    },
  )

const insert = (listId: string, terms: { purpose?: string; jurisdictions?: string[] } = {}) =>
  db
    .insertInto('submission')
    .values({
      id: newId(),
      list_id: listId,
      format: 'ncmec',
      state: 'receiving',
      kind: 'feed',
      submitted_by: 'exchange',
      ...terms,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
const setList = (id: string, set: { purpose?: string; jurisdictions?: string[] }) =>
  db.updateTable('hash_list').set(set).where('id', '=', id).execute()
const setState = (id: string, state: 'ending' | 'failed' | 'discarded') =>
  db.updateTable('submission').set({ state }).where('id', '=', id).execute()

describe('a submission', () => {
  it('has the terms of its list, or wider ones', async () => {
    const { submissionId, jurisdictions } = await handedIn(['BE'])
    expect(jurisdictions).toEqual(['BE'])
    expect(await submissionOf(db, submissionId)).toMatchObject({ purpose, jurisdictions: ['BE'] })
    expect(await handedIn(['BE'], { jurisdictions: ['NL', 'BE'] })).toMatchObject({
      purpose,
      jurisdictions: ['BE', 'NL'],
    })
    expect(await handedIn(['BE'], { jurisdictions: [] })).toMatchObject({ jurisdictions: [] })
  })

  it.each<[string, string[], AskedTerms]>([
    ['another purpose', ['BE'], { purpose: 'research' }],
    ['fewer countries', ['BE', 'NL'], { jurisdictions: ['BE'] }],
    ['some countries of everywhere', [], { jurisdictions: ['BE'] }],
  ])('is refused for %s, and leaves nothing', async (_how, countries, asked) => {
    await expect(handedIn(countries, asked)).rejects.toMatchObject({
      code: 'submission-terms-differ',
    })
    const { rows } = await sql`select from submission s join hash_list l on l.id = s.list_id
      where l.name = ${`list ${lists}`}`.execute(db)
    expect(rows).toEqual([])
  })

  it('that broke off is gone on with only under the terms it was begun with', async () => {
    const { listId } = await handedIn(['BE'])
    const open = (asked: AskedTerms) =>
      openSubmission(
        { db, crypto },
        listId,
        {
          kind: 'addition',
          officer: null,
          legalBasis: '',
          expiresAt: null,
          categories: null,
          headSha256: Buffer.alloc(32, 1),
          ...asked,
        },
        officer,
      )
    const first = await open({ jurisdictions: ['BE', 'NL'] })
    expect(await open({ jurisdictions: ['NL', 'BE'] })).toEqual({ ...first, isResumed: true })
    expect(await open({})).toMatchObject({ isResumed: false })
  })
})

describe('the database', () => {
  it('gives an exchange the terms of its list', async () => {
    const { listId } = await handedIn(['BE', 'NL'])
    expect(await insert(listId)).toMatchObject({ purpose, jurisdictions: ['BE', 'NL'] })
  })

  it.each<[string, string[], { purpose?: string; jurisdictions?: string[] }]>([
    ['another purpose', ['BE'], { purpose: 'research' }],
    ['fewer countries', ['BE', 'NL'], { jurisdictions: ['NL'] }],
    ['some countries of everywhere', [], { jurisdictions: ['BE'] }],
    ['a country that is none', ['BE'], { jurisdictions: [null as unknown as string] }],
  ])('refuses a submission for %s', async (_how, countries, terms) => {
    const { listId } = await handedIn(countries)
    await expect(insert(listId, terms)).rejects.toMatchObject(REFUSED_BY)
  })

  it('does not let the terms of a submission be changed, narrower or wider', async () => {
    const { submissionId } = await handedIn(['BE'], { jurisdictions: ['BE', 'NL'] })
    for (const set of [{ purpose: 'research' }, { jurisdictions: ['BE'] }, { jurisdictions: [] }]) {
      const change = db.updateTable('submission').set(set).where('id', '=', submissionId)
      await expect(change.execute()).rejects.toMatchObject(REFUSED_BY)
    }
  })

  it('does not let a list become wider than what was handed in to it', async () => {
    const { listId, submissionId } = await handedIn(['BE'], { jurisdictions: ['BE', 'NL'] })
    const isRefused = async () => {
      for (const set of [
        { purpose: 'research' },
        { jurisdictions: [] },
        { jurisdictions: ['FR'] },
      ]) {
        await expect(setList(listId, set)).rejects.toMatchObject(LIST_REFUSED_BY)
      }
    }
    await isRefused()
    await setList(listId, { jurisdictions: ['be', 'NL'] })
    await setList(listId, { jurisdictions: ['NL'] })
    await activateSubmission(db, submissionId, colleague)
    await isRefused()
    await endSubmission(db, submissionId, REVOKED, officer)
    await isRefused()
    await settleEndings(db)
    await setList(listId, { purpose: 'research', jurisdictions: [] })
  })

  it('takes back into force nothing that is narrower than its list is now', async () => {
    const { listId, submissionId } = await handedIn(['BE'])
    await setState(submissionId, 'discarded')
    await setList(listId, { jurisdictions: [] })
    // entries of one that is ending may count for others
    await expect(setState(submissionId, 'ending')).rejects.toMatchObject(REFUSED_BY)
    await setList(listId, { jurisdictions: ['BE'] })
    await setState(submissionId, 'ending')
  })

  it('has a list wait for a submission that is being opened, and others not', async () => {
    const { listId } = await handedIn(['BE'])
    await sql`update submission set state = 'failed' where list_id = ${listId}`.execute(db)
    const { widening } = await db.transaction().execute(async (trx) => {
      await sql`insert into submission (id, list_id, format, state, submitted_by)
        values (${newId()}, ${listId}, 'plain', 'receiving', 'x')`.execute(trx)
      await setState((await insert(listId)).id, 'failed')
      const refused = setList(listId, { jurisdictions: [] }).then(
        () => null,
        (error: unknown) => error,
      )
      await waitsFor(1)
      return { widening: refused }
    })
    expect(await widening).toMatchObject(LIST_REFUSED_BY)
  })
})

/** Until so many statements of this database wait for the terms of a list. */
async function waitsFor(count: number): Promise<void> {
  for (;;) {
    const { rows } = await sql`select from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and locktype = 'advisory' and not granted`.execute(db)
    if (rows.length >= count) return
  }
}
