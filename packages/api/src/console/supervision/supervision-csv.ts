import { csvLine } from '@nightlight/contract'
import {
  AGE_BOUNDS,
  type AgeBands,
  type Deliveries,
  type Delivered,
  type OpenAges,
  type Resurfacing,
  type Reversals,
  type SeenWhere,
} from '@nightlight/notices'

type Cell = string | number | null
/** Each as wide as the head. */
const lines = ([head = [], ...rows]: readonly (readonly Cell[])[]): string =>
  [head, ...rows]
    .map((row) => csvLine(head.map((_, at) => (row[at] == null ? null : String(row[at])))))
    .join('')
const share = (value: number | null): string | null => (value === null ? null : value.toFixed(4))

/** What is in no line of its own: how many groups, and of how many items unless they are too few to tell. */
const rest = (groups: number, n: number | null): Cell[] => [`${groups} others`, n]

/** Open items by age since T6, and the shares of the greatest; as of one moment. */
export function openCsv(shown: OpenAges): string {
  const { asOf, providers, concentration, upAgain, others, ...all } = shown
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
    ...(others ? [[asOf.toISOString(), 'provider', ...rest(others.providers, others.open)]] : []),
    ...top,
    // in none of the lines above: what was seen again after it had gone is not counted among what never went
    [asOf.toISOString(), 'seen_again_and_up_now', 'all', upAgain],
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

/** Letters by month and by channel, and hand-overs to the police, which are none of them, by month. */
export function deliveryCsv(shown: Deliveries): string {
  const { months, handOvers, channels, others } = shown
  const period = [shown.since, shown.until, shown.asOf].map((at) => at.toISOString())
  const line = (by: string, group: string, one: Delivered): Cell[] => [
    ...period,
    by,
    group,
    ...DELIVERED.map((part) => one[part]),
  ]
  return lines([
    ['from', 'to', 'as_of', 'group_by', 'group', ...DELIVERED],
    ...months.map((one) => line('month', one.month, one)),
    ...channels.map((one) => line('channel', one.channel, one)),
    ...(others ? [[...period, 'channel', 'others', others.written]] : []),
    ...handOvers.map((one) => line('police_hand_over_month', one.month, one)),
  ])
}

/** Shares from 0 to 1 with their 95 % interval; nothing where nothing was watched for so long, or too few are not told of. */
export function resurfacingCsv(shown: Resurfacing, where: SeenWhere = 'same'): string {
  const { asOf, since, until, providers, others } = shown
  const period = [since, until, asOf].map((at) => at.toISOString())
  const clocks = ['T10', where === 'same' ? 'T11' : 'first_seen_elsewhere']
  const line = (
    group: string,
    name: string,
    one: Pick<Resurfacing, 'n' | 'again' | 'watched' | 'closed' | 'within'>,
  ) => [
    ...clocks,
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
    ...(others ? [[...clocks, ...period, 'provider', ...rest(others.providers, others.n)]] : []),
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
