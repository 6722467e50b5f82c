import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedProvider, seedTold } from '../../fixtures/seed-provider.ts'
import { notifiedState, seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let slow: string
beforeAll(async () => {
  test = await createTestApp()
  slow = await seedProvider(test, { name: 'Slow Hosting' })
  const quick = await seedProvider(test, { name: 'Quick Hosting' })
  for (let n = 0; n < 12; n++) await seedTold(test, quick, 300, { gone: 1 + 3 * n })
  for (const gone of [5, 40, 90]) await seedTold(test, slow, 900, { gone })
  // one went before anybody was told
  await seedTold(test, slow, 400, { gone: -3 })
  for (const hours of [3, 23, 24.5, 30, 47, 71, 73, 100, 167, 300, 671, 673, 900])
    await seedTold(test, slow, hours)
  await seedCases({ status: 'closed', closedAt: new Date().toISOString() })
  await seedCases({ resurfacings: 1, status: 'resurfaced' }, { t9: 4, t10: 5, t11: 9 })
})
afterAll(() => test[Symbol.asyncDispose]())

async function seedCases(more: Record<string, unknown>, hours: Record<string, number> = {}) {
  const told = Date.now() - 50 * 3_600_000
  const later = Object.entries(hours).map(([name, after]) => [
    name,
    new Date(told + after * 3_600_000).toISOString(),
  ])
  const clocks = {
    ...notifiedState.clocks,
    t6: new Date(told).toISOString(),
    ...Object.fromEntries(later),
  }
  const state = { ...notifiedState, ...more, clocks }
  return seedTakedown(test, await seedCase(test), state, 'again.example')
}

async function open(path: string, role: 'supervisor' | 'analyst' | 'auditor' = 'supervisor') {
  const { body, statusCode } = await test.app.inject({
    url: path,
    headers: { cookie: await test.sessionOf(role) },
  })
  return { body, statusCode }
}

const unescaped = (text: string): string => text.replaceAll('&amp;', '&')
/** Links to the list, and the number that each of them shows. */
const linksIn = (body: string) =>
  [...body.matchAll(/<a\s+href="(\/console\/takedowns\?[^"]*)"[^>]*>(.*?)<\/a\s*>/gs)].map(
    ([, path, text]) => ({
      path: unescaped(path!),
      n: Number(/^\D*?([\d,]+)/.exec(text!.replaceAll(/<[^>]+>/g, ''))![1]!.replaceAll(',', '')),
    }),
  )
const countIn = (body: string): number =>
  Number(/class="total">\s*([\d,]+)/.exec(body)?.[1]?.replaceAll(',', '') ?? 0)
const idsIn = (body: string): string[] =>
  [...body.matchAll(/href="\/console\/takedowns\/([0-9a-f-]{36})"/g)].map(([, id]) => id!)

