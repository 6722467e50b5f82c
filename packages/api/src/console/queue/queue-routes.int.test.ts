import { sql } from 'kysely'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { seedCase, seedMedia, type SeededCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { seedMany } from '../../fixtures/seed-waiting.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let cookie: string

beforeEach(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('analyst')
  onTestFinished(() => test[Symbol.asyncDispose]())
})

const get = (url: string, by = cookie) =>
  test.app.inject({ url, headers: { cookie: by, accept: 'text/html', 'accept-language': 'en' } })
const onwards = (page: string): string =>
  /href="(\/console\/matches\?[^"]*after=[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
const words = (page: string) => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

async function post(url: string, fields: [string, string][], by = cookie) {
  const page = (await get('/console', by)).body
  const payload = new URLSearchParams([['form', formTokenIn(page)], ...fields]).toString()
  return test.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { ...FORM, cookie: by, accept: 'text/html', 'accept-language': 'en' },
  })
}

const decide = (
  of: SeededCase,
  verdict: 'confirm' | 'reject',
  matches: readonly SeededCase[],
  by = cookie,
) =>
  post(
    `/console/matches/${of.matchId}/host/${verdict}`,
    [
      ['reason', 'as seen before'],
      ...matches.map(({ matchId }): [string, string] => ['match', matchId]),
    ],
    by,
  )
const decisions = () =>
  test.db.selectFrom('decision').select(['match_id', 'verdict', 'actor', 'reason']).execute()

