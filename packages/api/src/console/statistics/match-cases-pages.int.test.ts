import { newId } from '@nightlight/runtime'
import type { Role } from '@nightlight/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase, type SeededCase } from '../../fixtures/seed-case.ts'
import { seedMany } from '../../fixtures/seed-waiting.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

const PAGE = '/console/statistics?clock=match-decision'
let test: TestApp
let one: SeededCase
beforeAll(async () => {
  test = await createTestApp()
  one = await seedCase(test, { tier: 'near', listName: 'Great list' })
  const matches = [one.matchId, ...(await seedMany(test, one, 13))]
  await seedCase(test, { tier: 'exact', opens: 'exact' })
  await sql`update match set matched_at = now() - interval '30 hours'`.execute(test.db)
  // what is decided keeps the time at which it was found
  await sql`update match_fact set found_at = now() - interval '30 hours' where way = 'rule'`.execute(
    test.db,
  )
  for (const [n, matchId] of matches.slice(0, 8).entries()) {
    const verdict = n < 3 ? 'reject' : 'confirm'
    await sql`insert into decision (id, match_id, verdict, actor, reason, at)
      select ${newId()}, id, ${verdict}, 'analyst:x', '', matched_at + interval '10 hours' from match where id = ${matchId}`.execute(
      test.db,
    )
  }
})
afterAll(() => test?.[Symbol.asyncDispose]())

async function open(url: string, role: Role = 'supervisor') {
  const cookie = await test.sessionOf(role)
  return test.app.inject({ url, headers: { cookie } })
}
async function ask(query: string, role: Role = 'supervisor') {
  const headers = { authorization: `Bearer ${await test.keyOf(role)}` }
  return test.app.inject({ url: `/v1/statistics/removals?${query}`, headers })
}
const linksIn = (body: string) =>
  [...body.matchAll(/<a href="(\/console\/statistics\/matches[^"]*)"[^>]*>(.*?)<\/a>/gs)].map(
    ([, path, text]) => ({
      path: path!.replaceAll('&amp;', '&'),
      n: Number(/\d+/.exec(text!.replaceAll(/<[^>]*>/g, ''))![0]),
    }),
  )
const countIn = (body: string): number => Number(/class="total"\s*>(\d+)/.exec(body)![1])

describe('the time to decision of all matches', () => {
  it('has what was rejected and what waits, and what a rule decided apart', async () => {
    const figures = (await ask('clock=match-decision&group=list')).json()
    expect(figures).toMatchObject({
      clock: 'match-decision',
      clocks: { from: 'found', to: 'T3' },
      n: 14,
      ended: 8,
      open: 6,
      closed: 0,
      medianMs: 10 * 3_600_000,
      decisions: { confirmed: 5, rejected: 3, byRule: 1 },
      waiting: null,
      gap: null,
      group: 'list',
      groups: [{ key: one.listId, name: 'Great list', n: 14, open: 6 }],
    })
    const { body } = await open(`${PAGE}&group=list`)
    expect(body).toContain('found → T3')
    expect(body).toContain('Great list')
    expect(body).toContain('in none of these figures: 1.')
    const csv = await open('/console/statistics.csv?clock=match-decision')
    expect(csv.headers['content-disposition']).toContain('match-decision.csv')
    expect(csv.body).toContain('matches for a person')
  })

  it('stands beside the figures that leave out what is undecided', async () => {
    const { body } = await open('/console/statistics?clock=decision&group=provider')
    expect(body).toContain('clock=match-decision')
    // the provider of a takedown is no group of matches
    expect(body).not.toMatch(/clock=match-decision[^"]*group=provider/)
    expect((await ask('clock=decision')).json()).toMatchObject({ decisions: null })
  })

  it.each([
    'clock=match-decision&group=provider',
    'clock=decision&group=tier',
    'clock=match-decision&of=provider&key=x',
  ])('refuses a group that it is not told apart by: %s', async (query) => {
    const answer = await ask(query)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'group-invalid' })
    expect(answer.body).toContain('of matches list, class, tier and source')
  })

  it('tells nothing of few, and leads nowhere, for whoever reads no matches', async () => {
    const few = await ask(`clock=match-decision&from=2020-01-01&to=2020-01-02`, 'auditor')
    expect(few.json()).toMatchObject({ n: 0 })
    const shown = (await ask('clock=match-decision', 'auditor')).json()
    expect(shown).toMatchObject({ n: 14, decisions: { byRule: null } })
    const { body } = await open(PAGE, 'auditor')
    expect(linksIn(body)).toEqual([])
    expect(body).toContain('not told of fewer than 10')
  })

  it.each(['nl', 'fr', 'de'])('is there in %s', async (language) => {
    const cookie = `${await test.sessionOf('supervisor')}; language=${language}`
    const { statusCode } = await test.app.inject({ url: PAGE, headers: { cookie } })
    expect(statusCode).toBe(200)
  })
})

