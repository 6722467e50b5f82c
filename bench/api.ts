import { loadavg } from 'node:os'
import type { BenchOptions, BenchResult, Figure } from '../scripts/measurement.ts'
import { createDraw } from '../trial/api-fuzz/draw.ts'
import { processMemory } from '../trial/damaged-images/process-memory.ts'
import { offer, quantile, type Load } from './api/load.ts'
import { createMix } from './api/mix.ts'
import { openWorld, type World } from './api/world.ts'
import { meetsGoals } from './goals.ts'

const REPORTS = 1_000_000
/** So few that a database counts as empty, and enough that every route has something to answer. */
const FEW_REPORTS = 100
const PER_SECOND = 200
/** Until each connection has planned what is asked most; the time after a start is a figure of its own. */
const WARM_SECONDS = 30
const SEED = 1
const GOALS = { p99Ms: 50, answeredPerSecond: PER_SECOND * 0.97 }

/**
 * Measures 200 mixed reads a second over the real api process and a durable Postgres, with a year of a million reports and
 * five million sightings, and the same on a database that is all but empty. Callers come whether or not others were
 * answered, and their time counts from when they came. Postgres, the api process and the callers share the cores.
 *
 * `ratio...` is what the full database makes of the empty one's time.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const loadBefore = loadavg()[0]!
  const seconds = quick ? 30 : 120
  const reports = quick ? REPORTS / 10 : REPORTS
  const few = await measure(FEW_REPORTS, seconds)
  const many = await measure(reports, seconds)
  const figures = {
    // what else the machine does falls on every figure
    loadBefore,
    loadAfter: loadavg()[0]!,
    reports,
    sightings: reports * 5,
    ...many.figures,
    ...named('empty', few.figures),
  }
  const ratios = {
    ratioP50: many.times.p50Ms / few.times.p50Ms,
    ratioP95: many.times.p95Ms / few.times.p95Ms,
    ratioP99: many.times.p99Ms / few.times.p99Ms,
  }
  const isRight = many.load.errors === 0 && few.load.errors === 0
  return {
    name: 'api',
    figures,
    ratios,
    goals: GOALS,
    held: isRight && meetsGoals({ ...figures, ...ratios }, GOALS),
  }
}

type Times = { p50Ms: number; p95Ms: number; p99Ms: number; maxMs: number }
type Measured = { figures: Record<string, Figure>; times: Times; load: Load }

async function measure(reports: number, seconds: number): Promise<Measured> {
  const began = performance.now()
  await using world = await openWorld(reports)
  const filledSeconds = (performance.now() - began) / 1000
  console.error(`api: ${reports} reports written in ${Math.round(filledSeconds)} s`)
  const life = await world.start()
  const firstCountMs = await firstCount(world)
  const cookie = await world.signIn()
  const draw = createDraw(SEED)
  const chance = (): number => draw.below(1_000_000) / 1_000_000
  const next = createMix(world, cookie, draw)
  const warming = await offer(world.url, next, {
    perSecond: PER_SECOND,
    seconds: WARM_SECONDS,
    chance,
  })
  const load = await offer(world.url, next, { perSecond: PER_SECOND, seconds, chance })
  for (const [what, count] of load.statuses) console.error(`api: ${count} × ${what}`)
  const memory = processMemory(world.apiProcess())
  if (!(await life.stop())) throw new Error(`Stopping the api process: ${life.words()}`)
  const all = [...load.byRoute.values()].flat()
  const times = timesOf(all)
  const byRoute = [...load.byRoute].sort(([a], [b]) => a.localeCompare(b))
  const figures = {
    filledSeconds,
    databaseMegabytes: world.databaseBytes / 1e6,
    takedowns: world.takedowns,
    firstCountMs,
    afterStartP99Ms: timesOf([...warming.byRoute.values()].flat()).p99Ms,
    requests: all.length,
    errors: load.errors,
    answeredPerSecond: all.length / load.seconds,
    ...times,
    apiMegabytes: memory?.highWater ?? Number.NaN,
    ...Object.fromEntries(byRoute.map(([route, taken]) => [route, routeLine(taken)])),
  }
  return { figures, times, load }
}

/** What somebody waits who asks for the counts before anybody else did, milliseconds. */
async function firstCount({ url, bearer }: World): Promise<number> {
  const from = performance.now()
  const answer = await fetch(`${url}/v1/statistics/overview`, {
    headers: { authorization: bearer.supervisor },
  })
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`Counting for the first time: status ${answer.status}`)
  return performance.now() - from
}

const timesOf = (taken: readonly number[]): Times => ({
  p50Ms: quantile(taken, 0.5),
  p95Ms: quantile(taken, 0.95),
  p99Ms: quantile(taken, 0.99),
  maxMs: Math.max(...taken),
})

function routeLine(taken: readonly number[]): string {
  const { p50Ms, p95Ms, p99Ms, maxMs } = timesOf(taken)
  const [p50, p95, p99, max] = [p50Ms, p95Ms, p99Ms, maxMs].map((ms) => ms.toFixed(1))
  return `${taken.length} requests, ms: p50 ${p50}, p95 ${p95}, p99 ${p99}, max ${max}`
}

const named = (prefix: string, figures: Readonly<Record<string, Figure>>): Record<string, Figure> =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name.includes(' ') ? `${prefix}: ${name}` : prefix + name[0]!.toUpperCase() + name.slice(1),
      value,
    ]),
  )
