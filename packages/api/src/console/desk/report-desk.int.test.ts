import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CANARY_PATH,
  CANARY_URL,
  hoursLater,
  seedCase,
  seedReport,
  type SeededCase,
} from '../../fixtures/seed-case.ts'
import { notifiedState, seedFinding, seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let cookie: string
beforeAll(async () => {
  test = await createTestApp({ undoMs: 60_000 })
  cookie = await test.sessionOf('analyst')
})
afterAll(() => test[Symbol.asyncDispose]())

const pageOf = (reportId: string): string => `/console/reports/${reportId}`
const get = async (url: string, as = cookie) =>
  (await test.app.inject({ url, headers: { cookie: as } })).body
const words = (body: string): string => body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

async function post(url: string, fields: Record<string, string> = {}, as = cookie) {
  const form = formTokenIn(await get('/console', as))
  const payload = new URLSearchParams({ form, ...fields }).toString()
  return test.app.inject({ method: 'POST', url, payload, headers: { ...FORM, cookie: as } })
}

const auditOf = (reportId: string, action: string) =>
  test.db
    .selectFrom('audit_event')
    .select(['actor', 'detail'])
    .where('object_id', '=', reportId)
    .where('action', '=', action)
    .execute()

/** The same picture on a page of another report. */
async function copyOf(here: SeededCase): Promise<SeededCase> {
  const there = await seedCase(test)
  await test.db
    .insertInto('sighting')
    .values({
      media_id: here.mediaId,
      location_id: there.pageId,
      page_location_id: there.pageId,
      first_seen_at: hoursLater(5),
      last_seen_at: hoursLater(5),
      gone_at: hoursLater(7),
    })
    .execute()
  await test.db
    .updateTable('location')
    .set({ host: 'mirror.example' })
    .where('id', '=', there.pageId)
    .execute()
  return there
}

describe('the page of a report', () => {
  it('shows what a match is worth, and where else it was seen', async () => {
    const here = await seedCase(test, { listName: 'Baseline' })
    await copyOf(here)
    await test.db
      .updateTable('match')
      .set({ orientation: 5 })
      .where('id', '=', here.matchId)
      .execute()
    const body = await get(pageOf(here.reportId))
    const said = words(body)
    expect(said).toContain('Distance: 12 of 256 bits')
    expect(said).toContain('up to 31: near')
    expect(said).toContain('Orientation mirrored left to right')
    expect(said).toContain('List Baseline')
    expect(said).toContain('Seen elsewhere mirror[.]example since 1 Mar 2026, 15:00')
    expect(said).toContain('gone 1 Mar 2026, 17:00')
    expect(body).not.toContain(CANARY_PATH)
  })

  it.each([0, 12])('draws the limit of the list, %i bits', async (limit) => {
    const here = await seedCase(test)
    const list = test.db.updateTable('hash_list').set({ max_distance: limit })
    await list.where('id', '=', here.listId).execute()
    for (const path of [pageOf(here.reportId), `/console/matches/${here.matchId}`]) {
      const body = await get(path)
      expect(words(body)).toContain(`up to ${limit}: near`)
      expect(body).toContain(`<rect class="near" width="${limit}"`)
    }
  })

  it('tells looks that follow each other as one', async () => {
    const here = await seedCase(test)
    const { takedownId } = await seedTakedown(test, here)
    for (let n = 0; n < 3; n++) {
      const event = { seq: 100 + n, type: 'checked', at: hoursLater(5 + n), actor: 'crawler' }
      await test.db
        .insertInto('takedown_event')
        .values({ takedown_id: takedownId, ...event, data: '{}' })
        .execute()
    }
    const said = words(await get(pageOf(here.reportId)))
    expect(said).toContain('and earlier looks: 3, back to 1 Mar 2026, 14:00')
    expect(said.match(/Checked /g)).toHaveLength(1)
  })

  it('shows whose word on the host is against whose', async () => {
    const here = await seedCase(test)
    const { takedownId } = await seedTakedown(test, here)
    await seedFinding(test, takedownId)
    const said = words(await get(pageOf(here.reportId)))
    expect(said).toContain('The sources do not agree on the country')
    expect(said).toContain('NL: location of the address')
    expect(said).toContain('US: registry of the address')
    expect(said).toContain('AS64500')
    expect(said).not.toContain('192.0.2.7')
  })

  it('says of an undecided match what an earlier case at its host found, and where none was looked up', async () => {
    const here = await seedCase(test)
    const hostOf = async (page: string, host: string) =>
      test.db.updateTable('location').set({ host }).where('id', '=', page).execute()
    await hostOf(here.pageId, 'images.earlier.example')
    const paths = [pageOf(here.reportId), `/console/matches/${here.matchId}`, '/console/matches']
    const saidOn = async (path: string) => words(await get(path))
    const unknown = 'Host images[.]earlier[.]example What is known of who hosts it: nothing yet.'
    for (const path of paths) expect(await saidOn(path), path).toContain(unknown)
    for (const [n, country] of ['DE', 'FR'].entries()) {
      const other = await seedCase(test)
      const { takedownId } = await seedTakedown(
        test,
        other,
        notifiedState,
        'images.earlier.example',
      )
      await seedFinding(test, takedownId, { country, asn: '64501', hours: 2 + n })
    }
    for (const path of paths) {
      const said = await saidOn(path)
      expect(said, path).toContain('AS64501 Country: FR US: registry of the address FR: location')
      expect(said, path).toContain('The sources do not agree on the country')
      expect(said, path).toMatch(/looked up for an earlier case there, …\w{6}, 1 Mar 2026, 13:00/)
      expect(said, path).not.toContain('DE: location')
      expect(said, path).not.toContain('192.0.2.7')
    }
  })

  it('says that what is known of the host is of the case of the picture, where it is', async () => {
    const here = await seedCase(test)
    const { takedownId } = await seedTakedown(test, here, notifiedState, 'own.example')
    await test.db
      .updateTable('location')
      .set({ host: 'own.example' })
      .where('id', '=', here.pageId)
      .execute()
    await seedFinding(test, takedownId)
    const said = words(await get(`/console/matches/${here.matchId}`))
    expect(said).toContain('looked up for the case of this picture, …')
  })

  it('decides from there, comes back there, and undoes there', async () => {
    const { reportId, matchId } = await seedCase(test)
    const fields = { verdict: 'confirm', reason: 'compared', report: reportId }
    const answer = await post(`/console/matches/${matchId}/decisions`, fields)
    const to = String(answer.headers.location)
    expect(to).toMatch(new RegExp(`^${pageOf(reportId)}[?]done=confirm&of=[0-9a-f-]{36}$`))
    const body = await get(to)
    expect(words(body)).toContain('pictures[.]example: confirmed.')
    expect(words(body)).toContain(`Match …${matchId.slice(-6)}`)
    expect(body).toMatch(/<title>confirmed · Report/)
    const [, action = ''] = /action="(\/console\/decisions\/[^"]*\/undo)"/.exec(body) ?? []
    const undone = await post(action, { report: reportId })
    expect(undone.headers.location).toBe(`${pageOf(reportId)}?done=undone`)
    expect(words(await get(pageOf(reportId)))).toContain('Decision undone')
  })

  it('says beside a decision why it was made, without what must not be in clear', async () => {
    const { reportId, matchId } = await seedCase(test)
    const paths = [pageOf(reportId), `/console/matches/${matchId}`]
    const reason = `same room and same lamp as at ${CANARY_URL}`
    await post(`/console/matches/${matchId}/decisions`, { verdict: 'reject', reason })
    for (const path of paths) {
      const body = await get(path)
      expect(words(body), path).toContain('Reason same room and same lamp as at […]')
      expect(body, path).not.toContain(CANARY_PATH)
    }
    await test.db
      .updateTable('decision')
      .set({ reason: '' })
      .where('match_id', '=', matchId)
      .execute()
    const erased = 'Reason erased, as the retention schedule has it'
    for (const path of paths) expect(words(await get(path)), path).toContain(erased)
  })

  it('keeps what was typed when a decision is refused', async () => {
    const { reportId, matchId } = await seedCase(test)
    const fields = { verdict: 'no-verdict', reason: 'typed before', report: reportId }
    const answer = await post(`/console/matches/${matchId}/decisions`, fields)
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain('typed before')
    expect(answer.body).toContain(`/console/reports/${reportId}/notes`)
  })

  it('has the forms of its takedowns, with their keys', async () => {
    const here = await seedCase(test)
    const routed = { ...notifiedState, status: 'routed', plan: ['police-hand-over'] }
    const { takedownId } = await seedTakedown(test, here, routed)
    const body = await get(pageOf(here.reportId))
    expect(body).toContain(`action="/console/takedowns/${takedownId}/holds"`)
    expect(body).toContain(`action="/console/takedowns/${takedownId}/steps"`)
    for (const key of ['c', 'r', 'h', 'o', 'm', 'n']) {
      expect(body, key).toContain(`data-key="${key}" aria-keyshortcuts="${key}"`)
    }
  })

  it('tells the history in order, with who did it', async () => {
    const here = await seedCase(test)
    await seedTakedown(test, here)
    await post(`${pageOf(here.reportId)}/notes`, { note: 'called the host' })
    const said = words(await get(pageOf(here.reportId)))
    const history = said.slice(said.indexOf('History'))
    const order = ['Note written', 'Checked', 'Notice sent', 'Opened', 'Page looked at']
    const places = order.map((text) => history.indexOf(text))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(history).toContain('Robin (analyst)')
  })
})

