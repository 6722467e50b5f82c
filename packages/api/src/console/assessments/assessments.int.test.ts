import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSampled } from '../../assessments/assessment-store.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
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

/** Of a list, the row or the card that a text is in. */
function partWith(page: string, text: string, end: string): string {
  const [, after = ''] = page.split(text)
  return after.slice(0, after.indexOf(end))
}

describe('a second verdict', () => {
  it('is asked of another person, who does not see the first', async () => {
    const { id, matchId, reportId } = await room.decided('reject', { listName: 'Baseline' })
    const body = await room.get(PAGE, room.kim)
    const card = body.slice(body.indexOf(`id="assessment-${id}"`))
    expect(card).toContain('Baseline')
    expect(body).not.toContain('the first reason')
    for (const way of [matchId, reportId]) expect(body).not.toContain(way)
    expect(card.slice(0, card.indexOf('</li>'))).not.toMatch(/rejected|Robin/)
    expect(await room.get(PAGE, room.robin)).not.toContain(id)
    expect(await room.get('/console', room.kim)).toMatch(
      /href="\/console\/assessments"\s*><strong\s*>1<\/strong\s*>\s*second verdict to give/,
    )
    expect(await room.get('/console', room.robin)).not.toContain('second verdict to give')
    expect(
      (await room.post(`${PAGE}/${id}`, { verdict: 'reject', reason: 'x' }, room.robin)).statusCode,
    ).toBe(403)
    const given = { verdict: 'reject', reason: 'not the same' }
    for (const _time of [1, 2]) {
      const answer = await room.post(`${PAGE}/${id}`, given, room.kim)
      expect(answer.headers.location).toBe(`${PAGE}?done=assessed`)
    }
    expect(await room.assessmentOf(matchId)).toMatchObject({ agrees: true, person: 'Kim' })
    const turned = await room.post(`${PAGE}/${id}`, { verdict: 'confirm', reason: 'x' }, room.kim)
    expect(turned.statusCode).toBe(403)
    expect(await room.get(PAGE, room.kim)).not.toContain(id)
  })

  it('is given before the first is shown to who comes by a link', async () => {
    const { id, matchId, reportId } = await room.decided('reject')
    const match = `/console/matches/${matchId}`
    const report = `/console/reports/${reportId}`
    const first = /rejected|the first reason/i
    for (const [cookie, name] of [
      [room.kim, 'Kim'],
      [room.sam, 'Sam'],
    ] as const) {
      const page = mainOf(await room.get(`${match}?queue=tier%3Dnear`, cookie))
      expect(page, name).toContain(`action="${PAGE}/${id}"`)
      expect(page, name).not.toMatch(first)
      expect(page, name).not.toContain(`${match}/decisions`)
      expect(mainOf(await room.get(report, cookie)), name).not.toMatch(first)
    }
    const listed = mainOf(await room.get('/console/matches', room.sam))
    const [, row = ''] = listed.split(`href="${match}"`)
    expect(row.slice(0, row.indexOf('</li>'))).toContain('Your second verdict is asked')
    expect(row.slice(0, row.indexOf('</li>'))).not.toMatch(/rejected|Robin/)
    expect(mainOf(await room.get(match, room.robin))).toMatch(first)
    expect(mainOf(await room.get(report, room.robin))).toMatch(first)
    for (const path of [match, report]) {
      expect(mainOf(await room.get(path, room.robin)), path).toContain('the first reason')
    }
    const given = { verdict: 'reject', reason: 'x', match: matchId, queue: 'tier=near' }
    const { headers } = await room.post(`${PAGE}/${id}`, given, room.kim)
    expect(headers.location).toBe(`${match}?done=assessed&queue=tier%3Dnear`)
    const shown = mainOf(await room.get(String(headers.location), room.kim))
    expect(shown).toContain('Your verdict is kept.')
    expect(shown).toMatch(first)
  })

  it('is not asked while the first can be undone, which is not shown then either', async () => {
    const { id, matchId } = await room.decided('reject')
    await room.test.db
      .updateTable('decision')
      .set({ effect_at: new Date(Date.now() + 3_600_000) })
      .where('match_id', '=', matchId)
      .execute()
    const page = mainOf(await room.get(`/console/matches/${matchId}`, room.kim))
    expect(page).toContain('can still be undone')
    expect(page).not.toContain(`${PAGE}/${id}`)
    expect(page).not.toMatch(/rejected|Robin/)
  })

  it('that differs goes to a supervisor, whose verdict is the decision', async () => {
    const { id, matchId, mediaId } = await room.decided('confirm', { listName: 'Differing' })
    await room.post(`${PAGE}/${id}`, { verdict: 'reject', reason: 'another face' }, room.kim)
    const twice = await room.post(`${PAGE}/${id}`, { verdict: 'confirm', reason: 'x' }, room.kim)
    expect([twice.statusCode, twice.body]).toEqual([
      403,
      expect.stringContaining('You gave a verdict on this match already.'),
    ])
    expect(await room.get(PAGE, room.kim)).not.toContain(`${PAGE}/${id}/settle`)
    const body = await room.get(PAGE, room.sam)
    expect(body).toContain(`${PAGE}/${id}/settle`)
    for (const text of ['the first reason', 'another face']) expect(body).toContain(text)
    // what it is about stands beside it, and what only holds for second verdicts does not
    const settling = body.slice(body.indexOf(TEXTS.en['assessments.disagree']))
    const card = settling.slice(0, settling.indexOf('</form>')).replaceAll(/\s+/g, ' ')
    for (const text of ['pictures[.]example', 'near match', 'Differing', '12 of 256 bits']) {
      expect(card, text).toContain(text)
    }
    expect(card).not.toContain(TEXTS.en['assessments.how'])
    expect(body.split(TEXTS.en['assessments.how'])).toHaveLength(2)
    expect(card).not.toMatch(/<dt>\s*Decision/)
    expect(
      (await room.post(`${PAGE}/${id}/settle`, { verdict: 'reject', reason: 'x' }, room.kim))
        .statusCode,
    ).toBe(403)
    const settled = await room.post(
      `${PAGE}/${id}/settle`,
      { verdict: 'reject', reason: 'seen' },
      room.sam,
    )
    expect(settled.headers.location).toBe(`${PAGE}?done=settled`)
    const newest = room.test.db.selectFrom('decision').select(['verdict', 'actor'])
    const rows = await newest.where('match_id', '=', matchId).orderBy('id', 'desc').execute()
    expect(rows[0]).toEqual({ verdict: 'reject', actor: 'supervisor:Sam' })
    expect(room.test.hints).toContainEqual({ name: 'open-takedown', payload: { mediaId } })
    expect(await room.get(PAGE, room.sam)).not.toContain(`${PAGE}/${id}/settle`)
    const again = await room.post(
      `${PAGE}/${id}/settle`,
      { verdict: 'confirm', reason: 'x' },
      room.sam,
    )
    expect(again.statusCode).toBe(409)
    // what a supervisor settled is not asked a second time
    const asked = room.test.db.selectFrom('assessment').select('id').where('match_id', '=', matchId)
    expect(await asked.execute()).toHaveLength(1)
  })

  it('is not settled by whoever gave one of the two', async () => {
    const { id } = await room.decided('confirm')
    const kimAbove = await room.test.sessionOf('supervisor', 'Kim')
    await room.post(`${PAGE}/${id}`, { verdict: 'reject', reason: 'x' }, room.kim)
    const answer = await room.post(
      `${PAGE}/${id}/settle`,
      { verdict: 'reject', reason: 'x' },
      kimAbove,
    )
    expect(answer.statusCode).toBe(403)
  })

  it('is asked as often as the list says, of near and possible matches alone', async () => {
    const exact = await room.decide('confirm', { tier: 'exact' })
    expect(await room.assessmentOf(exact.matchId)).toBeUndefined()
    const never = await seedCase(room.test)
    const set = { list: never.listId, percent: '0' }
    expect((await room.post(`${PAGE}/shares`, set, room.kim)).statusCode).toBe(403)
    expect((await room.post(`${PAGE}/shares`, set, room.sam)).headers.location).toBe(
      `${PAGE}?done=share-set`,
    )
    await room.post(
      `/console/matches/${never.matchId}/decisions`,
      { verdict: 'confirm', reason: 'x' },
      room.robin,
    )
    expect(await room.assessmentOf(never.matchId)).toBeUndefined()
    expect(await room.get(PAGE, room.sam)).toContain(': 0 %')
  })

  it.each(['confirm', 'reject'])(
    'is given before the first is told to who sends %s from a page that was open before',
    async (verdict) => {
      const { id, matchId, reportId } = await room.decided('reject')
      const match = `/console/matches/${matchId}`
      const stale = { verdict, seen: '', reason: 'as Kim sees it' }
      for (const more of [{}, { report: reportId }, { report: reportId, queue: 'tier=near' }]) {
        const refused = await room.post(`${match}/decisions`, { ...stale, ...more }, room.kim)
        expect(refused.statusCode).toBe(409)
        const page = mainOf(refused.body)
        expect(page).toContain(TEXTS.en['problem.second-verdict-asked'])
        expect(page).not.toMatch(/rejected|Robin/)
        expect(page).toContain('as Kim sees it')
        expect(page).toContain(`<a href="${match}${'queue' in more ? '?queue=tier%3Dnear' : ''}"`)
      }
      const made = room.test.db
        .selectFrom('decision')
        .select('actor')
        .where('match_id', '=', matchId)
      expect(await made.execute()).toEqual([{ actor: 'analyst:Robin' }])
      await room.post(`${PAGE}/${id}`, { verdict: 'reject', reason: 'x' }, room.kim)
      const told = await room.post(`${match}/decisions`, { ...stale, verdict: 'confirm' }, room.kim)
      expect(told.statusCode).toBe(409)
      expect(mainOf(told.body)).toMatch(/rejected, by Robin/)
    },
  )

  it('is given before the first is told by the page of a takedown', async () => {
    const seeded = await room.decided('reject')
    const { takedownId } = await seedTakedown(room.test, seeded)
    const page = async (cookie: string) =>
      mainOf(await room.get(`/console/takedowns/${takedownId}`, cookie))
    const first = `${TEXTS.en['timeline.decided-reject']}, Robin`
    for (const cookie of [room.kim, room.sam]) expect(await page(cookie)).not.toContain(first)
    expect(await page(room.robin)).toContain(first)
    await room.post(`${PAGE}/${seeded.id}`, { verdict: 'reject', reason: 'x' }, room.kim)
    for (const cookie of [room.kim, room.sam]) expect(await page(cookie)).toContain(first)
  })

  it('is given before the first is told by what figures count, and by the log', async () => {
    const { id, matchId } = await room.decided('reject')
    const event = await room.test.db
      .selectFrom('audit_event')
      .select('id')
      .where('object_id', '=', matchId)
      .where('action', '=', 'match.decided')
      .executeTakeFirstOrThrow()
    const listed = async (cookie: string) => {
      const page = mainOf(await room.get('/console/supervision/cases?part=decided', cookie))
      return partWith(page, `href="/console/matches/${matchId}"`, '</tr>')
    }
    const logged = async (cookie: string) =>
      mainOf(await room.get(`/console/audit/events/${event.id}`, cookie))
    const asked = TEXTS.en['assessments.asked']
    expect(await listed(room.sam)).toContain(asked)
    expect(await listed(room.sam)).not.toMatch(/rejected/i)
    expect(await logged(room.sam)).toContain(`verdict: ${asked}; decisionId: `)
    expect(await logged(room.sam)).not.toContain('verdict: reject')
    // the same person in another role knows it, and an auditor gives none
    const robinAbove = await room.test.sessionOf('supervisor', 'Robin')
    expect(await listed(robinAbove)).toMatch(/rejected/i)
    for (const cookie of [robinAbove, await room.test.sessionOf('auditor', 'Ada')]) {
      expect(await logged(cookie)).toContain('verdict: reject')
    }
    await room.post(`${PAGE}/${id}`, { verdict: 'reject', reason: 'x' }, room.sam)
    expect(await listed(room.sam)).toMatch(/rejected/i)
    expect(await logged(room.sam)).toContain('verdict: reject')
  })

  it('is asked for with the word that a child may be at risk', async () => {
    const risk = TEXTS.en['risk.badge']
    const { id, matchId, reportId } = await room.decided('confirm')
    const card = async () =>
      partWith(await room.get(PAGE, room.kim), `id="assessment-${id}"`, '</form>')
    const page = async () => mainOf(await room.get(`/console/matches/${matchId}`, room.kim))
    for (const shown of [await card(), await page()]) {
      expect(shown).toContain(`${PAGE}/${id}`)
      expect(shown).not.toContain(risk)
    }
    const said = { reportId, reason: 'a school is named', by: 'analyst:Robin', at: new Date() }
    await insertRisk(room.test.db, room.test.crypto, said)
    for (const shown of [await card(), await page()]) expect(shown).toContain(risk)
  })

  it('is sampled evenly', () => {
    const ids = Array.from({ length: 2000 }, () => newId())
    const share = ids.filter((id) => isSampled(id, 10)).length
    expect(share).toBeGreaterThan(120)
    expect(share).toBeLessThan(280)
    expect(ids.some((id) => isSampled(id, 0))).toBe(false)
    expect(ids.every((id) => isSampled(id, 100))).toBe(true)
  })
})
