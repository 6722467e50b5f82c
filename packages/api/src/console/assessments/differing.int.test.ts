import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import {
  ASSESSMENTS,
  createVerdictRoom,
  mainOf,
  type VerdictRoom,
} from '../../fixtures/verdict-room.ts'
import { insertRisk } from '../../queue/risk-store.ts'
import { TEXTS } from '../texts.ts'

const PAGE = ASSESSMENTS
let room: VerdictRoom
beforeAll(async () => {
  room = await createVerdictRoom()
})
afterAll(() => room[Symbol.asyncDispose]())

/** One that Robin and Kim saw differently. */
async function differing(first: 'confirm' | 'reject') {
  const seeded = await room.decided(first)
  const verdict = first === 'confirm' ? 'reject' : 'confirm'
  await room.post(`${PAGE}/${seeded.id}`, { verdict, reason: 'x' }, room.kim)
  return seeded
}

/** How a supervisor sees such a match, where it is settled. */
async function differingCard(matchId: string): Promise<string> {
  const [, settling = ''] = (await room.get(PAGE, room.sam)).split(TEXTS.en['assessments.disagree'])
  const [shown = ''] = settling.split(TEXTS.en['assessments.waiting'])
  const cards = shown.split('data-item')
  const card = cards.find((one) => one.includes(`/console/matches/${matchId}"`)) ?? ''
  return card.replaceAll(/\s+/g, ' ')
}

const byLee = async (matchId: string, verdict: 'confirm' | 'reject') => {
  const seen = (await newestOf(matchId)).id
  const lee = await room.test.sessionOf('analyst', 'Lee')
  const said = { verdict, reason: 'looked again', seen }
  return room.post(`/console/matches/${matchId}/decisions`, said, lee)
}

