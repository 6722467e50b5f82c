import { newId } from '@nightlight/runtime'
import type { Role } from '@nightlight/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase, seedMedia, type SeededCase } from '../fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { matchesOfPages } from '../match-store.ts'
import { readReportSummary } from '../report-facts-store.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const authorised = async (role: Role = 'analyst') => ({
  authorization: `Bearer ${await test.keyOf(role)}`,
})

type Listed = { items: { id: string }[]; next: string | null }

async function list(query = ''): Promise<Listed> {
  const answer = await test.app.inject({ url: `/v1/matches${query}`, headers: await authorised() })
  return answer.json<Listed>()
}

const isListed = async ({ matchId }: SeededCase, query = '?limit=200'): Promise<boolean> =>
  (await list(query)).items.some(({ id }) => id === matchId)

async function decide(
  matchId: string,
  verdict: string,
  {
    role = 'analyst',
    seen,
    ...headers
  }: { role?: Role; seen?: string | null; 'idempotency-key'?: string } = {},
) {
  return test.app.inject({
    method: 'POST',
    url: `/v1/matches/${matchId}/decisions`,
    payload: { verdict, reason: 'compared by hand', ...(seen !== undefined && { seen }) },
    headers: { ...(await authorised(role)), ...headers },
  })
}

const decisionsOf = (matchId: string) =>
  test.db.selectFrom('decision').select('verdict').where('match_id', '=', matchId).execute()

