import type { Verdict } from '@nightlight/contract'
import type { Axis } from './axis.ts'

export type Seen = { at: Date; verdict: Verdict }
/** A stretch of the axis, percent, in which looks said the same. */
export type Stretch = { verdict: Verdict; from: number; to: number }
/** Looks in a row that said the same. */
export type Run = { verdict: Verdict; from: Date; to: Date; checks: number }

/** So fine is the strip, percent: it has no more stretches than fit, however many looks there were. */
const GRAIN = 0.5
/** What a grain shows in which several looks differed: that it was there is never covered up. */
const WEIGHT: Record<Verdict, number> = { gone: 0, unknown: 1, present: 2 }

/** What looks say of the time from each to the next, oldest first, and of the last up to `until`. */
export function stretchesOf(seen: readonly Seen[], until: Date, axis: Axis): Stretch[] {
  const grains: Verdict[] = []
  for (const [index, { at, verdict }] of seen.entries()) {
    const first = Math.floor(axis.x(at) / GRAIN)
    const end = axis.x(seen[index + 1]?.at ?? until) / GRAIN
    const last = Math.max(first, Math.ceil(end) - 1)
    for (let grain = first; grain <= last; grain++) {
      const there = grains[grain]
      if (there === undefined || WEIGHT[verdict] > WEIGHT[there]) grains[grain] = verdict
      else if (grain > first) grains[grain] = verdict
    }
  }
  const stretches: Stretch[] = []
  grains.forEach((verdict, grain) => {
    const before = stretches.at(-1)
    const [from, to] = [grain * GRAIN, Math.min(100, (grain + 1) * GRAIN)]
    if (before?.verdict === verdict && before.to === from) before.to = to
    else stretches.push({ verdict, from, to })
  })
  return stretches
}

/** The same as a list: looks in a row that said the same are one. */
export function runsOf(seen: readonly Seen[]): Run[] {
  const runs: Run[] = []
  for (const { at, verdict } of seen) {
    const before = runs.at(-1)
    if (before?.verdict === verdict) Object.assign(before, { to: at, checks: before.checks + 1 })
    else runs.push({ verdict, from: at, to: at, checks: 1 })
  }
  return runs
}