describe('the queue of matches', () => {
  it('shows one card for a picture that is on two lists, and leads to both', async () => {
    const one = await seedCase(test, { tier: 'exact' })
    const other = await seedCase(test)
    await test.db
      .updateTable('match')
      .set({ media_id: one.mediaId })
      .where('id', '=', other.matchId)
      .execute()
    const page = (await get('/console/matches')).body
    expect(page.match(/<li class="card match"/g)).toHaveLength(1)
    expect(words(page)).toContain('Further matches of the same picture: 1')
    // it stands where the more urgent one does
    const from = encodeURIComponent(`at=${one.matchId}&rank=3`)
    expect(page).toContain(`href="/console/matches/${other.matchId}?queue=${from}"`)
    expect(words(page)).toContain('A child at risk comes first')
    const near = (await get(`/console/matches/${other.matchId}`)).body
    expect(words(near)).toContain('Orientation as listed')
  })

  it('has each condition as a link with its count, and a way to take each away', async () => {
    await seedCase(test, { tier: 'exact', legalClass: 'harmful' })
    await seedCase(test, { tier: 'near' })
    const all = (await get('/console/matches')).body
    expect(all).toMatch(
      /href="\/console\/matches\?tier=exact"\s*>exact match<\/a\s*>\s*<span class="fine">1</,
    )
    const some = (await get('/console/matches?tier=exact')).body
    expect(some.match(/<li class="card match"/g)).toHaveLength(1)
    expect(some).toContain('aria-label="Show also what is not: exact match"')
    const none = (await get('/console/matches?tier=exact&class=csam')).body
    expect(words(none)).toContain('Nothing that waits is like this')
    expect(none).toContain('href="/console/matches?class=csam"')
    expect((await get('/console/matches?tier=certain')).statusCode).toBe(400)
  })

  it('shows what was shown after one of it is decided', async () => {
    const one = await seedCase(test, { tier: 'exact' })
    const page = (await get('/console/matches?tier=exact')).body
    expect(page).toMatch(/name="queue"\s+value="tier=exact"/)
    const answer = await post(`/console/matches/${one.matchId}/decisions`, [
      ['reason', 'as seen before'],
      ['verdict', 'reject'],
      ['queue', 'tier=exact&done=other'],
    ])
    expect(answer.headers.location).toBe('/console/matches?tier=exact&done=reject')
  })

  it('goes on page by page until everything was shown once', async () => {
    for (let n = 0; n < 23; n++) await seedCase(test)
    const first = (await get('/console/matches')).body
    const second = (await get(onwards(first))).body
    const ids = (page: string) => [...page.matchAll(/id="match-([^"]+)"/g)].map(([, id]) => id)
    expect(ids(first)).toHaveLength(15)
    expect(ids(second)).toHaveLength(8)
    expect(new Set([...ids(first), ...ids(second)]).size).toBe(23)
    expect(second).not.toContain('Go on with the next')
  })

  it('counts the same on each page: what is shown, where it is not too much', async () => {
    for (let n = 0; n < 17; n++) await seedCase(test)
    await seedTakedown(test, await seedCase(test))
    const first = (await get('/console/matches')).body
    const second = (await get(onwards(first))).body
    for (const page of [first, second]) {
      expect(words(page)).toContain('Waiting: 17. A child at risk')
      expect(words(page)).toMatch(/near match 17 /)
    }
  })

  it('leads to what waits at a host also where takedowns speak for the first of it', async () => {
    const told = await seedCase(test)
    await seedMany(test, told, 35)
    await seedTakedown(test, told)
    const one = await seedCase(test)
    const page = (await get('/console/matches')).body
    expect(page.match(/<li class="card match"/g)).toHaveLength(1)
    expect(words(page)).toContain('Others at this host: 0+')
    expect(page).toContain(`/console/matches/${one.matchId}/host/confirm`)
  })

  it('offers what is far behind, and counts all', async () => {
    const old = await seedCase(test, { tier: 'near', listName: 'Old' })
    await seedMany(test, old, 520)
    await sql`update match set matched_at = now() - interval '9 days'`.execute(test.db)
    const young = await seedCase(test, { tier: 'probable', listName: 'Young' })
    const page = (await get('/console/matches')).body
    expect(words(page)).toContain('Waiting: 522. Counted too is what a takedown already speaks for')
    for (const query of ['tier=probable', 'age=day', `list=${young.listId}`]) {
      expect(page).toContain(`href="/console/matches?${query}"`)
    }
    expect(words(page)).toMatch(/exact match 0 near match 521 possible match 1 /)
    // nothing is like that
    expect(page).not.toContain('tier=exact')
    expect(words(page)).toContain('Others at this host: 30+')
    const some = (await get('/console/matches?tier=near')).body
    expect(words(some)).toContain('Waiting: 521.')
    const few = (await get('/console/matches?age=day')).body
    expect(few).toContain(`match-${young.matchId}`)
    expect(words(few)).toContain('Waiting: 1. A child at risk')
    const next = onwards(page)
    expect(words((await get(next)).body)).toContain('Waiting: 522.')
    const preview = (await get(`/console/matches/${old.matchId}/host/confirm`)).body
    expect(words(preview)).toContain('Left for the next time: 421.')
    expect(words(preview)).toContain('left out here: 1')
    expect(words(preview)).toContain('Counted too is what a takedown already speaks for')
  })

  it('shows hosts page by page', async () => {
    const cases = [await seedCase(test)]
    const many = await seedMany(test, cases[0]!, 52)
    for (const [n, id] of [cases[0]!.matchId, ...many].entries()) {
      await sql`update waiting_match set host = ${`h${n}.example`} where match_id = ${id}`.execute(
        test.db,
      )
    }
    const first = (await get('/console/matches?by=host')).body
    const second = (await get(onwards(first))).body
    const hosts = (page: string) =>
      [...page.matchAll(/matches\?host=(h\d+)/g)].map(([, host]) => host)
    expect(new Set(hosts(first)).size).toBe(50)
    expect(new Set([...hosts(first), ...hosts(second)]).size).toBe(53)
    expect(second).toContain('href="/console/matches?by=host"')
    expect(words(second)).toContain('Back to the most urgent')
    expect(second).not.toContain('Go on with the next')
  })

  it('lists to those who give second verdicts only what they decided', async () => {
    const [own, others] = [await seedCase(test), await seedCase(test)]
    await decide(own, 'reject', [own])
    await decide(others, 'reject', [others], await test.sessionOf('analyst', 'Another'))
    const decided = (page: string) => page.slice(page.indexOf('ecided last'))
    const page = (await get('/console/matches')).body
    expect(page).toContain('What you decided last')
    expect(decided(page)).toContain(own.matchId)
    expect(decided(page)).not.toContain(others.matchId)
    const all = (await get('/console/matches', await test.sessionOf('supervisor'))).body
    expect(decided(all)).toContain(own.matchId)
    expect(decided(all)).toContain(others.matchId)
  })

  it('shows a host as one row', async () => {
    await seedCase(test, { tier: 'exact' })
    await seedCase(test)
    const page = words((await get('/console/matches?by=host')).body)
    expect(page).toMatch(/pictures\[\.\]example exact match: 1 near match: 1 2/)
  })
})

