import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isSampled } from '../../assessments/assessment-store.ts'
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

/** Of a list, the row or the card that a text is in. */
function partWith(page: string, text: string, end: string): string {
  const [, after = ''] = page.split(text)
  return after.slice(0, after.indexOf(end))
}

const assessmentOf = (matchId: string) =>
  test.db.selectFrom('assessment').selectAll().where('match_id', '=', matchId).executeTakeFirst()

/** A match that Robin decided. @returns the id of its assessment */
async function decided(verdict: string, options: Parameters<typeof seedCase>[1] = {}) {
  const seeded: SeededCase = await seedCase(test, options)
  const said = { verdict, reason: 'the first reason' }
  await post(`/console/matches/${seeded.matchId}/decisions`, said, robin)
  const asked = await assessmentOf(seeded.matchId)
  return { ...seeded, id: asked?.id ?? '' }
}

describe('a second verdict', () => {
  it('is asked of another person, who does not see the first', async () => {
    const { id, matchId, reportId } = await decided('reject', { listName: 'Baseline' })
    const body = await get(PAGE, kim)
    const card = body.slice(body.indexOf(`id="assessment-${id}"`))
    expect(card).toContain('Baseline')
    expect(body).not.toContain('the first reason')
    for (const way of [matchId, reportId]) expect(body).not.toContain(way)
    expect(card.slice(0, card.indexOf('</li>'))).not.toMatch(/rejected|Robin/)
    expect(await get(PAGE, robin)).not.toContain(id)
    expect(await get('/console', kim)).toMatch(
      /href="\/console\/assessments"\s*><strong\s*>1<\/strong\s*>\s*second verdict to give/,
    )
    expect(await get('/console', robin)).not.toContain('second verdict to give')
    expect(
      (await post(`${PAGE}/${id}`, { verdict: 'reject', reason: 'x' }, robin)).statusCode,
    ).toBe(403)
    const given = { verdict: 'reject', reason: 'not the same' }
    for (const _time of [1, 2]) {
      const answer = await post(`${PAGE}/${id}`, given, kim)
      expect(answer.headers.location).toBe(`${PAGE}?done=assessed`)
    }
    expect(await assessmentOf(matchId)).toMatchObject({ agrees: true, person: 'Kim' })
    const turned = await post(`${PAGE}/${id}`, { verdict: 'confirm', reason: 'x' }, kim)
    expect(turned.statusCode).toBe(409)
    expect(await get(PAGE, kim)).not.toContain(id)
  })

  it('is given before the first is shown to who comes by a link', async () => {
    const { id, matchId, reportId } = await decided('reject')
    const match = `/console/matches/${matchId}`
    const report = `/console/reports/${reportId}`
    const first = /rejected|the first reason/i
    for (const [cookie, name] of [
      [kim, 'Kim'],
      [sam, 'Sam'],
    ] as const) {
      const page = main(await get(`${match}?queue=tier%3Dnear`, cookie))
      expect(page, name).toContain(`action="${PAGE}/${id}"`)
      expect(page, name).not.toMatch(first)
      expect(page, name).not.toContain(`${match}/decisions`)
      expect(main(await get(report, cookie)), name).not.toMatch(first)
    }
    const listed = main(await get('/console/matches', sam))
    const [, row = ''] = listed.split(`href="${match}"`)
    expect(row.slice(0, row.indexOf('</li>'))).toContain('Your second verdict is asked')
    expect(row.slice(0, row.indexOf('</li>'))).not.toMatch(/rejected|Robin/)
    expect(main(await get(match, robin))).toMatch(first)
    expect(main(await get(report, robin))).toMatch(first)
    for (const path of [match, report]) {
      expect(main(await get(path, robin)), path).toContain('the first reason')
    }
    const given = { verdict: 'reject', reason: 'x', match: matchId, queue: 'tier=near' }
    const { headers } = await post(`${PAGE}/${id}`, given, kim)
    expect(headers.location).toBe(`${match}?done=assessed&queue=tier%3Dnear`)
    const shown = main(await get(String(headers.location), kim))
    expect(shown).toContain('Your verdict is kept.')
    expect(shown).toMatch(first)
  })

  it('is not asked while the first can be undone, which is not shown then either', async () => {
    const { id, matchId } = await decided('reject')
    await test.db
      .updateTable('decision')
      .set({ effect_at: new Date(Date.now() + 3_600_000) })
      .where('match_id', '=', matchId)
      .execute()
    const page = main(await get(`/console/matches/${matchId}`, kim))
    expect(page).toContain('can still be undone')
    expect(page).not.toContain(`${PAGE}/${id}`)
    expect(page).not.toMatch(/rejected|Robin/)
  })

  it('that differs goes to a supervisor, whose verdict is the decision', async () => {
    const { id, matchId, mediaId } = await decided('confirm', { listName: 'Differing' })
    await post(`${PAGE}/${id}`, { verdict: 'reject', reason: 'another face' }, kim)
    expect(await get(PAGE, kim)).not.toContain(`${PAGE}/${id}/settle`)
    const body = await get(PAGE, sam)
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
      (await post(`${PAGE}/${id}/settle`, { verdict: 'reject', reason: 'x' }, kim)).statusCode,
    ).toBe(403)
    const settled = await post(`${PAGE}/${id}/settle`, { verdict: 'reject', reason: 'seen' }, sam)
    expect(settled.headers.location).toBe(`${PAGE}?done=settled`)
    const newest = test.db.selectFrom('decision').select(['verdict', 'actor'])
    const rows = await newest.where('match_id', '=', matchId).orderBy('id', 'desc').execute()
    expect(rows[0]).toEqual({ verdict: 'reject', actor: 'supervisor:Sam' })
    expect(test.hints).toContainEqual({ name: 'open-takedown', payload: { mediaId } })
    expect(await get(PAGE, sam)).not.toContain(`${PAGE}/${id}/settle`)
    const again = await post(`${PAGE}/${id}/settle`, { verdict: 'confirm', reason: 'x' }, sam)
    expect(again.statusCode).toBe(409)
    // what a supervisor settled is not asked a second time
    const asked = test.db.selectFrom('assessment').select('id').where('match_id', '=', matchId)
    expect(await asked.execute()).toHaveLength(1)
  })

  it('is not settled by whoever gave one of the two', async () => {
    const { id } = await decided('confirm')
    const kimAbove = await test.sessionOf('supervisor', 'Kim')
    await post(`${PAGE}/${id}`, { verdict: 'reject', reason: 'x' }, kim)
    const answer = await post(`${PAGE}/${id}/settle`, { verdict: 'reject', reason: 'x' }, kimAbove)
    expect(answer.statusCode).toBe(403)
  })

  it('is asked as often as the list says, of near and possible matches alone', async () => {
    expect((await decided('confirm', { tier: 'exact' })).id).toBe('')
    const never = await seedCase(test)
    const set = { list: never.listId, percent: '0' }
    expect((await post(`${PAGE}/shares`, set, kim)).statusCode).toBe(403)
    expect((await post(`${PAGE}/shares`, set, sam)).headers.location).toBe(`${PAGE}?done=share-set`)
    await post(
      `/console/matches/${never.matchId}/decisions`,
      { verdict: 'confirm', reason: 'x' },
      robin,
    )
    expect(await assessmentOf(never.matchId)).toBeUndefined()
    expect(await get(PAGE, sam)).toContain(': 0 %')
  })

  it.each(['confirm', 'reject'])(
    'is given before the first is told to who sends %s from a page that was open before',
    async (verdict) => {
      const { id, matchId, reportId } = await decided('reject')
      const match = `/console/matches/${matchId}`
      const stale = { verdict, seen: '', reason: 'as Kim sees it' }
      for (const more of [{}, { report: reportId }, { report: reportId, queue: 'tier=near' }]) {
        const refused = await post(`${match}/decisions`, { ...stale, ...more }, kim)
        expect(refused.statusCode).toBe(409)
        const page = main(refused.body)
        expect(page).toContain(TEXTS.en['problem.second-verdict-asked'])
        expect(page).not.toMatch(/rejected|Robin/)
        expect(page).toContain('as Kim sees it')
        expect(page).toContain(`<a href="${match}${'queue' in more ? '?queue=tier%3Dnear' : ''}"`)
      }
      const made = test.db.selectFrom('decision').select('actor').where('match_id', '=', matchId)
      expect(await made.execute()).toEqual([{ actor: 'analyst:Robin' }])
      await post(`${PAGE}/${id}`, { verdict: 'reject', reason: 'x' }, kim)
      const told = await post(`${match}/decisions`, { ...stale, verdict: 'confirm' }, kim)
      expect(told.statusCode).toBe(409)
      expect(main(told.body)).toMatch(/rejected, by Robin/)
    },
  )

  it('is given before the first is told by the page of a takedown', async () => {
    const seeded = await decided('reject')
    const { takedownId } = await seedTakedown(test, seeded)
    const page = async (cookie: string) =>
      main(await get(`/console/takedowns/${takedownId}`, cookie))
    const first = `${TEXTS.en['timeline.decided-reject']}, Robin`
    for (const cookie of [kim, sam]) expect(await page(cookie)).not.toContain(first)
    expect(await page(robin)).toContain(first)
    await post(`${PAGE}/${seeded.id}`, { verdict: 'reject', reason: 'x' }, kim)
    for (const cookie of [kim, sam]) expect(await page(cookie)).toContain(first)
  })

  it('is given before the first is told by what figures count, and by the log', async () => {
    const { id, matchId } = await decided('reject')
    const event = await test.db
      .selectFrom('audit_event')
      .select('id')
      .where('object_id', '=', matchId)
      .where('action', '=', 'match.decided')
      .executeTakeFirstOrThrow()
    const listed = async (cookie: string) => {
      const page = main(await get('/console/supervision/cases?part=decided', cookie))
      return partWith(page, `href="/console/matches/${matchId}"`, '</tr>')
    }
    const logged = async (cookie: string) =>
      main(await get(`/console/audit/events/${event.id}`, cookie))
    const asked = TEXTS.en['assessments.asked']
    expect(await listed(sam)).toContain(asked)
    expect(await listed(sam)).not.toMatch(/rejected/i)
    expect(await logged(sam)).toContain(`verdict: ${asked}; decisionId: `)
    expect(await logged(sam)).not.toContain('verdict: reject')
    // the same person in another role knows it, and an auditor gives none
    const robinAbove = await test.sessionOf('supervisor', 'Robin')
    expect(await listed(robinAbove)).toMatch(/rejected/i)
    for (const cookie of [robinAbove, await test.sessionOf('auditor', 'Ada')]) {
      expect(await logged(cookie)).toContain('verdict: reject')
    }
    await post(`${PAGE}/${id}`, { verdict: 'reject', reason: 'x' }, sam)
    expect(await listed(sam)).toMatch(/rejected/i)
    expect(await logged(sam)).toContain('verdict: reject')
  })

  it('is asked for with the word that a child may be at risk', async () => {
    const risk = TEXTS.en['risk.badge']
    const { id, matchId, reportId } = await decided('confirm')
    const card = async () => partWith(await get(PAGE, kim), `id="assessment-${id}"`, '</form>')
    const page = async () => main(await get(`/console/matches/${matchId}`, kim))
    for (const shown of [await card(), await page()]) {
      expect(shown).toContain(`${PAGE}/${id}`)
      expect(shown).not.toContain(risk)
    }
    const said = { reportId, reason: 'a school is named', by: 'analyst:Robin', at: new Date() }
    await insertRisk(test.db, test.crypto, said)
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
