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
  const lines = [
    head,
    line('', 'all', shown),
    ...shown.groups.map((group) => line(shown.by ?? '', group.name, group)),
  ]
  return lines.map((cells) => csvLine(cells)).join('')
}

const hours = (ms: number | null): string => (ms === null ? '' : (ms / HOUR_MS).toFixed(2))
