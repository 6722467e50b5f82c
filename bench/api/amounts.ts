const DAY_MS = 24 * 3_600_000
const SPAN_MS = 360 * DAY_MS

export type Kind =
  | 'report'
  | 'page'
  | 'image'
  | 'media'
  | 'match'
  | 'takedown'
  | 'notice'
  | 'provider'
  | 'contact'
  | 'entry'
  | 'check'
  | 'visit'
const KINDS: readonly Kind[] = [
  'report',
  'page',
  'image',
  'media',
  'match',
  'takedown',
  'notice',
  'provider',
  'contact',
  'entry',
  'check',
  'visit',
]

/** How much of everything belongs to so many reports. */
export type Amounts = Readonly<Record<Kind | 'sightings' | keyof Density, number>>

/** Every how many-eth picture is on a list, and how often is looked at what was told of. */
export type Density = { matchEvery: number; checksEach: number }
const SPARSE: Density = { matchEvery: 50, checksEach: 3 }

export function amountsOf(reports: number, density: Density = SPARSE): Amounts {
  const sightings = reports * 5
  const page = (reports / 5) * 4
  const match = reports / density.matchEvery
  const provider = Math.max(10, reports / 500)
  return {
    report: reports,
    // every fifth report is of a page that was reported before
    page,
    image: reports,
    media: reports,
    sightings,
    visit: sightings + page + Math.floor(page / 20),
    match,
    entry: Math.max(10, reports / 100),
    provider,
    contact: provider,
    // five sightings a match; how many of them have a takedown is counted
    takedown: match * 5,
    check: match * 5 * density.checksEach,
    notice: match,
    ...density,
  }
}

/** What is written lies between here and 360 days before. */
export const END = new Date()
const FIRST_MS = END.getTime() - SPAN_MS

const stepOf = (kind: Kind, amounts: Amounts): number => SPAN_MS / amounts[kind]

/** The id of the n-th of a kind, from 0: of version 7, at its even place in the year. */
export function idOf(amounts: Amounts, kind: Kind, n: number): string {
  const ms = FIRST_MS + Math.floor(n * stepOf(kind, amounts))
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
  const all = `${hex(ms, 12)}7${hex(KINDS.indexOf(kind), 3)}8000${hex(n, 12)}`
  return all.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** The same in SQL, of an expression for n. */
export function idIn(amounts: Amounts, kind: Kind, n: string): string {
  const ms = `(${FIRST_MS} + floor((${n})::float8 * ${stepOf(kind, amounts)}::float8)::bigint)`
  const kindHex = KINDS.indexOf(kind).toString(16).padStart(3, '0')
  return `(lpad(to_hex(${ms}), 12, '0') || '7${kindHex}8000' || lpad(to_hex((${n})::bigint), 12, '0'))::uuid`
}

/** When the n-th of a kind is from, in SQL. */
export const atIn = (amounts: Amounts, kind: Kind, n: string): string =>
  `to_timestamp((${FIRST_MS} + floor((${n})::float8 * ${stepOf(kind, amounts)}::float8)) / 1000.0)`