describe('the list of takedowns', () => {
  it.each([
    '/console/statistics?group=provider',
    '/console/statistics?group=list&clock=removal-after-report&from=2026-01-01',
    '/console/statistics?group=country&clock=first-notice',
    '/console/statistics?group=class&clock=acknowledgement',
    '/console/statistics?group=cdn&clock=decision',
  ])('shows what each number counts of %s', async (figures) => {
    const { body } = await open(figures)
    const links = linksIn(body)
    expect(links.length).toBeGreaterThan(2)
    for (const { path, n } of links) {
      expect(n, path).toBeGreaterThan(0)
      expect(countIn((await open(path)).body), path).toBe(n)
    }
  })

  it('keeps to what a figure counted, whatever ended since', async () => {
    const { body } = await open(`/console/statistics?of=provider&key=${slow}`)
    const [counted] = linksIn(body).filter(({ path }) => path.includes('state=open'))
    expect(counted).toMatchObject({ n: 13 })
    const before = await open(counted!.path)
    const [first] = idsIn(before.body)
    const at = new Date(Date.now() + 1000).toISOString()
    const now = await test.db
      .selectFrom('takedown')
      .select('state')
      .where('id', '=', first!)
      .executeTakeFirstOrThrow()
    const state = now.state as { clocks: object }
    const ended = { ...state, status: 'removed', clocks: { ...state.clocks, t9: at, t10: at } }
    await test.db
      .updateTable('takedown')
      .set({ status: 'removed', state: JSON.stringify(ended) })
      .where('id', '=', first!)
      .execute()
    expect(countIn((await open(counted!.path)).body)).toBe(13)
    const fresh = new URL(counted!.path, 'http://localhost')
    fresh.searchParams.delete('at')
    expect(countIn((await open(`${fresh.pathname}${fresh.search}`)).body)).toBe(12)
    await test.db
      .updateTable('takedown')
      .set({ status: 'notified', state: JSON.stringify(state) })
      .where('id', '=', first!)
      .execute()
  })

  it('names the host, whoever was written to', async () => {
    const [host, police] = [
      await seedProvider(test, { name: 'Hosting of one' }),
      await seedProvider(test, { name: 'Desk of the police' }),
    ]
    await seedTold(test, host, 40)
    await test.db
      .updateTable('takedown')
      .set({ provider_id: police })
      .where('provider_id', '=', host)
      .execute()
    const { body } = await open(`/console/takedowns?provider=${host}`)
    expect(countIn(body)).toBe(1)
    expect(body).toMatch(/<td class="clip"[^>]*>\s*Hosting of one\s*</)
    expect(body).not.toContain('Desk of the police')
    expect(countIn((await open(`/console/takedowns?provider=${police}`)).body)).toBe(0)
  })

  it('leads to as many days up to the end that was chosen', async () => {
    const shown = async (query: string) => {
      const { body } = await open(`/console/statistics?${query}`)
      return [...unescaped(body).matchAll(/<a href="([^"]*)"[^>]*>\s*(30|90|365) days/g)].map(
        ([, path]) => new URL(path!, 'http://localhost').searchParams,
      )
    }
    const [month, quarter] = await shown('group=list&to=2025-12-31')
    expect(Object.fromEntries(month!)).toMatchObject({
      group: 'list',
      from: '2025-12-02',
      to: '2025-12-31',
    })
    expect(quarter!.get('from')).toBe('2025-10-03')
    expect((await shown('')).map((query) => query.has('to'))).toEqual([false, false, false])
  })

  it('gives no links to who may not read cases', async () => {
    const { body } = await open('/console/statistics?group=provider', 'auditor')
    expect(linksIn(body)).toEqual([])
    expect((await open('/console/takedowns', 'auditor')).statusCode).toBe(403)
  })

  it('is of no use to who may not read cases for finding out about few of them', async () => {
    const few = await seedProvider(test, { name: 'Hosting of few' })
    await seedTold(test, few, 90, { gone: 20 })
    const one = `of=provider&key=${few}`
    const shown = await open(`/console/statistics?${one}`, 'auditor')
    expect(shown.body).toContain('no figures of so few')
    expect(shown.body).not.toContain('class="survival"')
    expect(shown.body).not.toContain('20 hrs')
    expect((await open(`/console/statistics?${one}`)).body).toContain('20 hrs')
    const csv = await open(`/console/statistics.csv?${one}`, 'auditor')
    expect(csv.body.split('\r\n')[1]).toMatch(/,all,,,,,,,,/)
    const answer = await test.app.inject({
      url: `/v1/statistics/removals?${one}`,
      headers: { authorization: `Bearer ${await test.keyOf('admin')}` },
    })
    expect(answer.json()).toMatchObject({ n: null, medianMs: null, curve: [], ages: [] })
  })

  it('is beside what is not decided yet, which no figure of decisions counts', async () => {
    const decisions = await open('/console/statistics?clock=decision')
    expect(decisions.body).toContain('Only what became a takedown is in these figures')
    const waits = await seedCase(test, { tier: 'near' })
    const counted = async () =>
      Number(
        /in none of these figures: (\d+)/.exec(
          (await open('/console/statistics?clock=first-notice')).body,
        )![1],
      )
    const before = await counted()
    await test.db.deleteFrom('sighting').where('media_id', '=', waits.mediaId).execute()
    expect(await counted()).toBe(before - 1)
    const removals = await open('/console/statistics')
    expect(removals.body).not.toContain('Only what became a takedown')
  })

  it('goes through all by pages, the oldest first, each once', async () => {
    const provider = await seedProvider(test, { name: 'Many' })
    for (let n = 0; n < 53; n++) await seedTold(test, provider, 20 + n)
    const path = `/console/takedowns?clock=removal-after-notice&provider=${provider}`
    const first = await open(path, 'analyst')
    expect(countIn(first.body)).toBe(53)
    const next = unescaped(/rel="next"\s+href="([^"]+)"/.exec(first.body)![1]!)
    const second = await open(next, 'analyst')
    expect(countIn(second.body)).toBe(53)
    const ids = [...idsIn(first.body), ...idsIn(second.body)]
    expect(new Set(ids).size).toBe(53)
    expect(ids).toHaveLength(53)
    const told = await test.db
      .selectFrom('takedown_fact')
      .select(['takedown_id', 't6'])
      .where('provider_id', '=', provider)
      .orderBy('t6')
      .execute()
    expect(ids).toEqual(told.map((row) => row.takedown_id))
  })

  it('narrows by groups, host and outcome, and takes each back', async () => {
    const all = countIn((await open('/console/takedowns')).body)
    const grouped = await open('/console/takedowns?by=provider')
    const groups = /class="groups">.*?<\/ul>/s.exec(grouped.body)![0]
    const counts = [...groups.matchAll(/class="figure">([\d,]+)/g)].map(([, n]) => Number(n))
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(all)
    const path = unescaped(/href="([^"]+)"/.exec(groups)![1]!)
    const one = await open(path)
    expect(countIn(one.body)).toBe(counts[0])
    expect(one.body).toContain('class="chosen"')

    const again = await open('/console/takedowns?state=resurfaced&outcome=resurfaced')
    expect(countIn(again.body)).toBe(1)
    expect(again.body).toContain('again[.]example')
    const [id] = idsIn(again.body)
    const host = await open(`/console/takedowns?host=${id}`)
    expect(countIn(host.body)).toBe(2)
    expect(host.body).not.toMatch(/\?[^"]*again\.example/)
    const sent = await open('/console/takedowns?channel=smtp&state=open')
    expect(countIn(sent.body)).toBe(countIn((await open('/console/takedowns?state=open')).body))
  })

  it('says that nothing fits, whatever is asked for', async () => {
    for (const query of [
      `provider=${newId()}`,
      'provider=nobody',
      'asn=none',
      'asn=9999999999',
      `host=${newId()}`,
      'list=%3F',
      `state=open&after=${newId()}&clock=decision`,
      'clock=decision&from=2026-02-31T00:00:00Z&to=2026-01-01T00:00:00Z',
    ]) {
      const { body, statusCode } = await open(`/console/takedowns?${query}`)
      expect(statusCode, query).toBe(200)
      expect(body, query).toContain('No takedown fits')
    }
    expect((await open('/console/takedowns?from=yesterday')).statusCode).toBe(400)
  })

  it('keeps to what nobody had been told of at that moment', async () => {
    const late = await seedProvider(test, { name: 'Hosting told late' })
    await seedTold(test, late, 2)
    const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
    const counted = async (query: string) =>
      countIn((await open(`/console/takedowns?provider=${late}&${query}`)).body)
    expect(await counted(`told=no&at=${at(3)}`)).toBe(1)
    expect(await counted(`told=yes&at=${at(3)}`)).toBe(0)
    expect(await counted(`told=no&at=${at(1)}`)).toBe(0)
    expect(await counted('told=no')).toBe(0)
    expect(await counted('told=yes')).toBe(1)
  })
})
