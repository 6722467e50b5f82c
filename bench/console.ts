import { loadavg } from 'node:os'
import type { BenchOptions, BenchResult, Figure } from '../scripts/measurement.ts'
import { quantile } from './api/load.ts'
import { openWorld, type World } from './api/world.ts'
import { benchPages, QUERIES } from './console/pages.ts'
import { visitAll } from './console/visits.ts'
import { meetsGoals } from './goals.ts'

const REPORTS = 1_000_000
/** Some 200,000 takedowns and 5 million checks of a million reports. */
const DENSITY = { matchEvery: 20, checksEach: 25 }
const VISITS = 7
const ASKED = 9
const WARM_UP = 3
const GOALS = { slowestPaintMs: 300, heaviestKilobytes: 100, slowestQueryMs: 200, queryGrowth: 2 }

/**
 * Measures every page of the console in Chromium, and what pages of figures ask for, with a year of a million reports, and
 * the same with a tenth of it. Each page is looked at with an empty cache; a page counts by the median of seven looks, its first look
 * after the start by itself. Postgres, the api process and the browser share the cores.
 *
 * `growth...` is what ten times as much makes of the time.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const loadBefore = loadavg()[0]!
  const reports = quick ? REPORTS / 10 : REPORTS
  const few = await measure(reports / 10)
  const many = await measure(reports)
  const growth = QUERIES.map((path) => many.queries.get(path)! / few.queries.get(path)!)
  const figures = {
    // what else the machine does falls on every figure
    loadBefore,
    loadAfter: loadavg()[0]!,
    reports,
    ...many.figures,
    ...Object.fromEntries(
      Object.entries(few.figures).map(([name, value]) => [`tenth: ${name}`, value]),
    ),
  }
  const ratios = {
    queryGrowth: Math.max(...growth),
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
  await using world = await openWorld(reports, DENSITY)
  console.error(`console: ${reports} reports and ${world.takedowns} takedowns written`)
  const life = await world.start()
  const queries = await askAll(world)
  const pages = await visitAll(world, benchPages(world.amounts), VISITS)
  if (!(await life.stop())) throw new Error(`Stopping the api process: ${life.words()}`)
  const lines = [...pages].map(([name, { first, visits }]) => {
    const paints = visits.map(({ paintMs }) => paintMs)
    const kilobytes = Math.max(...visits.map(({ bytes }) => bytes)) / 1000
    return { name, firstMs: first.paintMs, medianMs: quantile(paints, 0.5), kilobytes, paints }
  })
  const slowestPaintMs = Math.max(...lines.map(({ medianMs }) => medianMs))
  const figures = {
    takedowns: world.takedowns,
    databaseMegabytes: world.databaseBytes / 1e6,
    slowestPaintMs,
    slowestFirstPaintMs: Math.max(...lines.map(({ firstMs }) => firstMs)),
    heaviestKilobytes: Math.max(...lines.map(({ kilobytes }) => kilobytes)),
    slowestQueryMs: Math.max(...queries.values()),
    ...Object.fromEntries(
      lines.map(({ name, firstMs, medianMs, kilobytes, paints }) => [
        `page ${name}`,
        `${medianMs.toFixed(0)} ms to the first words, at most ${Math.max(...paints).toFixed(0)}, first ${firstMs.toFixed(0)}; ${kilobytes.toFixed(1)} kB`,
      ]),
    ),
    ...Object.fromEntries(
      [...queries].map(([path, ms]) => [`query ${path}`, `${ms.toFixed(1)} ms`]),
    ),
  }
  return { figures, queries, slowestPaintMs }
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