describe('the address of a report', () => {
  it('is hidden, and shown on purpose, in the log and as no link', async () => {
    const { reportId } = await seedCase(test)
    expect(await get(pageOf(reportId))).not.toContain('hxxps')
    expect(await auditOf(reportId, 'report.address-shown')).toEqual([])
    const answer = await post(`${pageOf(reportId)}/address`)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('hxxps[://]pictures[.]example/canary-path-7391/one[.]html')
    expect(answer.body).not.toContain(CANARY_URL)
    expect(await auditOf(reportId, 'report.address-shown')).toEqual([
      { actor: 'analyst:Robin', detail: {} },
    ])
    expect(test.logged()).not.toContain(CANARY_PATH)
  })

  it('is shown to nobody without the permission', async () => {
    const { reportId } = await seedCase(test)
    const auditor = await test.sessionOf('auditor', 'Odile')
    expect((await post(`${pageOf(reportId)}/address`, {}, auditor)).statusCode).toBe(403)
    expect(await auditOf(reportId, 'report.address-shown')).toEqual([])
  })
})

describe('a note', () => {
  it('is kept as ciphertext, with who wrote it and when', async () => {
    const { reportId } = await seedCase(test)
    const note = `spoke to them about ${CANARY_URL}`
    const answer = await post(`${pageOf(reportId)}/notes`, { note })
    expect(answer.headers.location).toBe(`${pageOf(reportId)}?done=noted`)
    const said = words(await get(pageOf(reportId)))
    expect(said).toContain('spoke to them about […] Robin (analyst)')
    const [row] = await test.db
      .selectFrom('report_note')
      .selectAll()
      .where('report_id', '=', reportId)
      .execute()
    expect(row?.text_ct?.includes('spoke to them')).toBe(false)
    expect(await auditOf(reportId, 'report.noted')).toEqual([
      { actor: 'analyst:Robin', detail: { noteId: row?.id } },
    ])
  })

  it('is kept once, however often its button is pressed', async () => {
    const { reportId } = await seedCase(test)
    const page = await get(pageOf(reportId))
    const [, id = ''] = /\/notes"[\s\S]*?name="id"\s+value="([\w-]+)"/.exec(page) ?? []
    const sent = { id, note: 'called the host' }
    const twice = [1, 2].map(() => post(`${pageOf(reportId)}/notes`, sent))
    for (const { headers } of await Promise.all(twice)) {
      expect(headers.location).toBe(`${pageOf(reportId)}?done=noted`)
    }
    const kept = () => auditOf(reportId, 'report.noted')
    expect(await kept()).toHaveLength(1)
    await post(`${pageOf(reportId)}/notes`, { ...sent, note: 'and the other one' })
    expect(await kept()).toHaveLength(2)
    // the same words on another day are another note
    await post(`${pageOf(reportId)}/notes`, { note: 'called the host' })
    expect(await kept()).toHaveLength(3)
  })

  it('of a report that is none is refused', async () => {
    expect((await post(`${pageOf(newId())}/notes`, { note: 'x' })).statusCode).toBe(404)
  })
})

