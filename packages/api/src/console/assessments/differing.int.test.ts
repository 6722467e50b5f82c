import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase, type SeededCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'
import { insertRisk } from '../../queue/risk-store.ts'
import { TEXTS } from '../texts.ts'

const PAGE = '/console/assessments'
let test: TestApp
let robin: string
let kim: string
let sam: string
beforeAll(async () => {
  test = await createTestApp({ secondPercent: 100 })
  robin = await test.sessionOf('analyst', 'Robin')
  kim = await test.sessionOf('analyst', 'Kim')
  sam = await test.sessionOf('supervisor', 'Sam')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = async (url: string, cookie: string) =>
  (await test.app.inject({ url, headers: { cookie } })).body

async function post(url: string, fields: Record<string, string>, cookie: string) {
  const form = formTokenIn(await get('/console', cookie))
  const payload = new URLSearchParams({ form, ...fields }).toString()
  return test.app.inject({ method: 'POST', url, payload, headers: { ...FORM, cookie } })
}

/** A page without what stands around it on each: who is signed in. */
const main = (page: string): string => /<main[^]*<\/main>/.exec(page)![0]

const assessmentOf = (matchId: string) =>
  test.db
    .selectFrom('assessment')
    .selectAll()
    .where('match_id', '=', matchId)
    .executeTakeFirstOrThrow()

/** A match that Robin decided, with the id of its assessment. */
async function decided(verdict: string): Promise<SeededCase & { id: string }> {
  const seeded = await seedCase(test)
  const said = { verdict, reason: 'the first reason' }
  await post(`/console/matches/${seeded.matchId}/decisions`, said, robin)
  return { ...seeded, id: (await assessmentOf(seeded.matchId)).id }
}

/** One that Robin and Kim saw differently. */
async function differing(first: 'confirm' | 'reject') {
  const seeded = await decided(first)
  const verdict = first === 'confirm' ? 'reject' : 'confirm'
  await post(`${PAGE}/${seeded.id}`, { verdict, reason: 'x' }, kim)
  return seeded
}

/** How a supervisor sees such a match, where it is settled. */
async function differingCard(matchId: string): Promise<string> {
  const [, settling = ''] = (await get(PAGE, sam)).split(TEXTS.en['assessments.disagree'])
  const [shown = ''] = settling.split(TEXTS.en['assessments.waiting'])
  const cards = shown.split('data-item')
  const card = cards.find((one) => one.includes(`/console/matches/${matchId}"`)) ?? ''
  return card.replaceAll(/\s+/g, ' ')
}

const byLee = async (matchId: string, verdict: 'confirm' | 'reject') => {
  const seen = (await newestOf(matchId)).id
  const lee = await test.sessionOf('analyst', 'Lee')
  const said = { verdict, reason: 'looked again', seen }
  return post(`/console/matches/${matchId}/decisions`, said, lee)
}

const newestOf = (matchId: string) =>
  test.db
    .selectFrom('decision')
    .select(['id', 'verdict', 'actor'])
    .where('match_id', '=', matchId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()

describe('what two people saw differently', () => {
  it('is not settled over what somebody decided since, of which it says what rests on it', async () => {
    const seeded = await differing('reject')
    const { id, matchId } = seeded
    const settle = { verdict: 'reject', reason: 'never seen', match: matchId }
    await byLee(matchId, 'confirm')
    const lees = await newestOf(matchId)
    expect(lees).toMatchObject({ verdict: 'confirm', actor: 'analyst:Lee' })
    await seedTakedown(test, seeded)
    // a second verdict of it is asked of Sam, who is told no more than that
    const blind = await differingCard(matchId)
    expect(blind).toContain(TEXTS.en['assessments.since-asked'])
    expect(blind).not.toContain('Lee')
    expect(blind).not.toContain('takedowns: 1')
    expect(blind).not.toContain(`${PAGE}/${id}/settle`)
    for (const way of [`${PAGE}/${id}/settle`, `${PAGE}/${id}/leave`]) {
      const refused = await post(way, { ...settle, seen: lees.id }, sam)
      expect(refused.statusCode, way).toBe(409)
      expect(main(refused.body), way).not.toMatch(/Lee|confirmed/)
    }
    const refused = main((await post(`${PAGE}/${id}/settle`, settle, sam)).body)
    expect(refused).toContain('assessment-overtaken')
    expect(refused).toContain(`<a href="/console/matches/${matchId}"`)
    expect(refused).toContain('never seen')
    expect((await newestOf(matchId)).id).toBe(lees.id)

    const own = await test.db
      .selectFrom('assessment')
      .select('id')
      .where('decision_id', '=', lees.id)
      .executeTakeFirstOrThrow()
    await post(`${PAGE}/${own.id}`, { verdict: 'confirm', reason: 'x' }, sam)
    const told = await differingCard(matchId)
    expect(told).toContain('Lee')
    expect(told).toContain('takedowns: 1')
    expect(told).not.toContain(`${PAGE}/${id}/settle`)
    expect((await post(`${PAGE}/${id}/settle`, settle, sam)).statusCode).toBe(409)
    // what turned round again is not left as it was seen
    const stale = await post(`${PAGE}/${id}/leave`, { seen: newId() }, sam)
    expect(stale.statusCode).toBe(409)
    expect((await post(`${PAGE}/${id}/leave`, { seen: lees.id }, kim)).statusCode).toBe(403)
    const left = await post(`${PAGE}/${id}/leave`, { seen: lees.id }, sam)
    expect(left.headers.location).toBe(`${PAGE}?done=settled-since`)
    expect((await newestOf(matchId)).id).toBe(lees.id)
    expect(await get(PAGE, sam)).not.toContain(`${PAGE}/${id}/`)
    expect((await get(String(left.headers.location), sam)).replaceAll(/\s+/g, ' ')).toContain(
      TEXTS.en['done.settled-since'],
    )
  })

  it('is not left as decided where nobody decided since', async () => {
    const { id, matchId } = await differing('confirm')
    const { id: seen } = await newestOf(matchId)
    expect((await post(`${PAGE}/${id}/leave`, { seen }, sam)).statusCode).toBe(409)
    expect(await assessmentOf(matchId)).toMatchObject({ settled_at: null })
  })

  it('says what rests on the match before it is settled', async () => {
    const seeded = await differing('confirm')
    const card = () => differingCard(seeded.matchId)
    expect(await card()).toContain('Each gets a takedown')
    expect(await card()).not.toContain('takedowns: 1.')
    await seedTakedown(test, seeded)
    expect(await card()).toContain('takedowns: 1.')
  })

  it('comes where a child may be at risk first, then what the first rejected; all are reached', async () => {
    await test.db
      .updateTable('assessment')
      .set({ settled_at: new Date(), settled_by: 'supervisor:Sam' })
      .where('agrees', '=', false)
      .execute()
    await test.db.deleteFrom('assessment').where('verdict', 'is', null).execute()
    const pat = await test.sessionOf('supervisor', 'Pat')
    const kimAbove = await test.sessionOf('supervisor', 'Kim')
    const ids: string[] = []
    for (let n = 0; n < 21; n++) ids.push((await differing('confirm')).id)
    const rejected = await differing('reject')
    const risky = await differing('confirm')
    const said = { reportId: risky.reportId, reason: 'named', by: 'analyst:Robin', at: new Date() }
    await insertRisk(test.db, test.crypto, said)
    const open = (page: string) =>
      [...page.matchAll(/assessments\/([0-9a-f-]{36})\/settle"/g)].map(([, id]) => id)
    const first = await get(PAGE, pat)
    expect(open(first)).toEqual([risky.id, rejected.id, ...ids.slice(0, 18)])
    expect(first.match(new RegExp(TEXTS.en['risk.badge'], 'g'))).toHaveLength(1)
    const [, on] = /href="(\/console\/assessments\?differ=[^"]+)"/.exec(first)!
    expect(open(await get(on!, pat))).toEqual(ids.slice(18))
    // whoever gave one of the two has none of these
    expect(open(await get(PAGE, kimAbove))).toEqual([])
    const tile = (page: string) => /<strong\s*>(\d+)<\/strong\s*>\s*match[a-z]* that two/.exec(page)
    expect(tile(await get('/console', pat))?.[1]).toBe('23')
    for (const cookie of [kimAbove, kim]) expect(tile(await get('/console', cookie))).toBeNull()

    // second verdicts: the same, without what the first one was
    await test.db.deleteFrom('assessment').execute()
    const asked: string[] = []
    for (let n = 0; n < 21; n++) asked.push((await decided(n % 2 ? 'confirm' : 'reject')).id)
    const last = await decided('confirm')
    await insertRisk(test.db, test.crypto, { ...said, reportId: last.reportId })
    const waiting = (page: string) =>
      [...page.matchAll(/id="assessment-([0-9a-f-]{36})"/g)].map(([, id]) => id)
    const top = await get(PAGE, kim)
    expect(waiting(top)).toEqual([last.id, ...asked.slice(0, 19)])
    const [, more] = /href="(\/console\/assessments\?after=[^"]+)"/.exec(top)!
    expect(waiting(await get(more!, kim))).toEqual(asked.slice(19))
  })
})
