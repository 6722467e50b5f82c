import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  caller,
  digestOf,
  digests,
  handIn,
  openTestList,
  post,
  staged,
  type Caller,
} from '../fixtures/seed-list.ts'
import { FORM, createTestApp, formTokenIn, type TestApp } from '../fixtures/test-app.ts'

/** SHA-256 of no bytes at all. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

let test: TestApp
let officer: Caller
let colleague: Caller
let supervisor: Caller
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Officer')
  colleague = await caller(test, 'Colleague')
  supervisor = await caller(test, 'Sue', 'supervisor')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (url: string, headers: Caller = officer) => test.app.inject({ url, headers })
const read = async (id: string, by: Caller = officer) =>
  (await get(`/v1/submissions/${id}`, by)).json<Record<string, unknown> & { state: string }>()
const activate = (id: string, by: Caller = colleague) =>
  post(test, by, `/v1/submissions/${id}/activate`)

async function newStaged(file = digests(0, 3), query: Record<string, string> = {}) {
  const listId = await openTestList(test, officer)
  const id = await staged(test, officer, listId, file, { algorithm: 'sha256', ...query })
  return { listId, id }
}

describe('a submission', () => {
  it('is staged with what came of its file, and says who and when', async () => {
    const listId = await openTestList(test, officer, { name: 'Seized' })
    const file = `${digests(0, 3)}${digestOf(0)}\n${EMPTY}\nabcd\n`
    const facts = { legalBasis: 'PV 12/2026', officer: 'Chief Insp. Doe', algorithm: 'sha256' }
    const id = await staged(test, officer, listId, file, facts)
    expect(await read(id)).toMatchObject({
      id,
      list: { id: listId, name: 'Seized' },
      authority: { name: 'Home Police' },
      state: 'staged',
      kind: 'addition',
      format: 'plain',
      counts: { accepted: 3, duplicate: 1, refused: 2 },
      refusedBy: { 'digest-of-empty-file': 1, 'wrong-length': 1 },
      refusalsKept: 2,
      diff: null,
      progress: { rowsRead: 6, bytesRead: file.length, size: file.length },
      submittedBy: { name: 'Officer' },
      activatedBy: null,
      legalBasis: 'PV 12/2026',
      purpose: 'notice-and-takedown',
      jurisdictions: [],
      officer: 'Chief Insp. Doe',
      lookBack: { state: 'none', looked: 0, found: 0 },
    })
  })

  it('tells its officer to the authority and to supervisors only', async () => {
    const { id } = await newStaged(undefined, { officer: 'Chief Insp. Doe' })
    const analyst = await caller(test, 'Ann', 'analyst')
    const admin = await caller(test, 'Adam', 'admin')
    const told = await Promise.all(
      [officer, colleague, supervisor, analyst, admin].map((by) => read(id, by)),
    )
    expect(told.map((one) => one['officer'])).toEqual([
      'Chief Insp. Doe',
      'Chief Insp. Doe',
      'Chief Insp. Doe',
      null,
      null,
    ])
    const rows = await test.db.selectFrom('submission').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('Doe')
  })

  it('tells of an edition what is added, unchanged and missing', async () => {
    const { listId, id } = await newStaged(digests(0, 4))
    await activate(id)
    const query = { kind: 'edition', algorithm: 'sha256' }
    const edition = await staged(test, officer, listId, digests(3, 9), query)
    expect(await read(edition)).toMatchObject({
      kind: 'edition',
      diff: { added: 5, unchanged: 1, missing: 3 },
    })
  })

  it('tells of an edition what stops counting now, and is not activated on what was so before', async () => {
    const query = { kind: 'edition', algorithm: 'sha256' }
    const { listId, id } = await newStaged(digests(10, 14))
    await activate(id)
    const older = await staged(test, officer, listId, digests(11, 14), query)
    const newer = await staged(test, officer, listId, digests(10, 20), query)
    const before = await read(older)
    expect(before).toMatchObject({ diff: { missing: 1 } })
    expect((await activate(newer)).statusCode).toBe(200)
    const url = (mark: unknown) => `/v1/submissions/${older}/activate?mark=${String(mark)}`
    for (const refused of [await activate(older), await post(test, colleague, url(before['mark']))])
      expect([refused.statusCode, refused.json()]).toMatchObject([
        409,
        { code: 'edition-outdated', detail: expect.stringContaining('`mark`') },
      ])
    const now = await read(older)
    expect(now).toMatchObject({ state: 'staged', diff: { missing: 7 } })
    const listed = await get(`/v1/hash-lists/${listId}/submissions`)
    expect(listed.json<{ items: unknown[] }>().items[1]).toMatchObject({ diff: { missing: 7 } })
    const done = await post(test, colleague, url(now['mark']))
    expect([done.statusCode, done.json()]).toMatchObject([
      200,
      { state: 'active', mark: null, diff: { missing: 7 } },
    ])
  })

  it('is listed in the order of arrival, page by page', async () => {
    const listId = await openTestList(test, officer)
    const ids: string[] = []
    for (let n = 0; n < 3; n++) ids.push(await staged(test, officer, listId, digests(n, n + 1)))
    const page = async (query: string) =>
      (await get(`/v1/hash-lists/${listId}/submissions${query}`)).json<{
        items: { id: string }[]
        next: string | null
      }>()
    const first = await page('?limit=2')
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2))
    const rest = await page(`?limit=2&after=${first.next}`)
    expect([rest.items.map(({ id }) => id), rest.next]).toEqual([ids.slice(2), null])
  })

  it('gives its refused lines as CSV, and not what stood in them', async () => {
    const { id } = await newStaged(`${digests(0, 1)}${EMPTY}\nabcd\n`)
    const answer = await get(`/v1/submissions/${id}/refusals`)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toContain(`refused-${id}.csv`)
    expect(answer.body).toBe('line,reason\n2,digest-of-empty-file\n3,wrong-length\n')
  })

  it.each([
    [
      `{"value":[\n{"MD5":"${'a1'.repeat(16)}"},\n\n\n{"MD5":"a1"}]}`,
      'media,reason\n2,wrong-length\n',
    ],
    [
      `<queryResult><images><image>\n<member id="1"/><id>2</id>\n</image></images></queryResult>`,
      'entry,reason\n1,no-hash\n',
    ],
  ])('counts media and entries, not lines, where a format has none', async (file, csv) => {
    const { id } = await newStaged(file, { categories: '{"none":"csam"}' })
    expect((await get(`/v1/submissions/${id}/refusals`)).body).toBe(csv)
  })

  it('streams a hundred thousand refused lines', async () => {
    const { id } = await newStaged()
    await sql`insert into refused_row (submission_id, line, reason)
      select ${id}, n, 'no-hash' from generate_series(1, 100000) n`.execute(test.db)
    const { body } = await get(`/v1/submissions/${id}/refusals`)
    expect(body.split('\n')).toHaveLength(100_002)
  })
})

describe('activation', () => {
  it('is by somebody else, and twice is once', async () => {
    const { id, listId } = await newStaged()
    const first = await activate(id)
    expect([first.statusCode, first.json()]).toMatchObject([
      200,
      { state: 'active', activatedBy: { name: 'Colleague' }, lookBack: { state: 'running' } },
    ])
    expect((await activate(id)).json()).toEqual(first.json())
    const list = (await get(`/v1/hash-lists/${listId}`)).json()
    expect(list).toMatchObject({ entriesInForce: 3, submissions: { active: 1 } })
  })

  it.each([
    ['the same key', () => Promise.resolve(officer)],
    ['another key of the same name', () => caller(test, ' officer ')],
    ['a key of a supervisor of the same name', () => caller(test, 'OFFICER', 'supervisor')],
  ])('is refused to %s', async (_who, by) => {
    const { id } = await newStaged()
    const answer = await activate(id, await by())
    expect([answer.statusCode, answer.json()]).toMatchObject([
      403,
      { code: 'second-person-needed' },
    ])
    expect((await read(id)).state).toBe('staged')
  })

  it('is refused to who handed it in when it is active already, or ended', async () => {
    const { id } = await newStaged()
    expect((await activate(id)).statusCode).toBe(200)
    const refused = [403, { code: 'second-person-needed' }]
    const again = await activate(id, officer)
    expect([again.statusCode, again.json()]).toMatchObject(refused)
    expect((await activate(id)).statusCode).toBe(200)
    await post(test, officer, `/v1/submissions/${id}/end`, { reason: 'no' })
    const ended = await activate(id, officer)
    expect([ended.statusCode, ended.json()]).toMatchObject(refused)
  })

  it('is refused to a session of the same name', async () => {
    const { id } = await newStaged()
    const cookie = await test.sessionOf('police', 'Officer')
    const page = await test.app.inject({ url: '/console', headers: { cookie } })
    const answer = await test.app.inject({
      method: 'POST',
      url: `/console/submissions/${id}/activate`,
      headers: { ...FORM, cookie },
      payload: `form=${formTokenIn(page.body)}`,
    })
    expect([answer.statusCode, answer.body]).toEqual([
      403,
      expect.stringContaining('second-person-needed'),
    ])
    expect((await read(id)).state).toBe('staged')
  })

  it.each([
    ['by who handed it in', sql`state = 'active', activated_by = submitted_by`],
    ['by nobody', sql`state = 'active'`],
    [
      'by another key of the same name',
      sql`state = 'active', activated_by = 'key:x', activator = ' oFFicer'`,
    ],
    ['after another is said to have handed it in', sql`submitted_by = 'key:x'`],
    ['after another name is said to have', sql`submitted_by = 'key:x', submitter = 'Other'`],
  ])('is refused by the database %s', async (_how, change) => {
    const { id } = await newStaged()
    const write = sql`update submission set ${change} where id = ${id}`.execute(test.db)
    await expect(write).rejects.toMatchObject({ code: '23514' })
    expect(await read(id)).toMatchObject({ state: 'staged', submittedBy: { name: 'Officer' } })
  })

  it.each([
    ['empty', 'abcd\n', 'submission-empty'],
    ['ended', digests(0, 2), 'submission-not-staged'],
  ])('is refused of one that is %s', async (how, file, code) => {
    const { id } = await newStaged(file)
    if (how === 'ended') await post(test, officer, `/v1/submissions/${id}/end`, { reason: 'no' })
    const answer = await activate(id)
    expect([answer.statusCode, answer.json()]).toMatchObject([409, { code }])
  })
})

describe('ending', () => {
  it('takes an active one out, and throws another one away', async () => {
    const active = await newStaged()
    await activate(active.id)
    const end = (id: string) =>
      post(test, officer, `/v1/submissions/${id}/end`, { reason: 'wrong case' })
    expect((await end(active.id)).json()).toMatchObject({
      state: 'ending',
      endReason: 'revoked',
      endNote: 'wrong case',
    })
    const other = await newStaged()
    expect((await end(other.id)).json()).toMatchObject({ state: 'discarded', endReason: null })
    const { entriesInForce } = (await get(`/v1/hash-lists/${active.listId}`)).json<{
      entriesInForce: number
    }>()
    expect(entriesInForce).toBe(0)
  })

  it.each([[{}], [{ reason: '' }], [{ reason: 'x', note: 'y' }], [{ reason: 'a\u0000' }]])(
    'is refused with %j',
    async (payload) => {
      const { id } = await newStaged()
      const answer = await post(test, officer, `/v1/submissions/${id}/end`, payload)
      expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'body-invalid' }])
    },
  )
})

describe('release', () => {
  it('is for what was found, by a supervisor', async () => {
    const { id } = await newStaged()
    await activate(id)
    const release = () => post(test, supervisor, `/v1/submissions/${id}/release`)
    const early = await release()
    expect([early.statusCode, early.json()]).toMatchObject([
      409,
      { code: 'look-back-not-finished' },
    ])
    await test.db
      .updateTable('submission')
      .set({ look_back: 'found', looked_at: 500, look_back_found: 7 })
      .where('id', '=', id)
      .execute()
    expect((await read(id))['lookBack']).toMatchObject({ state: 'found', looked: 500, found: 7 })
    const answer = await release()
    expect(answer.json()).toMatchObject({ lookBack: { state: 'released', found: 7 } })
    expect((await release()).json()).toEqual(answer.json())
  })
})

describe('an Idempotency-Key', () => {
  it('gets its first answer again, whatever has happened since', async () => {
    const { id } = await newStaged()
    const key = { ...colleague, 'idempotency-key': newId() }
    const first = await activate(id, key)
    await post(test, officer, `/v1/submissions/${id}/end`, { reason: 'wrong' })
    const again = await activate(id, key)
    expect([again.statusCode, again.json()]).toEqual([200, first.json()])
    expect((await read(id)).state).toBe('ending')
  })

  it('is not for another submission, and not kept when nothing was done', async () => {
    const [one, other] = [await newStaged(), await newStaged()]
    const key = { ...colleague, 'idempotency-key': newId() }
    expect((await activate(newId(), key)).statusCode).toBe(404)
    expect((await activate(one.id, key)).statusCode).toBe(200)
    const answer = await activate(other.id, key)
    expect([answer.statusCode, answer.json()]).toMatchObject([
      409,
      { code: 'idempotency-key-reused' },
    ])
  })

  it('does one thing once for many at a time', async () => {
    const { id } = await newStaged()
    const key = { ...officer, 'idempotency-key': newId() }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        post(test, key, `/v1/submissions/${id}/end`, { reason: 'wrong' }),
      ),
    )
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    const { rows } = await sql`select from audit_event
      where object_id = ${id} and action = 'submission-discarded'`.execute(test.db)
    expect(rows).toHaveLength(1)
  })
})

describe('a dry run', () => {
  it('tells what would come of a file, and keeps nothing', async () => {
    const { listId, id } = await newStaged(digests(0, 2))
    await activate(id)
    const query = { algorithm: 'sha256', dryRun: 'true', kind: 'edition' }
    const answer = await handIn(test, officer, listId, `${digests(1, 5)}abcd\n`, query)
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      {
        format: 'plain',
        counts: { accepted: 3, duplicate: 1, refused: 1 },
        refusedBy: { 'wrong-length': 1 },
        setAside: expect.anything(),
        diff: { added: 3, unchanged: 1, missing: 1 },
        purpose: 'notice-and-takedown',
        jurisdictions: [],
        skipped: 0,
        unmapped: {},
        refusals: [{ line: 5, reason: 'wrong-length' }],
      },
    ])
    const listed = (await get(`/v1/hash-lists/${listId}/submissions`)).json<{ items: unknown[] }>()
    expect(listed.items).toHaveLength(1)
    const { rows } = await sql`select from list_entry where list_id = ${listId}`.execute(test.db)
    expect(rows).toHaveLength(2)
  })
})
