import { csvLine } from '@nightlight/contract'
import {
  AGE_BOUNDS,
  type AgeBands,
  type Deliveries,
  type OpenAges,
  type Resurfacing,
  type Reversals,
  type SeenWhere,
} from '@nightlight/notices'

type Cell = string | number | null
const lines = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => csvLine(row.map((cell) => (cell === null ? null : String(cell))))).join('')
const share = (value: number | null): string | null => (value === null ? null : value.toFixed(4))

/** Open items by age since T6, and the shares of the greatest; as of one moment. */
export function openCsv({ asOf, providers, concentration, ...all }: OpenAges): string {
  const bounds = [...AGE_BOUNDS.map((hours) => `up_to_${hours}_hours`), 'older']
  const line = (group: string, name: string, one: AgeBands): Cell[] => [
    asOf.toISOString(),
    group,
    name,
    one.open,
    one.ages.length === 0 ? null : one.untold,
    ...bounds.map((_, band) => one.ages[band]?.count ?? null),
  ]
  const top = (['provider', 'host'] as const).flatMap((of) =>
    concentration[of].top.map(({ most, share: part }) => [
      asOf.toISOString(),
      'share_of_greatest',
      `${of} ${most}`,
      share(part),
    ]),
  )
  return lines([
    ['as_of', 'group_by', 'group', 'open', 'not_told', ...bounds],
    line('', 'all', all),
    ...providers.map((one) => line('provider', one.name, one)),
    ...top,
  ])
}

const DELIVERED = [
  'written',
  'waiting',
  'accepted',
  'bounced',
  'refused',
  'answered',
  'unanswered',
] as const

/** Letters by month and by channel. */
export function deliveryCsv({ asOf, since, until, months, channels }: Deliveries): string {
  const period = [since, until, asOf].map((at) => at.toISOString())
  return lines([
    ['from', 'to', 'as_of', 'group_by', 'group', ...DELIVERED],
    ...months.map((one) => [...period, 'month', one.month, ...DELIVERED.map((part) => one[part])]),
    ...channels.map((one) => [
      ...period,
      'channel',
      one.channel,
      ...DELIVERED.map((part) => one[part]),
    ]),
  ])
}

/** Shares from 0 to 1 with their 95 % interval; nothing where nothing was watched for so long, or too few are not told of. */
export function resurfacingCsv(shown: Resurfacing, where: SeenWhere = 'same'): string {
  const { asOf, since, until, providers } = shown
  const period = [since, until, asOf].map((at) => at.toISOString())
  const line = (
    group: string,
    name: string,
    one: Pick<Resurfacing, 'n' | 'again' | 'watched' | 'closed' | 'within'>,
  ) => [
    'T10',
    where === 'same' ? 'T11' : 'first_seen_elsewhere',
    ...period,
    group,
    name,
    one.n,
    one.again,
    one.watched,
    one.closed,
    ...one.within.flatMap((part) => [share(part.share), share(part.low), share(part.high)]),
  ]
  const head = shown.within.flatMap(({ days }) => [
    `within_${days}_days`,
    `within_${days}_days_low`,
    `within_${days}_days_high`,
  ])
  return lines([
    [
      'from_clock',
      'to_clock',
      'from',
      'to',
      'as_of',
      'group_by',
      'group',
      'n',
      'again',
      'watched',
      'closed',
      ...head,
    ],
    line('', 'all', shown),
    ...providers.map((one) => line('provider', one.name, one)),
  ])
}

/** What was taken back, a line for each month. */
export function reversalCsv({ asOf, since, until, months }: Reversals): string {
  const period = [since, until, asOf].map((at) => at.toISOString())
  return lines([
    [
      'from',
      'to',
      'as_of',
      'month',
      'decisions_reversed',
      'decisions',
      'decisions_undone',
      'disputes_upheld',
      'disputes_decided',
      'retractions_sent',
    ],
    ...months.map((one) => [
      ...period,
      one.month,
      one.decisions,
      one.decided,
      one.undone,
      one.disputes,
      one.disputesDecided,
      one.retractions,
    ]),
  ])
}
