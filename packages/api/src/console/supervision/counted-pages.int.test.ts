import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedHandOver } from '../../fixtures/seed-hand-over.ts'
import { seedProvider, seedTold } from '../../fixtures/seed-provider.ts'
import { createTestApp, HOME_POLICE, type TestApp } from '../../fixtures/test-app.ts'

const HOUR_MS = 3_600_000
let test: TestApp
let provider: string

const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS)

beforeAll(async () => {
  test = await createTestApp()
  const { db } = test
  provider = await seedProvider(test, { name: 'Great Hosting' })
  for (let n = 0; n < 11; n++) await seedTold(test, provider, 20 + n)
  await seedTold(test, provider, 30, { answered: 2 })
  for (let n = 0; n < 11; n++) await seedTold(test, provider, 300, { gone: 20 + n })
  await seenAgain()
  await sql`update notice set bounced_at = now() where id in (select id from notice order by id limit 2)`.execute(
    db,
  )
  await sql`update notice set state = 'refused', sent_at = null
    where id in (select id from notice order by id desc limit 1)`.execute(db)
  const { matchId } = await seedCase(test)
  await decide(matchId, 'confirm', 40)
  await decide(matchId, 'reject', 30)
  const { matchId: undone } = await seedCase(test)
  await db
    .insertInto('decision_undone')
    .values({
      decision_id: newId(),
      match_id: undone,
      verdict: 'confirm',
      actor: 'analyst:a',
      decided_at: ago(2),
    })
    .execute()
  // turned round before it had any effect: nothing was taken back
  const { matchId: quick } = await seedCase(test)
  await decide(quick, 'confirm', 20, ago(19))
  await decide(quick, 'reject', 19.5)
})
afterAll(() => test[Symbol.asyncDispose]())

const decide = (match: string, verdict: 'confirm' | 'reject', hours: number, effect?: Date) =>
  test.db
    .insertInto('decision')
    .values({
      id: newId(),
      match_id: match,
      verdict,
      actor: 'analyst:a',
      reason: '',
      at: ago(hours),
      effect_at: effect ?? null,
    })
    .execute()

/** Of what was removed, one is back at its place and two were seen at another page; a third one was there before. */
async function seenAgain(): Promise<void> {
  const { db } = test
  const gone = await db
    .selectFrom('takedown_fact as f')
    .innerJoin('takedown as t', 't.id', 'f.takedown_id')
    .select(['t.id', 't.media_id', 't.page_location_id', 't.state', 'f.t10'])
    .where('f.t10', 'is not', null)
    .orderBy('f.t10')
    .execute()
  const [back, one, two, three] = gone
  const state = back!.state as { clocks: object }
  const again = { ...state, clocks: { ...state.clocks, t11: ago(100) }, resurfacings: 1 }
  await db
    .updateTable('takedown')
    .set({ status: 'resurfaced', state: JSON.stringify(again) })
    .where('id', '=', back!.id)
    .execute()
  const { pageId: elsewhere } = await seedCase(test)
  const see = (media: string, page: string, at: Date) =>
    sql`insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at)
      values (${media}, ${page}, ${page}, ${at}, ${at})`.execute(db)
  for (const row of [one!, two!]) await see(row.media_id, elsewhere, ago(50))
  await see(three!.media_id, elsewhere, ago(290))
}

async function open(path: string, role: 'supervisor' | 'analyst' | 'auditor' = 'supervisor') {
  const { body, statusCode } = await test.app.inject({
    url: path,
    headers: { cookie: await test.sessionOf(role) },
  })
  return { body, statusCode }
}
const part = (body: string, id: string): string =>
  new RegExp(`<section[^>]* id="${id}".*?</section>`, 's').exec(body)![0]
const linksIn = (body: string) =>
  [
    ...body.matchAll(
      /<a\s+href="(\/console\/(?:takedowns|supervision\/cases)\?[^"]*)"[^>]*>(.*?)<\/a\s*>/gs,
    ),
  ].map(([, path, text]) => ({
    path: path!.replaceAll('&amp;', '&'),
    text: text!.replaceAll(/<[^>]+>/g, ' '),
  }))
const countIn = (body: string): number => Number(/class="total">\s*(\d+)/.exec(body)?.[1] ?? 0)