const newestOf = (matchId: string) =>
  room.test.db
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
    await seedTakedown(room.test, seeded)
    // a second verdict of it is asked of Sam, who is told no more than that
    const blind = await differingCard(matchId)
    expect(blind).toContain(TEXTS.en['assessments.since-asked'])
    expect(blind).not.toContain('Lee')
    expect(blind).not.toContain('takedowns: 1')
    expect(blind).not.toContain(`${PAGE}/${id}/settle`)
    for (const way of [`${PAGE}/${id}/settle`, `${PAGE}/${id}/leave`]) {
      const refused = await room.post(way, { ...settle, seen: lees.id }, room.sam)
      expect(refused.statusCode, way).toBe(409)
      expect(mainOf(refused.body), way).not.toMatch(/Lee|confirmed/)
    }
    const refused = mainOf((await room.post(`${PAGE}/${id}/settle`, settle, room.sam)).body)
    expect(refused).toContain('assessment-overtaken')
    expect(refused).toContain(`<a href="/console/matches/${matchId}"`)
    expect(refused).toContain('never seen')
    expect((await newestOf(matchId)).id).toBe(lees.id)

    const own = await room.test.db
      .selectFrom('assessment')
      .select('id')
      .where('decision_id', '=', lees.id)
      .executeTakeFirstOrThrow()
    await room.post(`${PAGE}/${own.id}`, { verdict: 'confirm', reason: 'x' }, room.sam)
    const told = await differingCard(matchId)
    expect(told).toContain('Lee')
    expect(told).toContain('takedowns: 1')
    expect(told).not.toContain(`${PAGE}/${id}/settle`)
    expect((await room.post(`${PAGE}/${id}/settle`, settle, room.sam)).statusCode).toBe(409)
    // what turned round again is not left as it was seen
    const stale = await room.post(`${PAGE}/${id}/leave`, { seen: newId() }, room.sam)
    expect(stale.statusCode).toBe(409)
    expect((await room.post(`${PAGE}/${id}/leave`, { seen: lees.id }, room.kim)).statusCode).toBe(
      403,
    )
    const left = await room.post(`${PAGE}/${id}/leave`, { seen: lees.id }, room.sam)
    expect(left.headers.location).toBe(`${PAGE}?done=settled-since`)
    expect((await newestOf(matchId)).id).toBe(lees.id)
    expect(await room.get(PAGE, room.sam)).not.toContain(`${PAGE}/${id}/`)
    expect(
      (await room.get(String(left.headers.location), room.sam)).replaceAll(/\s+/g, ' '),
    ).toContain(TEXTS.en['done.settled-since'])
  })

  it('is not left as decided where nobody decided since', async () => {
    const { id, matchId } = await differing('confirm')
    const { id: seen } = await newestOf(matchId)
    expect((await room.post(`${PAGE}/${id}/leave`, { seen }, room.sam)).statusCode).toBe(409)
    expect(await room.assessmentOf(matchId)).toMatchObject({ settled_at: null })
  })

  it('says what rests on the match before it is settled', async () => {
    const seeded = await differing('confirm')
    const card = () => differingCard(seeded.matchId)
    expect(await card()).toContain('Each gets a takedown')
    expect(await card()).not.toContain('takedowns: 1.')
    await seedTakedown(room.test, seeded)
    expect(await card()).toContain('takedowns: 1.')
  })

  it('comes where a child may be at risk first, then what the first rejected; all are reached', async () => {
    await room.test.db
      .updateTable('assessment')
      .set({ settled_at: new Date(), settled_by: 'supervisor:Sam' })
      .where('agrees', '=', false)
      .execute()
    await room.test.db.deleteFrom('assessment').where('verdict', 'is', null).execute()
    const pat = await room.test.sessionOf('supervisor', 'Pat')
    const kimAbove = await room.test.sessionOf('supervisor', 'Kim')
    const ids: string[] = []
    for (let n = 0; n < 21; n++) ids.push((await differing('confirm')).id)
    const rejected = await differing('reject')
    const risky = await differing('confirm')
    const said = { reportId: risky.reportId, reason: 'named', by: 'analyst:Robin', at: new Date() }
    await insertRisk(room.test.db, room.test.crypto, said)
    const open = (page: string) =>
      [...page.matchAll(/assessments\/([0-9a-f-]{36})\/settle"/g)].map(([, id]) => id)
    const first = await room.get(PAGE, pat)
    expect(open(first)).toEqual([risky.id, rejected.id, ...ids.slice(0, 18)])
    expect(first.match(new RegExp(TEXTS.en['risk.badge'], 'g'))).toHaveLength(1)
    const [, on] = /href="(\/console\/assessments\?differ=[^"]+)"/.exec(first)!
    expect(open(await room.get(on!, pat))).toEqual(ids.slice(18))
    // whoever gave one of the two has none of these
    expect(open(await room.get(PAGE, kimAbove))).toEqual([])
    const tile = (page: string) => /<strong\s*>(\d+)<\/strong\s*>\s*match[a-z]* that two/.exec(page)
    expect(tile(await room.get('/console', pat))?.[1]).toBe('23')
    for (const cookie of [kimAbove, room.kim])
      expect(tile(await room.get('/console', cookie))).toBeNull()

    // second verdicts: the same, without what the first one was
    await room.test.db.deleteFrom('assessment').execute()
    const asked: string[] = []
    for (let n = 0; n < 21; n++) asked.push((await room.decided(n % 2 ? 'confirm' : 'reject')).id)
    const last = await room.decided('confirm')
    await insertRisk(room.test.db, room.test.crypto, { ...said, reportId: last.reportId })
    const waiting = (page: string) =>
      [...page.matchAll(/id="assessment-([0-9a-f-]{36})"/g)].map(([, id]) => id)
    const top = await room.get(PAGE, room.kim)
    expect(waiting(top)).toEqual([last.id, ...asked.slice(0, 19)])
    const [, more] = /href="(\/console\/assessments\?after=[^"]+)"/.exec(top)!
    expect(waiting(await room.get(more!, room.kim))).toEqual(asked.slice(19))
  })
})
