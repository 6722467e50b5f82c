import type { Verdict } from '@nightlight/contract'

/** Looks that found it gone, one after the other, and what is known of those before them. */
export type Negatives = {
  /** Of the row. */
  first: Date
  last: Date
  /** Looks of the row; 0 once it is broken, so that the next one begins another. */
  count: number
  /** Names of the vantage points that looked, each once; absent in what was stored before they counted. */
  from?: readonly string[]
  /** First look that found it gone since it was last seen; absent in what was stored before rows could break. */
  since?: Date
  /** Rows that broke since then. */
  breaks?: number
}

/** A row of which it is not known that no other look lay within it proves nothing. */
export const beginsRow = (before: Negatives | null): boolean =>
  before === null || before.count === 0 || before.since === undefined

/** The row of negative looks, with one more. */
export function withNegative(before: Negatives | null, at: Date, from?: string): Negatives {
  const row = before !== null && !beginsRow(before) ? before : null
  const points = new Set(row?.from)
  if (from !== undefined) points.add(from)
  return {
    first: row?.first ?? at,
    last: at,
    count: (row?.count ?? 0) + 1,
    from: [...points],
    since: before?.since ?? before?.first ?? at,
    breaks: before?.breaks ?? 0,
  }
}

/** The row after a look that might have seen the content and could not tell. */
export const broken = (before: Negatives): Negatives => ({
  ...before,
  count: 0,
  from: [],
  since: before.since ?? before.first,
  breaks: (before.breaks ?? 0) + (before.count > 0 ? 1 : 0),
})

/** What kept a look from reaching a host: it says nothing, not even that somebody hides something. */
const UNREACHED: ReadonlySet<string> = new Set([
  'host-down',
  'host-paused',
  'room-busy',
  'cdn-error',
  'dns-failed',
  'tls-failed',
  'connection-lost',
  'proxy-failed',
  'proxy-refused',
  'onion-refused',
  'http-408',
  'http-429',
  'http-502',
  'http-503',
  'http-504',
])

/** Stands at the page beside the lines of the addresses that it is about. */
const OF_OTHERS = 'unread-addresses'

/**
 * Whether nothing but hosts that could not be reached kept a look from telling.
 *
 * @param detail  all lines of the look, those of other hosts included
 */
export function couldNotReach(detail: readonly { outcome: Verdict; code: string }[]): boolean {
  const open = detail.filter(({ outcome, code }) => outcome === 'unknown' && code !== OF_OTHERS)
  return open.length > 0 && open.every(({ code }) => UNREACHED.has(code))
}