describe('the numbers of the morning page', () => {
  it.each([
    ['delivery', 14],
    ['resurfacing', 6],
    ['elsewhere', 6],
    ['reversal', 6],
  ])('of %s lead to as many cases each', async (id, least) => {
    const links = linksIn(part((await open('/console/supervision')).body, id))
    expect(links.length).toBeGreaterThanOrEqual(least)
    for (const { path, text } of links) {
      const { body, statusCode } = await open(path)
      expect(statusCode, path).toBe(200)
      expect(countIn(body), path).toBe(Number(/\d+/.exec(text)![0]))
    }
  })

  it('of concentration lead to the greatest, each with its cases', async () => {
    const shares = linksIn(part((await open('/console/supervision')).body, 'concentration'))
    const hosts = shares.find(({ path }) => path.includes('by=host'))!
    const { body } = await open(hosts.path)
    expect(countIn(body)).toBe(12)
    const groups = /class="groups">.*?<\/ul>/s.exec(body)![0]
    expect(groups).toContain('pictures[.]example')
    expect(groups).toMatch(/100\.0\s*%/)
    expect(groups).not.toMatch(/href="[^"]*pictures/)
    const [host] = linksIn(groups)
    expect(countIn((await open(host!.path)).body)).toBe(12)
  })

  it('tell what was undone in time apart from what was taken back', async () => {
    const shown = part((await open('/console/supervision')).body, 'reversal')
    const turned = linksIn(shown).filter(({ path }) => /part=(decisions|undone)(&|$)/.test(path))
    expect(turned.map(({ text }) => Number(text))).toEqual([1, 1, 1, 1])
    const list = (await open('/console/supervision/cases?part=decisions')).body
    expect(list).toContain('confirmed, then rejected')
  })

  it('lead from a letter to the takedowns that it names', async () => {
    const { body } = await open('/console/supervision/cases?part=answered')
    const [letter] = linksIn(body).filter(({ path }) => path.includes('letter='))
    expect(countIn((await open(letter!.path)).body)).toBe(1)
    expect(body).toContain('Great Hosting')
  })

  it('say what they count, and the days of the months in UTC', async () => {
    const at = '/console/supervision/cases?part='
    const saidAt = async (path: string) => {
      const { body } = await open(`${at}${path}`)
      return /<p class="line" role="status">(.*?)<\/p>/s.exec(body)![1]!.replaceAll(/\s+/g, ' ')
    }
    expect(await saidAt('written')).toMatch(/class="total">\d\d letters</)
    expect(await saidAt('answered')).toContain('>1 letter<')
    expect(await saidAt('decided')).toMatch(/>\d decisions?</)
    expect(await saidAt('disputes')).toContain('>0 disputes<')
    const past = await saidAt('written&from=2026-01&to=2026-02')
    expect(past).toContain('1 January 2026 to 28 February 2026 (UTC).')
    expect(past.match(/<time/g)).toHaveLength(1)
    const shown = part(
      (await open('/console/supervision?from=2026-01&to=2026-02')).body,
      'delivery',
    )
    expect(shown).toContain('1 January 2026 to 28 February 2026 (UTC).')
  })

  it('of hand-overs to the police stand by themselves, and lead to those that nobody received', async () => {
    const { handOverId: waits } = await seedHandOver(test)
    const { handOverId: received } = await seedHandOver(test)
    await sql`
      insert into hand_over_receipt (notice_id, authority_id, received_by, receiver, received_at)
      select ${received}, id, 'police:ana', 'Ana', now() from authority where name = ${HOME_POLICE}`.execute(
      test.db,
    )
    const { body } = await open('/console/supervision')
    const links = linksIn(part(body, 'delivery'))
    const handOvers = links.filter(({ path }) => path.includes('kind=police-hand-over'))
    expect(handOvers.map(({ text }) => Number(text))).toEqual([2, 2, 2, 1, 1])
    const list = (await open(handOvers.at(-1)!.path)).body
    expect(list).toContain('Hand-overs to the police')
    expect(countIn(list)).toBe(1)
    const { reference } = await test.db
      .selectFrom('notice')
      .select('reference')
      .where('id', '=', waits)
      .executeTakeFirstOrThrow()
    expect(list).toContain(reference)
    const all = links.find(({ path }) => path.includes('part=written') && !path.includes('kind'))
    expect(Number(all!.text)).toBe(23)
  })

  it('lead nowhere for who may not read cases, and to no first verdict for who gives second ones', async () => {
    expect(linksIn((await open('/console/supervision', 'auditor')).body)).toEqual([])
    const path = '/console/supervision/cases?part='
    expect((await open(`${path}written`, 'auditor')).statusCode).toBe(403)
    expect((await open(`${path}written`, 'analyst')).statusCode).toBe(200)
    expect((await open(`${path}decided`, 'analyst')).statusCode).toBe(403)
    expect((await open(`${path}all`)).statusCode).toBe(400)
  })

  it('are the same where programs and spreadsheets ask', async () => {
    const headers = { authorization: `Bearer ${await test.keyOf('supervisor')}` }
    const figures = (await test.app.inject({ url: '/v1/statistics/resurfacing', headers })).json()
    expect(figures).toMatchObject({ n: 11, again: 1 })
    expect(figures.elsewhere).toMatchObject({
      clocks: { from: 'T10', to: 'first-seen-elsewhere' },
      n: 11,
      again: 2,
      watched: 9,
      closed: 0,
    })
    const csv = (await open('/console/supervision.csv?figure=elsewhere')).body.split('\r\n')
    expect(csv[0]).toContain('within_365_days')
    expect(csv[1]).toMatch(/^T10,first_seen_elsewhere,.*,,all,11,2,9,0,/)
  })
})