describe('what waits at a host', () => {
  it('is told before it is decided, and left out where each has to be looked at', async () => {
    const near = await seedCase(test, { tier: 'near' })
    await seedMedia(test, near.pageId)
    await seedCase(test, { tier: 'exact', legalClass: 'harmful' })
    const probable = await seedCase(test, { tier: 'probable' })
    const confirm = (await get(`/console/matches/${near.matchId}/host/confirm`)).body
    expect(confirm.match(/type="checkbox"/g)).toHaveLength(2)
    expect(words(confirm)).toContain('That open takedowns 1 That open none 1')
    expect(words(confirm)).toContain('left out here: 1')
    const rows = (page: string) => page.split('<tr>').slice(2).map(words)
    const tierOf = (page: string) => rows(page).map((row) => /\S+ match(, [^…]+)?/.exec(row)?.[0])
    expect(tierOf(confirm)).toEqual(['exact match', 'near match, 12 of 256 bits '])
    expect(confirm).toContain('near match, 12 of 256 bits …')
    const reject = (await get(`/console/matches/${probable.matchId}/host/reject`)).body
    expect(reject.match(/type="checkbox"/g)).toHaveLength(3)
    expect(await decisions()).toEqual([])
  })

  it('is decided match by match, once however often it is sent', async () => {
    const [a, b, c] = [await seedCase(test), await seedCase(test), await seedCase(test)]
    test.hints.length = 0
    const answer = await decide(a, 'confirm', [a, b])
    expect(answer.headers.location).toBe(
      '/console/matches?host=pictures.example&done=together-confirm&n=2',
    )
    expect(words((await get(answer.headers.location!)).body)).toContain('Confirmed together: 2.')
    const said = await decisions()
    expect(said).toHaveLength(2)
    expect(said).toContainEqual({
      match_id: b.matchId,
      verdict: 'confirm',
      actor: 'analyst:Robin',
      reason: 'as seen before',
    })
    expect(new Set(test.hints.map(({ payload }) => payload['mediaId']))).toEqual(
      new Set([a.mediaId, b.mediaId]),
    )
    const again = await decide(a, 'confirm', [a, b])
    expect(again.statusCode).toBe(303)
    expect(await decisions()).toHaveLength(2)
    const logged = await test.db
      .selectFrom('audit_event')
      .select('object_id')
      .where('action', '=', 'match.decided')
      .execute()
    expect(new Set(logged.map(({ object_id: id }) => id))).toEqual(new Set([a.matchId, b.matchId]))
    expect(logged).toHaveLength(2)
    expect((await get('/console/matches')).body).toContain(`match-${c.matchId}`)
  })

  it('leads back to the host while something is left there, and then to where it was opened', async () => {
    const [a, b] = [await seedCase(test), await seedCase(test)]
    const elsewhere = await seedCase(test)
    await sql`update waiting_match set host = 'elsewhere.example' where match_id = ${elsewhere.matchId}`.execute(
      test.db,
    )
    const hosts = (await get('/console/matches?class=csam&by=host')).body
    const opened = `/console/matches/${a.matchId}/host/confirm?queue=class%3Dcsam%26by%3Dhost`
    expect(hosts).toContain(`href="${opened}"`)
    const page = (await get(opened)).body
    expect(page).toMatch(/name="queue"\s+value="class=csam&amp;by=host"/)
    expect(page).toContain(`${a.matchId}/host/reject?queue=class%3Dcsam%26by%3Dhost`)
    const send = (one: SeededCase, queue: string) =>
      post(`/console/matches/${a.matchId}/host/confirm`, [
        ['reason', 'as seen before'],
        ['match', one.matchId],
        ['queue', queue],
      ])
    const told = 'done=together-confirm&n=1'
    const first = await send(a, 'class=csam&by=host')
    expect(first.headers.location).toBe(`/console/matches?host=pictures.example&${told}`)
    const second = await send(b, 'class=csam&by=host')
    expect(second.headers.location).toBe(`/console/matches?class=csam&by=host&${told}`)
    const again = await send(b, 'class=csam&host=pictures.example')
    expect(again.headers.location).toBe(`/console/matches?class=csam&${told}`)
  })

  it('is not decided at all where one was decided by another, is elsewhere, or is only possible', async () => {
    const [a, b] = [await seedCase(test), await seedCase(test)]
    const probable = await seedCase(test, { tier: 'probable' })
    const elsewhere = await seedCase(test)
    const refused = async (matches: SeededCase[], verdict: 'confirm' | 'reject', says: string) => {
      const before = (await decisions()).length
      const answer = await decide(a, verdict, matches)
      expect(answer.statusCode).toBeGreaterThanOrEqual(400)
      expect(words(answer.body)).toContain(says)
      expect(await decisions()).toHaveLength(before)
      return answer.body
    }
    const page = await refused([a, probable], 'confirm', 'cannot be confirmed together')
    expect(page).toContain('as seen before')
    await refused([], 'reject', 'Nothing was ticked')
    await test.db
      .updateTable('waiting_match')
      .set({ host: 'elsewhere.example' })
      .where('match_id', '=', elsewhere.matchId)
      .execute()
    await refused([a, elsewhere], 'confirm', 'Nothing was decided')
    const other = await test.sessionOf('analyst', 'Another')
    expect((await decide(b, 'reject', [b], other)).statusCode).toBe(303)
    await refused([a, b], 'confirm', 'another person decided them meanwhile')
    expect((await decide(a, 'reject', [a, probable])).statusCode).toBe(303)
  })

  it('is shown and decided by nobody who may not decide, and nowhere without a host', async () => {
    const one = await seedCase(test)
    const auditor = await test.sessionOf('auditor')
    expect((await get(`/console/matches/${one.matchId}/host/confirm`, auditor)).statusCode).toBe(
      403,
    )
    await test.db.deleteFrom('sighting').where('media_id', '=', one.mediaId).execute()
    expect((await get(`/console/matches/${one.matchId}/host/confirm`)).statusCode).toBe(404)
  })
})

