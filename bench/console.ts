import { loadavg } from 'node:os'
import { newId } from '../packages/runtime/src/index.ts'
import type { BenchOptions, BenchResult, Figure } from '../scripts/measurement.ts'
import { quantile } from './api/load.ts'
import { openWorld, type World } from './api/world.ts'
import { BENCH_AUTHORITY, fillConsole, linkOfNotice, type Seeded } from './console/fill-console.ts'
import { pageIds, pathOf } from './console/page-ids.ts'
import { PAGES, QUERIES, type BenchPage, type Reader } from './console/pages.ts'
import { visitAll, visitBare } from './console/visits.ts'
import { meetsGoals } from './goals.ts'

const REPORTS = 1_000_000
/** Some 200,000 takedowns and 5 million checks of a million reports. */
const DENSITY = { matchEvery: 20, checksEach: 25 }
const VISITS = 7
const ASKED = 9
const WARM_UP = 3
/** Of a page that does more than show what is there. */
const WORKED = 3
const GOALS = {
  slowestPaintMs: 300,
  heaviestKilobytes: 100,
  slowestQueryMs: 200,
  queryGrowth: 2,
  simulationMs: 5_000,
}

/**
 * Measures every page of the console, of the portal and of the links of notices in Chromium, and what pages of figures ask for, with a year of a million reports, and
 * the same with a tenth of it. Each page is looked at with an empty cache, from another page of ours; a page counts by the median of
 * seven looks, what it takes in a new tab and its very first look after the start by themselves. Postgres, the api process and the browser share the cores.
 *
 * `growth...` is what ten times as much makes of the time. The baseline is a bare page of three words in the same browser:
 * what the machine and Chromium take before a page of ours can be told from any other.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const loadBefore = loadavg()[0]!
  const reports = quick ? REPORTS / 10 : REPORTS
  const bareMs = quantile(await visitBare(VISITS), 0.5)
  const few = await measure(reports / 10)
  const many = await measure(reports)
  const growth = QUERIES.map((path) => many.queries.get(path)! / few.queries.get(path)!)
  const figures = {
    // what else the machine does falls on every figure
    loadBefore,
    loadAfter: loadavg()[0]!,
    reports,
    barePaintMs: bareMs,
    ...many.figures,
    ...Object.fromEntries(
      Object.entries(few.figures).map(([name, value]) => [`tenth: ${name}`, value]),
    ),
  }
  const ratios = {
    queryGrowth: Math.max(...growth),
    paintOverBare: many.slowestPaintMs / bareMs,
    paintGrowth: many.slowestPaintMs / few.slowestPaintMs,
  }
  const measured = { ...figures, ...ratios }
  return { name: 'console', figures, ratios, goals: GOALS, held: meetsGoals(measured, GOALS) }
}

type Measured = {
  figures: Record<string, Figure>
  queries: ReadonlyMap<string, number>
  slowestPaintMs: number
}

async function measure(reports: number): Promise<Measured> {
  const written = Promise.withResolvers<Seeded>()
  await using world = await openWorld(reports, DENSITY, async (f, db) => {
    written.resolve(await fillConsole(f, db))
  })
  const seeded = await written.promise
  console.error(`console: ${reports} reports and ${world.takedowns} takedowns written`)
  const life = await world.start()
  const ids = await pageIds(world, seeded)
  const queries = await askAll(world)
  const site = {
    url: world.url,
    pathOf: (page: BenchPage) => pathOf(page, ids),
    cookieOf: cookiesOf(world, seeded),
  }
  const pages = await visitAll(site, PAGES, ({ press }) => (press ? WORKED : VISITS))
  if (!(await life.stop())) throw new Error(`Stopping the api process: ${life.words()}`)
  const lines = [...pages].map(([page, { first, visits }]) => {
    const paints = visits.map(({ paintMs }) => paintMs)
    const kilobytes = Math.max(...visits.map(({ bytes }) => bytes)) / 1000
    const answerMs = quantile(
      visits.map((one) => one.answerMs),
      0.5,
    )
    const medianMs = quantile(paints, 0.5)
    const tabs = visits.flatMap(({ newTabMs }) => newTabMs ?? [])
    const newTabMs = tabs.length === 0 ? null : quantile(tabs, 0.5)
    return {
      page,
      firstMs: first.newTabMs ?? first.paintMs,
      medianMs,
      answerMs,
      newTabMs,
      kilobytes,
      paints,
    }
  })
  const shown = lines.filter(({ page }) => !page.apart)
  const apart = lines.filter(({ page }) => page.apart)
  const slowestPaintMs = Math.max(...shown.map(({ medianMs }) => medianMs))
  const figures = {
    takedowns: world.takedowns,
    databaseMegabytes: world.databaseBytes / 1e6,
    slowestPaintMs,
    slowestAnswerMs: Math.max(...shown.map(({ answerMs }) => answerMs)),
    slowestNewTabMs: Math.max(...shown.map(({ newTabMs }) => newTabMs ?? 0)),
    slowestFirstPaintMs: Math.max(...shown.map(({ firstMs }) => firstMs)),
    heaviestKilobytes: Math.max(
      ...lines.filter(({ page }) => !page.mayBeLong).map(({ kilobytes }) => kilobytes),
    ),
    slowestQueryMs: Math.max(...queries.values()),
    ...Object.fromEntries(apart.map(({ page, medianMs }) => [page.apart!, medianMs])),
    ...Object.fromEntries(
      lines.map(({ page, firstMs, medianMs, answerMs, newTabMs, kilobytes, paints }) => [
        `page ${page.name}`,
        `${medianMs.toFixed(0)} ms to the first words, at most ${Math.max(...paints).toFixed(0)}, its last byte after ${answerMs.toFixed(0)}; in a new tab ${newTabMs?.toFixed(0) ?? '-'}, first of all ${firstMs.toFixed(0)}; ${kilobytes.toFixed(1)} kB`,
      ]),
    ),
    ...Object.fromEntries(
      [...queries].map(([path, ms]) => [`query ${path}`, `${ms.toFixed(1)} ms`]),
    ),
  }
  return { figures, queries, slowestPaintMs }
}

/** Signs a reader in; whoever opened the link of a notice has answered as well. */
const cookiesOf =
  (world: World, seeded: Seeded) =>
  async (reader: Reader): Promise<string> => {
    if (reader === 'nobody') return ''
    if (reader === 'police') return world.signIn(reader, { authority: BENCH_AUTHORITY })
    if (reader === 'provider') return world.signIn(reader, { provider: seeded.own })
    if (reader !== 'told') return world.signIn(reader)
    const code = await linkOfNotice(world.db, world.crypto, seeded.notice)
    const opened = await post(world, '/reply', { code })
    const cookie = opened.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const notice = opened.headers.get('location') ?? ''
    await post(
      world,
      notice.replace('notice', 'answers'),
      { id: newId(), answer: 'acknowledged' },
      cookie,
    )
    return cookie
  }

async function post(
  { url }: World,
  path: string,
  fields: Record<string, string>,
  cookie = '',
): Promise<Response> {
  const answer = await fetch(url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(fields),
  })
  if (answer.status !== 303)
    throw new Error(
      `Opening a notice: status ${answer.status} ${(await answer.text())
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 1500)}`,
    )
  return answer
}

/** The median of what each takes, milliseconds, after some that nobody counts. */
async function askAll({ url, bearer }: World): Promise<Map<string, number>> {
  const medians = new Map<string, number>()
  for (const path of QUERIES) {
    const taken: number[] = []
    for (let n = 0; n < WARM_UP + ASKED; n++) {
      const from = performance.now()
      const answer = await fetch(url + path, { headers: { authorization: bearer.supervisor } })
      await answer.arrayBuffer()
      if (answer.status !== 200) {
        throw new Error(`Asking for figures: status ${answer.status} of ${path}`)
      }
      if (n >= WARM_UP) taken.push(performance.now() - from)
    }
    medians.set(path, quantile(taken, 0.5))
  }
  return medians
}