describe('the matches of a figure', () => {
  it('are as many as each number says', async () => {
    const links = linksIn((await open(`${PAGE}&group=tier`)).body)
    expect(links.length).toBeGreaterThanOrEqual(5)
    for (const { path, n } of links) {
      const { body, statusCode } = await open(path)
      expect(statusCode, path).toBe(200)
      expect(countIn(body), path).toBe(n)
    }
  })

  it('are told as of the figure', async () => {
    const links = linksIn((await open(PAGE)).body)
    const waiting = links.find(({ path }) => /state=open(&|$)/.test(path))!
    const { rows } = await sql<{ id: string }>`
      select match_id as id from match_fact where decided_at is null limit 1`.execute(test.db)
    const id = newId()
    const asOf = new URL(waiting.path, 'https://console.example').searchParams.get('at')!
    // right after the figure, and counting by now
    const at = new Date(Date.parse(asOf) + 1)
    await sql`insert into decision (id, match_id, verdict, actor, reason, at)
      values (${id}, ${rows[0]!.id}, 'reject', 'analyst:x', '', ${at})`.execute(test.db)
    expect(countIn((await open(waiting.path)).body)).toBe(6)
    const now = waiting.path.replace(/&at=[^&]*/, '')
    expect(countIn((await open(now)).body)).toBe(5)
    await sql`delete from decision where id = ${id}`.execute(test.db)
  })

  it('say when they were found and for how long they waited, never what was decided', async () => {
    const { body } = await open('/console/statistics/matches?state=ended')
    expect(body).toContain(`/console/matches/${one.matchId}`)
    expect(body).toContain('pictures[.]example')
    expect(/<main.*<\/main>/s.exec(body)![0]).not.toMatch(/confirm|reject/i)
    expect(body).not.toContain('canary')
  })

  it('are for whoever may read matches and figures', async () => {
    for (const role of ['analyst', 'auditor', 'admin', 'police'] as const)
      expect((await open('/console/statistics/matches', role)).statusCode, role).toBe(403)
    const waiting = '/console/statistics/matches?state=open'
    const { body, statusCode } = await open(waiting, 'analyst')
    expect(statusCode).toBe(200)
    expect(countIn(body)).toBe(6)
    // what has been decided is no way on from there
    expect(body).not.toMatch(/state=(ended|counted|closed)|href="\/console\/statistics\?/)
    const before = `${waiting}&at=${new Date().toISOString()}`
    expect((await open(before, 'analyst')).statusCode).toBe(403)
    expect((await open(waiting, 'auditor')).statusCode).toBe(403)
  })

  it('lead back to the figures that they came from', async () => {
    const [from, to] = [-10, 2].map((days) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
    )
    const figures = `${PAGE}&group=tier&from=${from}&to=${to}&of=list&key=${one.listId}`
    const ofRow = linksIn((await open(figures)).body).find(({ path }) => path.includes('tier=near'))
    const { body } = await open(ofRow!.path)
    const [, back] = /href="(\/console\/statistics\?[^"]*)"/.exec(body)!
    const queryOf = (path: string) =>
      Object.fromEntries(new URL(path, 'https://console.example').searchParams)
    expect(queryOf(back!.replaceAll('&amp;', '&'))).toEqual(queryOf(figures))
  })

  it('name the list that was chosen where there is none of it', async () => {
    const nothing = `/console/statistics/matches?state=before&list=${one.listId}`
    expect((await open(nothing)).body).toMatch(/class="chosen"[^]*Great list/)
    const unknown = await open('/console/statistics/matches?list=unknown')
    expect([unknown.statusCode, countIn(unknown.body)]).toEqual([200, 0])
  })

  it('go on where a page ends', async () => {
    await seedMany(test, one, 60)
    const { body } = await open('/console/statistics/matches')
    const next = /rel="next" href="([^"]*)"/.exec(body)![1]!.replaceAll('&amp;', '&')
    const rest = (await open(next)).body
    expect(countIn(rest)).toBe(74)
    expect(rest).not.toContain('rel="next"')
  })
})