describe('GET /v1/matches', () => {
  it('shows what the decision needs', async () => {
    const seeded = await seedCase(test, { listName: 'Baseline' })
    const { items } = await list('?limit=200')
    expect(items.find(({ id }) => id === seeded.matchId)).toMatchObject({
      tier: 'near',
      distance: 12,
      list: 'Baseline',
      authority: expect.stringContaining('Police'),
      legalClass: 'csam',
      host: 'pictures.example',
      pages: 1,
      media: { id: seeded.mediaId, mime: 'image/png', width: 640, height: 480, frames: 1 },
      frame: 0,
      variant: 'picture',
      decision: null,
    })
  })

  it('tells in which frame or variant an entry was found', async () => {
    const trimmed = await seedCase(test, { place: { variant: 'trimmed' } })
    const later = await seedCase(test, { place: { frame: 2 }, frames: 12 })
    const { items } = await list('?limit=200')
    const shown = ({ matchId }: SeededCase) => items.find(({ id }) => id === matchId)
    expect(shown(trimmed)).toMatchObject({ frame: 0, variant: 'trimmed' })
    expect(shown(later)).toMatchObject({ frame: 2, variant: 'picture', media: { frames: 12 } })
  })

  it.each([
    ['a probable match', { tier: 'probable', opens: 'exact' }, true],
    ['a near match although exact ones open', { tier: 'near', opens: 'exact' }, true],
    ['an exact match of a list that never opens', { tier: 'exact', opens: 'never' }, true],
    ['an exact match of a list that opens', { tier: 'exact', opens: 'exact' }, false],
  ] as const)('has %s wait: %o -> %s', async (_what, options, waits) => {
    expect(await isListed(await seedCase(test, options))).toBe(waits)
  })

  it('leaves out what an open takedown of the page and host covers', async () => {
    const seeded = await seedCase(test)
    const thumbnail = { ...seeded, mediaId: await seedMedia(test, seeded.pageId), matchId: newId() }
    await test.db
      .insertInto('match')
      .values({
        id: thumbnail.matchId,
        media_id: thumbnail.mediaId,
        entry_id: seeded.entryId,
        list_id: seeded.listId,
        algorithm: 'pdq',
        distance: 20,
        orientation: 0,
        flavour: 'full',
        tier: 'near',
        list_epoch: '1',
      })
      .execute()
    expect(await isListed(thumbnail)).toBe(true)
    const elsewhere = await seedTakedown(test, seeded, notifiedState, 'elsewhere.example')
    expect(await isListed(thumbnail)).toBe(true)
    await test.db
      .updateTable('takedown')
      .set({ host: 'pictures.example' })
      .where('id', '=', elsewhere.takedownId)
      .execute()
    expect(await isListed(thumbnail)).toBe(false)
  })

  it('shows it again once that takedown is closed', async () => {
    const seeded = await seedCase(test)
    await seedTakedown(test, seeded, { ...notifiedState, status: 'closed' })
    expect(await isListed(seeded)).toBe(true)
  })

  it('leaves out revoked entries and expired lists', async () => {
    const revoked = await seedCase(test)
    const expired = await seedCase(test)
    await test.db
      .updateTable('list_entry')
      .set({ status: 'revoked' })
      .where('id', '=', revoked.entryId)
      .execute()
    await test.db
      .updateTable('hash_list')
      .set({ expires_at: new Date('2026-01-01') })
      .where('id', '=', expired.listId)
      .execute()
    expect([await isListed(revoked), await isListed(expired)]).toEqual([false, false])
  })

  it('leaves out what was handed in for a time that is over, or is no longer stood by', async () => {
    const submissionOf = ({ entryId }: SeededCase) =>
      test.db.selectFrom('list_entry').select('submission_id').where('id', '=', entryId)
    const expired = await seedCase(test)
    const ended = await seedCase(test)
    const submissions = test.db.updateTable('submission')
    await submissions
      .set({ expires_at: new Date('2026-01-01') })
      .where('id', '=', submissionOf(expired))
      .execute()
    await submissions.set({ state: 'ended' }).where('id', '=', submissionOf(ended)).execute()
    expect([await isListed(expired), await isListed(ended)]).toEqual([false, false])
  })

  it('leaves out what a look back found, until it is released', async () => {
    const seeded = await seedCase(test)
    const { submission_id } = await test.db
      .selectFrom('list_entry')
      .select('submission_id')
      .where('id', '=', seeded.entryId)
      .executeTakeFirstOrThrow()
    await test.db
      .updateTable('match')
      .set({ look_back: submission_id })
      .where('id', '=', seeded.matchId)
      .execute()
    const become = (look_back: 'found' | 'released') =>
      test.db.updateTable('submission').set({ look_back }).where('id', '=', submission_id).execute()
    const onPage = async () => (await matchesOfPages(test.db, [seeded.pageId])).map(({ id }) => id)
    await become('found')
    expect([await isListed(seeded), await onPage()]).toEqual([false, []])
    expect((await readReportSummary(test.db, seeded.reportId))?.state).toBe('crawled')
    await become('released')
    expect([await isListed(seeded), await onPage()]).toEqual([true, [seeded.matchId]])
    expect((await readReportSummary(test.db, seeded.reportId))?.state).toBe('matched')
  })

  it('says the class of the entry, not that of its list', async () => {
    const seeded = await seedCase(test)
    const entry = test.db.updateTable('list_entry').where('id', '=', seeded.entryId)
    await entry.set({ legal_class: 'harmful' }).execute()
    const { items } = await list('?limit=200')
    expect(items.find(({ id }) => id === seeded.matchId)).toMatchObject({ legalClass: 'harmful' })
  })

  it('goes through all of them page by page', async () => {
    const all = (await list('?limit=200')).items.map(({ id }) => id)
    const walked: string[] = []
    let after = ''
    for (let page = await list('?limit=2'); ; page = await list(`?limit=2&after=${after}`)) {
      walked.push(...page.items.map(({ id }) => id))
      if (page.next === null) break
      after = page.next
    }
    expect(walked).toEqual(all)
  })

  it.each(['?limit=0', '?limit=201', '?limit=x', '?after=x', '?state=all', '?canary=1'])(
    'refuses %s',
    async (query) => {
      const answer = await test.app.inject({
        url: `/v1/matches${query}`,
        headers: await authorised(),
      })
      expect(answer.statusCode).toBe(400)
      expect(answer.json()).toMatchObject({ code: 'query-invalid' })
      expect(answer.body).not.toContain('canary')
    },
  )
})