describe('merging', () => {
  const merge = (reportId: string, other: string) => post(`${pageOf(reportId)}/merge`, { other })

  it('offers reports of the same picture, links both, and can be undone', async () => {
    const here = await seedCase(test)
    const there = await copyOf(here)
    const path = pageOf(here.reportId)
    expect(await get(path)).toContain(`name="into" value="${there.reportId}"`)
    const answer = await post(`${path}/merge`, { into: there.reportId, other: '' })
    expect(answer.headers.location).toBe(`${path}?done=merged`)
    expect(words(await get(path))).toContain(
      'This report is a duplicate and is worked on as mirror',
    )
    const other = await get(pageOf(there.reportId))
    expect(other).toContain('Duplicates merged into this one')
    expect(other).toContain(`href="${path}"`)
    expect(await get('/console')).not.toContain(path)
    await post(`${path}/separate`)
    expect(await get(path)).not.toContain('This report is a duplicate')
    expect(await get('/console')).toContain(path)
    expect(await auditOf(here.reportId, 'report.unmerged')).toHaveLength(1)
  })

  it('goes one step, however it is done, and in no circle', async () => {
    const [a, b, c] = [await seedReport(test), await seedReport(test), await seedReport(test)]
    await merge(a, b)
    await merge(b, c)
    const rows = test.db.selectFrom('report_merge').select(['report_id', 'into_id'])
    const found = await rows.where('report_id', 'in', [a, b]).execute()
    expect(found.map(({ into_id }) => into_id)).toEqual([c, c])
    expect((await merge(c, a)).statusCode).toBe(409)
    expect((await merge(a, a)).statusCode).toBe(400)
    expect((await merge(a, newId())).statusCode).toBe(404)
    expect((await merge(a, 'none such')).statusCode).toBe(404)
    // as lists write it
    expect((await merge(a, `…${c.slice(-6)}`)).headers.location).toContain('?done=merged')
    expect((await merge(a, '')).statusCode).toBe(400)
  })

  it('of two into each other at once leaves one', async () => {
    const [a, b] = [await seedReport(test), await seedReport(test)]
    const answers = await Promise.all([merge(a, b), merge(b, a)])
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([303, 409]))
  })
})
