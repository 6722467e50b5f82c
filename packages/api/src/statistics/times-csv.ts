import { csvLine } from '@nightlight/contract'
import { MEASURES, type TakedownTimes, type Times } from '@nightlight/notices'

const HOUR_MS = 3_600_000

/** Of these a spreadsheet makes figures again: times in hours, shares from 0 to 1, nothing where nothing is known. */
export function timesCsv(shown: TakedownTimes): string {
  const { from, to } = MEASURES[shown.measure]
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
    ...shown.within.map(({ hours: bound }) => `within_${bound}_hours`),
    // as the strip of ages has it; of all together alone
    ...shown.ages.map(({ hours: bound }) =>
      bound === null ? 'open_older' : `open_up_to_${bound}_hours`,
    ),
    'look_gap_median_hours',
    'look_gap_p90_hours',
  ]
  const clocks = [from.toUpperCase(), to.toUpperCase()]
  const period = [shown.since, shown.until, shown.asOf].map((at) => at.toISOString())
  const line = (by: string, name: string, times: Times): string[] => [
    shown.measure,
    ...clocks,
    ...period,
    by,
    name,
    String(times.n),
    String(times.ended),
    String(times.open),
    String(times.closed),
    String(times.before),
    hours(times.medianMs),
    hours(times.p90Ms),
    ...times.within.map(({ share }) => (share === null ? '' : share.toFixed(4))),
  ]
  const all = [
    ...line('', 'all', shown),
    ...shown.ages.map(({ count }) => String(count)),
    hours(shown.gap?.medianMs ?? null),
    hours(shown.gap?.p90Ms ?? null),
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
const othersOf = ({ by, others }: TakedownTimes): string[][] =>
  others ? [[by ?? '', `${others.groups} others`, String(others.n ?? '')]] : []

const hours = (ms: number | null): string => (ms === null ? '' : (ms / HOUR_MS).toFixed(2))
