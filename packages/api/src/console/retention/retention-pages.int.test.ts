import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STEP_UP_MS } from '../../access.ts'
import { enrolled, ORIGIN, type Visitor } from '../../fixtures/console-visitor.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { placeHold } from '../../retention/legal-holds.ts'

let test: TestApp
let ann: Visitor
let bob: Visitor
beforeAll(async () => {
  test = await createTestApp({ secure: true, identity: { publicUrl: ORIGIN } })
  ann = await enrolled(test, { role: 'supervisor', name: 'Ann' })
  bob = await enrolled(test, { role: 'supervisor', name: 'Bob' })
})
afterAll(() => test[Symbol.asyncDispose]())

const place = (by: Visitor, of: string, more: Record<string, string> = {}) =>
  by.send('/console/retention/holds', {
    kind: 'takedown',
    of,
    reason: 'court-order',
    authority: 'Court of Ghent',
    days: '30',
    ...more,
  })
const newest = () =>
  test.db.selectFrom('legal_hold').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
const view = async () =>
  (
    await test.app.inject({
      url: '/v1/retention',
      headers: { authorization: `Bearer ${await test.keyOf('supervisor')}` },
    })
  ).json()
const metric = async (name: string) =>
  new RegExp(`^${name} (\\d+)$`, 'm').exec((await test.app.inject({ url: '/metrics' })).body)?.[1]

describe('the page of retention', () => {
  it('shows the schedule, what became of each task, and in four languages', async () => {
    await test.db
      .insertInto('retention_state')
      .values({ task: 'report.reporter', due: 7, held: 5, looked_at: new Date(), erased: 1234 })
      .execute()
    const { body } = await ann.get('/console/retention')
    for (const text of ['Who reported', 'Days kept', '1,234', 'art. 5(1)(e)', 'not yet'])
      expect(body).toContain(text)
    for (const [language, text] of [
      ['fr', 'Qui a signalé'],
      ['nl', 'Wie meldde'],
      ['de', 'Wer gemeldet hat'],
    ]) {
      const other = await ann.get(`/console/retention?lang=${language}`)
      expect(other.body).toContain(text)
    }
    await ann.get('/console/retention?lang=en')
    const { tasks, rules, schedules } = await view()
    expect(tasks[0]).toMatchObject({ task: 'report.reporter', due: 7, held: 5, erased: 1234 })
    expect(rules).toContainEqual({ rule: 'reporter-identity', days: 30 })
    expect(schedules).toMatchObject([{ id: 'default', countries: ['*'], from: '2026-01-01' }])
  })

  it('places a hold by the address of a page, and has another release it', async () => {
    const found = await seedCase(test)
    const { takedownId } = await seedTakedown(test, found)
    const placed = await place(ann, `${ORIGIN}/console/takedowns/${takedownId}?lang=fr`)
    expect([placed.statusCode, placed.headers.location]).toEqual([
      303,
      '/console/retention?done=placed',
    ])
    const hold = await newest()
    expect(hold).toMatchObject({
      takedown_id: takedownId,
      reason_code: 'court-order',
      placer: 'Ann',
    })
    const release = `/console/retention/holds/${hold.id}/release`
    expect((await ann.get('/console/retention')).body).not.toContain(release)
    expect((await bob.get('/console/retention')).body).toContain(release)
    const own = await ann.send(release)
    expect([own.statusCode, (await newest()).released_at]).toEqual([403, null])
    expect((await bob.send(release)).statusCode).toBe(303)
    expect((await newest()).releaser).toBe('Bob')
    expect((await bob.get('/console/retention')).body).toContain('No legal hold is in force')
  })

  it('holds the page of a case by the id of its takedown or report', async () => {
    const found = await seedCase(test)
    const { takedownId } = await seedTakedown(test, found)
    for (const of of [takedownId, found.reportId, found.pageId]) {
      expect((await place(ann, of, { kind: 'page' })).statusCode).toBe(303)
      expect((await newest()).page_location_id).toBe(found.pageId)
    }
  })

  it('places none by what nobody chose', async () => {
    const { body } = await ann.get('/console/retention')
    const form = body
      .split('<form')
      .find((one) => one.includes('action="/console/retention/holds"'))
    expect(form).toMatch(/<select name="kind" required>\s*<option value="">Choose what it covers</)
    expect(form).toMatch(/<select name="reason" required>\s*<option value="">Choose a reason</)
    expect(form).not.toMatch(/<option[^>]* selected/)
    for (const nothing of [{ kind: '' }, { reason: '' }])
      expect((await place(ann, newId(), nothing)).statusCode).toBe(400)
  })

  it('refuses what is not there, and keeps what was typed', async () => {
    const before = (await view()).held.inForce
    for (const of of [newId(), 'no id']) {
      const refused = await place(ann, of)
      expect(refused.statusCode).toBeGreaterThanOrEqual(400)
      expect(refused.body).toContain('There is no such report, takedown or page')
      expect(refused.body).toContain('Court of Ghent')
    }
    for (const days of ['0', '3651', '-1', '1e3'])
      expect((await place(ann, newId(), { days })).statusCode).toBe(400)
    expect((await view()).held.inForce).toBe(before)
  })

  it('says of which holds the day of the review has come, as do the overview and the metrics', async () => {
    expect((await ann.get('/console')).body).not.toMatch(/legal holds? to look at again/)
    const inForce = await metric('nightlight_legal_holds')
    expect(await metric('nightlight_legal_holds_overdue')).toBe('0')
    const { takedownId } = await seedTakedown(test, await seedCase(test))
    const [placedAt, reviewAt] = [new Date('2026-01-02'), new Date('2026-02-01')]
    const asked = { reason: 'audit', authority: 'Board', reviewAt } as const
    const by = { actor: 'supervisor:Cathy', name: 'Cathy' }
    await placeHold(test.db, { takedownId }, asked, by, placedAt)
    expect((await ann.get('/console')).body).toMatch(/legal holds? to look at again/)
    const { body } = await ann.get('/console/retention')
    for (const text of ['review due', '1 Feb 2026', 'Board']) expect(body).toContain(text)
    expect(await metric('nightlight_legal_holds')).toBe(String(Number(inForce) + 1))
    expect(await metric('nightlight_legal_holds_overdue')).toBe('1')
    const { holds, held } = await view()
    expect(held).toEqual({ inForce: Number(inForce) + 1, overdue: 1 })
    expect(holds[0]).toMatchObject({
      of: takedownId,
      isOverdue: true,
      reviewAt: reviewAt.toISOString(),
    })
    const emil = await enrolled(test, { role: 'analyst', name: 'Otto' })
    expect((await emil.get('/console')).body).not.toMatch(/legal holds? to look at again/)
  })

  it('asks again who somebody is, and shows nothing to an analyst', async () => {
    const dora = await enrolled(test, { role: 'supervisor', name: 'Dora' })
    test.pass(STEP_UP_MS + 1000)
    const { takedownId } = await seedTakedown(test, await seedCase(test))
    const before = (await newest()).id
    expect((await place(dora, takedownId)).statusCode).toBe(403)
    expect((await newest()).id).toBe(before)
    const emil = await enrolled(test, { role: 'analyst', name: 'Emil' })
    expect((await emil.get('/console/retention')).statusCode).toBe(403)
  })
})