describe('POST /v1/matches/{id}/decisions', () => {
  it('records the decision, its audit event and a hint', async () => {
    const seeded = await seedCase(test)
    const answer = await decide(seeded.matchId, 'confirm')
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toMatchObject({ matchId: seeded.matchId, verdict: 'confirm' })
    expect(test.hints.at(-1)).toEqual({
      name: 'open-takedown',
      payload: { mediaId: seeded.mediaId },
    })
    const event = await test.db
      .selectFrom('audit_event')
      .select(['action', 'detail'])
      .where('object_id', '=', seeded.matchId)
      .executeTakeFirstOrThrow()
    expect(event).toMatchObject({ action: 'match.decided', detail: { verdict: 'confirm' } })
  })

  it('stores a reason without the addresses and hashes in it', async () => {
    const { matchId } = await seedCase(test)
    await test.app.inject({
      method: 'POST',
      url: `/v1/matches/${matchId}/decisions`,
      payload: {
        verdict: 'reject',
        reason: `a cat, see https://host.example/x ${'ab'.repeat(16)}`,
      },
      headers: await authorised('analyst'),
    })
    const stored = test.db.selectFrom('decision').where('match_id', '=', matchId)
    expect(await stored.select('reason').execute()).toEqual([{ reason: 'a cat, see […] […]' }])
  })

  it('moves the match from undecided to decided', async () => {
    const seeded = await seedCase(test)
    await decide(seeded.matchId, 'reject')
    expect(await isListed(seeded)).toBe(false)
    expect(await isListed(seeded, '?state=decided&limit=200')).toBe(true)
  })

  it('returns the earlier decision when the same is said again', async () => {
    const { matchId } = await seedCase(test)
    const first = await decide(matchId, 'confirm')
    const again = await decide(matchId, 'confirm')
    expect([again.statusCode, again.json()]).toEqual([200, first.json()])
    expect(await decisionsOf(matchId)).toHaveLength(1)
  })

  it('records another verdict and another person', async () => {
    const { matchId } = await seedCase(test)
    await decide(matchId, 'confirm')
    await decide(matchId, 'reject')
    await decide(matchId, 'reject', { role: 'supervisor' })
    await decide(matchId, 'confirm')
    expect(await decisionsOf(matchId)).toHaveLength(4)
  })

  it('overturns no decision of another person but the one that was seen, where that is said', async () => {
    const seeded = await seedCase(test)
    const { matchId } = seeded
    const { id: first } = (await decide(matchId, 'confirm', { seen: null })).json()
    const { items } = await list('?state=decided&limit=200')
    expect(items.find(({ id }) => id === matchId)).toMatchObject({ decision: { id: first } })
    // one's own is known to whoever made it
    const { id: own } = (await decide(matchId, 'reject', { seen: null })).json()
    for (const seen of [null, first, newId()]) {
      const refused = await decide(matchId, 'confirm', { role: 'supervisor', seen })
      expect([refused.statusCode, refused.json()]).toMatchObject([
        409,
        { code: 'decided-meanwhile', decided: { id: own, verdict: 'reject' } },
      ])
    }
    expect(await decisionsOf(matchId)).toHaveLength(2)
    const made = await decide(matchId, 'confirm', { role: 'supervisor', seen: own.toUpperCase() })
    expect(made.statusCode).toBe(201)
  })

  it('records one decision for many at once', async () => {
    const { matchId } = await seedCase(test)
    const answers = await Promise.all(Array.from({ length: 10 }, () => decide(matchId, 'reject')))
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1)
    expect(await decisionsOf(matchId)).toHaveLength(1)
  })

  it('repeats its first answer for an Idempotency-Key', async () => {
    const { matchId } = await seedCase(test)
    const headers = { 'idempotency-key': newId() }
    const first = await decide(matchId, 'confirm', headers)
    await decide(matchId, 'reject')
    const again = await decide(matchId, 'confirm', headers)
    expect([again.statusCode, again.body]).toEqual([201, first.body])
  })

  it('does not find an unknown match, and keeps no key for it', async () => {
    const headers = { 'idempotency-key': newId() }
    const answer = await decide(newId(), 'confirm', headers)
    expect(answer.statusCode).toBe(404)
    expect((await decide((await seedCase(test)).matchId, 'confirm', headers)).statusCode).toBe(201)
  })

  it.each([
    [{ verdict: 'maybe', reason: 'x' }, 'verdict'],
    [{ verdict: 'confirm' }, 'reason'],
    [{ verdict: 'confirm', reason: '' }, 'reason'],
    [{ verdict: 'confirm', reason: 'a\u0000b' }, 'reason'],
  ])('refuses %j', async (payload, field) => {
    const { matchId } = await seedCase(test)
    const answer = await test.app.inject({
      method: 'POST',
      url: `/v1/matches/${matchId}/decisions`,
      payload,
      headers: await authorised(),
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ field })
  })
})
