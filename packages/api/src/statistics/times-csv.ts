import { csvLine } from '@nightlight/contract'
import { AGE_BOUNDS, SHARE_HOURS } from '@nightlight/notices'
import type { TimesShown } from '../routes/takedown-times-routes.ts'
import { clocksOf, isOfMatches } from './figure-names.ts'

const HOUR_MS = 3_600_000

type Line = Pick<
  TimesShown,
  'n' | 'ended' | 'open' | 'closed' | 'before' | 'medianMs' | 'p90Ms' | 'within'
>
const BANDS = [...AGE_BOUNDS, null]
const bandName = (bound: number | null): string =>
  bound === null ? 'older' : `up_to_${bound}_hours`

/**
 * Of these a spreadsheet makes figures again: times in hours, shares from 0 to 1, nothing where nothing is known or too few are
 * told of.
 */
export function timesCsv(shown: TimesShown): string {
  const { from, to } = clocksOf(shown.measure)
  const head = [
    'clock',
    'from_clock',
    'to_clock',
    'from',
    'to',
    'as_of',
    'group_by',
    'group',
    'n',
    'ended',
    'open',
    'closed',
    'before',
    'median_hours',
    'p90_hours',
    ...SHARE_HOURS.map((bound) => `within_${bound}_hours`),
    // as the strip of ages has it; of all together alone
    ...BANDS.map((bound) => `open_${bandName(bound)}`),
    'look_gap_median_hours',
    'look_gap_p90_hours',
    'watched_hours',
    // what is in no number of this line; of steps that begin before the decision alone
    'items_are',
    'undecided_matches',
    ...BANDS.map((bound) => `undecided_${bandName(bound)}`),
    // of matches alone; what a rule decided is in no number of this line either
    'confirmed',
    'rejected',
    'decided_by_rule',
  ]
  const clocks = [from, to]
  const period = [shown.since, shown.until, shown.asOf].map((at) => at.toISOString())
  const count = (n: number | null | undefined): string => String(n ?? '')
  const line = (by: string, name: string, times: Line): string[] => [
    shown.measure,
    ...clocks,
    ...period,
    by,
    name,
    count(times.n),
    count(times.ended),
    count(times.open),
    count(times.closed),
    count(times.before),
    hours(times.medianMs),
    hours(times.p90Ms),
    ...SHARE_HOURS.map(
      (bound) => times.within.find((one) => one.hours === bound)?.share?.toFixed(4) ?? '',
    ),
  ]
  const all = [
    ...line('', 'all', shown),
    ...BANDS.map((_, band) => count(shown.ages[band]?.count)),
    hours(shown.gap?.medianMs ?? null),
    hours(shown.gap?.p90Ms ?? null),
    shown.n === null || shown.n === 0 ? '' : hours(shown.watchedMs),
    isOfMatches(shown.measure)
      ? 'matches for a person'
      : shown.waiting
        ? 'takedowns only'
        : 'takedowns',
    count(shown.waiting?.n),
    ...BANDS.map((_, band) => count(shown.waiting?.ages[band]?.count)),
    count(shown.decisions?.confirmed),
    count(shown.decisions?.rejected),
    count(shown.decisions?.byRule),
  ]
  const lines = [
    head,
    all,
    ...shown.groups.map((group) => line(shown.by ?? '', group.name, group)),
    ...othersOf(shown).map((cells) => [shown.measure, ...clocks, ...period, ...cells]),
  ]
  return lines.map((cells) => csvLine(head.map((_, at) => cells[at] ?? ''))).join('')
}

/** What is in no line of its own: how many groups, and of how many items unless they are too few to tell. */
const othersOf = ({ by, others }: TimesShown): string[][] =>
  others ? [[by ?? '', `${others.groups} others`, String(others.n ?? '')]] : []

const hours = (ms: number | null): string => (ms === null ? '' : (ms / HOUR_MS).toFixed(2))
