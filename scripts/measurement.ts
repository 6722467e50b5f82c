import type { ServerName } from './test-servers.ts'

export type Figure = number | string | boolean

/** What `bench/NAME.ts` returns. */
export type BenchResult = {
  name: string
  /** Measured, with the unit in the key: `importRowsPerSecond`, `p95Ms`. */
  figures: Record<string, Figure>
  /** Measured against the baseline of the same run. */
  ratios: Record<string, Figure>
  /** What was aimed at, by the key of a figure or ratio. */
  goals: Record<string, Figure>
  held: boolean
}

/** What `trial/NAME.ts` returns. */
export type TrialResult = {
  name: string
  tried: number
  failed: number
  lost?: number
  doubled?: number
  /** One sentence or record for each failure, and what else is worth reading. */
  details: readonly unknown[]
}

export type BenchOptions = {
  quick: boolean
  /** More data than most machines have memory for. */
  large?: boolean
  /** Compares with FAISS as well, which must be installed. */
  faiss?: boolean
}
export type TrialOptions = {
  n?: number
  seed?: number
  /** Over the tests of the project instead of the trial's own work; only `log-canaries` has that. */
  suite?: boolean
  /** Of these the ones whose path has this in it. */
  only?: string
}

/** A module of `bench/` or `trial/`. */
export type Measurement<Options, Result> = {
  run(options: Options): Promise<Result>
  /** Servers to start first; TEST_DATABASE_URL and TEST_REDIS_URL name them while it runs. */
  needs?: readonly ServerName[]
}

/** A trial that tried nothing has proved nothing. */
export function trialHeld({ tried, failed, lost = 0, doubled = 0 }: TrialResult): boolean {
  return tried > 0 && failed === 0 && lost === 0 && doubled === 0
}

/** A result for people: a title, then aligned rows. */
export function benchTable(result: BenchResult): string {
  return [
    `${result.name}: ${result.held ? 'held' : 'NOT held'}`,
    ...section('figures', result.figures),
    ...section('ratios', result.ratios),
    ...section('goals', result.goals),
  ].join('\n')
}

/** A result for people: a title, then aligned rows, then at most 20 details. */
export function trialTable(result: TrialResult): string {
  const { name, details, ...counts } = result
  const shown = details.slice(0, 20).map((one) => `  ${text(one)}`)
  const more = details.length - shown.length
  return [
    `${name}: ${trialHeld(result) ? 'held' : 'NOT held'}`,
    ...section('counts', counts),
    ...(shown.length > 0 ? ['', 'details', ...shown] : []),
    ...(more > 0 ? [`  and ${more} more; see --json`] : []),
  ].join('\n')
}

function section(title: string, values: Readonly<Record<string, unknown>>): string[] {
  const rows = Object.entries(values)
  if (rows.length === 0) return []
  const width = Math.max(...rows.map(([key]) => key.length))
  return ['', title, ...rows.map(([key, value]) => `  ${key.padEnd(width)}  ${text(value)}`)]
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'number') return JSON.stringify(value)
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 10 ? 3 : 1 })
}
