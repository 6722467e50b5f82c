import type { Clocks } from '../takedown.ts'

/** From which clock to which; the names are those of `Clocks`. */
export type Measure = { from: keyof Clocks; to: keyof Clocks }

/** What is measured of takedowns. Published figures of others name the clocks they use; ours do too. */
export const MEASURES = {
  /** From the first notice to first seen gone. */
  'removal-after-notice': { from: 't6', to: 't9' },
  /** From the report to first seen gone. */
  'removal-after-report': { from: 't0', to: 't9' },
  decision: { from: 't0', to: 't3' },
  forwarding: { from: 't3', to: 't4' },
  authorisation: { from: 't4', to: 't5' },
  'first-notice': { from: 't0', to: 't6' },
  acknowledgement: { from: 't6', to: 't8' },
} as const satisfies Record<string, Measure>

export type MeasureName = keyof typeof MEASURES

/** Nobody has to be told, or to say, anything about what has gone and was not seen again: that ends every step but a removal. */
export const stopsWhenGone = (clock: string): clock is Exclude<MeasureName, `removal-${string}`> =>
  Object.hasOwn(MEASURES, clock) && MEASURES[clock as MeasureName].to !== 't9'

/** The same as what is asked of facts. */
export const cohortOf = (measure: MeasureName) =>
  stopsWhenGone(measure)
    ? { clocks: MEASURES[measure], stops: { at: 't9', unless: 't11' } as const }
    : { clocks: MEASURES[measure], gapFrom: 'up_at' as const }
export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[]

/** What the figures are told apart by. */
export const DIMENSIONS = [
  'provider',
  'country',
  'asn',
  'registrar',
  'cdn',
  'list',
  'class',
  'channel',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Of fewer nothing is told: neither does it say much, nor could nobody be recognised in it. */
export const FEWEST = 10
/** Shares by which hotlines report, hours: the Netherlands 24, INHOPE 72 and 168, Germany 48, 168 and 672. */
export const SHARE_HOURS = [1, 24, 48, 72, 168, 672] as const
/** Bounds of the ages of what is open, hours. */
export const AGE_BOUNDS = [24, 72, 168, 672] as const