describe('a child at risk', () => {
  it('is marked on a report and taken back there, and seen in the queue', async () => {
    const one = await seedCase(test)
    await seedCase(test, { tier: 'exact' })
    const marked = await post(`/console/reports/${one.reportId}/risk`, [
      ['reason', 'school is named'],
    ])
    expect(marked.headers.location).toBe(`/console/reports/${one.reportId}?done=at-risk`)
    const report = words((await get(marked.headers.location!)).body)
    expect(report).toContain('Marked. What was found there now comes first.')
    expect(report).toContain('school is named')
    const queue = (await get('/console/matches')).body
    expect(queue.indexOf(one.matchId)).toBeGreaterThan(0)
    expect(/id="match-([^"]+)"/.exec(queue)?.[1]).toBe(one.matchId)
    expect(queue).toContain('href="/console/matches?risk=yes"')
    expect(words((await get('/console')).body)).toContain('1 of them with a child at risk')
    expect((await get('/console')).body).toContain('<h2>Reports with a child at risk</h2>')
    const ended = await post(`/console/reports/${one.reportId}/risk/end`, [])
    expect(ended.statusCode).toBe(303)
    // why it had been said is kept, and that it was said and taken back
    const after = words((await get(`/console/reports/${one.reportId}`)).body)
    expect(after).toMatch(/taken back\. The reason had been: [^.]*school is named/)
    expect(after).toContain('Mark of a child at risk taken back')
    expect((await post(`/console/reports/${one.reportId}/risk/end`, [])).statusCode).toBe(409)
  })

  it('is said in each list of reports, and on the page of its match', async () => {
    const [one, other] = [await seedCase(test), await seedCase(test)]
    const rowOf = (page: string, id: string) =>
      words(
        page
          .split('<tr>')
          .slice(1)
          .find((row) => row.includes(`/console/reports/${id}"`)) ?? '',
      )
    const saidIn = async (path: string) => {
      const { body } = await get(path)
      return [one, other].map(({ reportId }) => rowOf(body, reportId).includes('child at risk'))
    }
    const saidOn = async ({ matchId }: SeededCase) =>
      words((await get(`/console/matches/${matchId}`)).body).includes('child at risk')
    expect(await saidIn('/console/reports')).toEqual([false, false])
    expect(await saidOn(one)).toBe(false)
    await post(`/console/reports/${one.reportId}/risk`, [['reason', 'school is named']])
    for (const path of ['/console/reports', '/console/reports?host=pictures.example', '/console']) {
      expect([path, await saidIn(path)]).toEqual([path, [true, false]])
    }
    expect(await saidOn(one)).toBe(true)
    expect(await saidOn(other)).toBe(false)
  })

  it('is marked when a report comes in, by form and by program', async () => {
    await post('/console/reports', [
      ['url', 'https://site.example/'],
      ['risk', 'a date is named'],
    ])
    const authorization = `Bearer ${await test.keyOf('reporter')}`
    const answer = await test.app.inject({
      method: 'POST',
      url: '/v1/reports',
      headers: { authorization },
      payload: { url: 'https://site.example/', childAtRisk: { reason: 'a place is named' } },
    })
    expect(answer.statusCode).toBe(202)
    const marks = await test.db.selectFrom('report_at_risk').select('marked_by').execute()
    expect(new Set(marks.map(({ marked_by: by }) => by.split(':')[0]))).toEqual(
      new Set(['analyst', 'key']),
    )
    const { id } = answer.json<{ id: string }>()
    const read = await test.app.inject({
      url: `/v1/reports/${id}`,
      headers: { authorization: `Bearer ${await test.keyOf('analyst')}` },
    })
    expect(read.json()).toMatchObject({ childAtRisk: { markedAt: expect.any(String) } })
    expect(test.logged()).not.toContain('a place is named')
  })
})
