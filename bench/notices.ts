import { loadavg } from 'node:os'
import type { BenchOptions, BenchResult } from '../scripts/measurement.ts'
import { meetsGoals } from './goals.ts'
import { measureHandOver } from './notices/hand-over.ts'
import { DUE, measureSweep } from './notices/sweep.ts'

export const needs = ['postgres'] as const

const PROVIDERS = 2_000
const NOTICES = 10_000
/** A quick run is too short to tell how fast notices go out: its first ones wait for a start. */
const QUICK_GOALS = { sweepMs: 1_000, sweepGrowth: 2 }
const GOALS = { ...QUICK_GOALS, firstSweepMs: 2_000, handOverMs: 120_000 }

/**
 * Measures how the notices process keeps up: its sweep over 100,000 open takedowns at 2,000 providers against the same
 * over 10,000, with the same thousand things due, and 10,000 notices that are composed, rendered, held against the XARF
 * schema and handed to a local mail server with its ledger.
 *
 * `sweepGrowth` is what ten times as many open takedowns make of a sweep. All of it runs on the same cores.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const loadBefore = loadavg()[0]!
  const open = quick ? 20_000 : 100_000
  const fewer = await measureSweep(open / 10, PROVIDERS)
  const all = await measureSweep(open, PROVIDERS)
  console.error(`notices: a sweep takes ${Math.round(all.usualMs)} ms`)
  const { notices, ...handOver } = await measureHandOver(quick ? NOTICES / 20 : NOTICES)
  const figures = {
    // what else the machine does falls on every figure
    loadBefore,
    loadAfter: loadavg()[0]!,
    open,
    providers: PROVIDERS,
    due: Object.values(DUE).reduce((sum, count) => sum + count, 0),
    sweepMs: all.usualMs,
    sweepSlowestMs: all.slowestMs,
    firstSweepMs: all.firstMs,
    idleSweepMs: all.idleMs,
    tenthOpenSweepMs: fewer.usualMs,
    tenthOpenIdleSweepMs: fewer.idleMs,
    notices,
    ...handOver,
    secondsForAll: NOTICES / handOver.noticesPerSecond,
  }
  const ratios = {
    sweepGrowth: all.usualMs / fewer.usualMs,
    idleSweepGrowth: all.idleMs / fewer.idleMs,
  }
  const goals = quick ? QUICK_GOALS : GOALS
  const isRight = handOver.copies === 0 && handOver.invalid === 0
  return {
    name: 'notices',
    figures,
    ratios,
    goals,
    held: isRight && meetsGoals({ ...figures, ...ratios }, goals),
  }
}
