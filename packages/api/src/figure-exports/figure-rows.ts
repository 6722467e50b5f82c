import { FEWEST, type Lasting } from '@nightlight/notices'
import type { ContentOf, ExportContent } from './export-content.ts'

/** One figure. `value` is null where it is not known, which `missing` says why of. */
export type FigureRow = {
  /** Name of its text. */
  field: string
  /** Name of its definition. */
  how: string
  /** Of whom, where it is of one provider. */
  provider: string | null
  /** Of what: a code, or a number of hours. */
  of: string | null
  value: number | null
  unit: 'count' | 'share' | 'hours'
  /** The two clocks that it lies between. */
  clocks: string | null
  missing: 'not-recorded' | 'not-watched' | 'not-reached' | 'too-few' | null
}

const HOUR_MS = 3_600_000
const FEW = { value: null, missing: 'too-few' } as const

const row = (field: string, value: number | null, rest: Partial<FigureRow> = {}): FigureRow => ({
  field,
  how: field,
  provider: null,
  of: null,
  value,
  unit: 'count',
  clocks: null,
  missing: null,
  ...rest,
})

/** A time in hours, two digits. */
const hours = (field: string, ms: number | null, rest: Partial<FigureRow>): FigureRow =>
  row(field, ms === null ? null : Math.round((ms / HOUR_MS) * 100) / 100, {
    unit: 'hours',
    missing: ms === null ? 'not-reached' : null,
    ...rest,
  })

const shares = (field: string, { within }: Lasting, clocks: string): FigureRow[] =>
  within.map((one) =>
    row(field, one.share, {
      of: String(one.hours),
      unit: 'share',
      clocks,
      missing: one.share === null ? 'not-watched' : null,
    }),
  )

/** What the content does not tell, being of fewer than ten items. */
const unlessFew = ({ ended }: Lasting, rows: readonly FigureRow[]): FigureRow[] =>
  rows.map((one) => (ended === null ? { ...one, ...FEW } : one))

/** Figures whose definition is another one since a version: files of before keep their words. */
const DEFINED_ANEW: Readonly<Record<string, number>> = {
  'items-confirmed': 4,
  'dsa-notices': 4,
  'dsa-items': 4,
  'dsa-median': 4,
  'letter-resurfaced': 5,
}

/** All figures of a content, in the order in which they are read. */
export function figureRows(content: ExportContent): FigureRow[] {
  return rowsOf(content).map((one) => {
    const since = DEFINED_ANEW[one.field]
    return since !== undefined && content.version >= since
      ? { ...one, how: `${one.field}-${since}` }
      : one
  })
}

function rowsOf(content: ExportContent): FigureRow[] {
  if (content.kind === 'inhope') return inhopeRows(content)
  return content.kind === 'dsa' ? dsaRows(content) : letterRows(content)
}

function inhopeRows({ figures }: ContentOf<'inhope'>): FigureRow[] {
  const { removal, removalAfterNotice: told } = figures
  const report = { clocks: 'T0-T9' }
  return [
    row('reports-received', figures.reports),
    row('items-confirmed', figures.confirmed, { clocks: 'T3' }),
    row('items-withdrawn', figures.withdrawn, { clocks: 'T3' }),
    ...figures.byClass.map((one) => row('items-by-class', one.items, { of: one.class })),
    ...figures.byCountry.map((one) =>
      row('hosting-country', one.items, { of: one.country ?? '?' }),
    ),
    row('site-type', null, { missing: 'not-recorded' }),
    row('victims', null, { missing: 'not-recorded' }),
    row('ntd-items', removal.n, report),
    ...unlessFew(removal, [
      row('ntd-open', removal.open, report),
      row('ntd-closed', removal.closed, report),
      ...removal.within.map((one) =>
        row('ntd-within', one.ended, { of: String(one.hours), ...report }),
      ),
      ...shares('ntd-share', removal, 'T0-T9'),
      hours('ntd-median', removal.medianMs, report),
      hours('ntd-p90', removal.p90Ms, report),
    ]),
    row('notice-items', told.n, { clocks: 'T6-T9' }),
    ...unlessFew(told, [
      row('notice-before', told.before, { clocks: 'T6-T9' }),
      ...shares('notice-share', told, 'T6-T9'),
      hours('notice-median', told.medianMs, { clocks: 'T6-T9' }),
    ]),
    row('to-police', figures.toPolice, { clocks: 'T4' }),
    row('to-iccam', figures.toIccam, { clocks: 'T4' }),
    row('to-provider', figures.toProvider, { clocks: 'T6' }),
    row('resurfaced', figures.resurfaced, { clocks: 'T11' }),
  ]
}

function dsaRows({ figures, providers }: ContentOf<'dsa'>): FigureRow[] {
  type Told = Pick<(typeof figures.providers)[number], 'notices' | 'items' | 'byClass' | 'byAction'>
  const counts = (told: Told, provider: string | null): FigureRow[] => [
    row('dsa-notices', told.notices, { provider, clocks: 'T6' }),
    row('dsa-items', told.items, { provider, clocks: 'T6' }),
    ...told.byClass.map((one) => row('dsa-by-class', one.items, { provider, of: one.class })),
    ...told.byAction.map((one) => row('dsa-by-action', one.items, { provider, of: one.action })),
  ]
  const { removal } = figures
  const times = [
    ...shares('dsa-share', removal, 'T6-T9'),
    hours('dsa-median', removal.medianMs, { clocks: 'T6-T9' }),
  ]
  return [
    ...counts(figures, null),
    ...(isSmall(removal) ? times.map((one) => ({ ...one, ...FEW })) : times),
    ...figures.providers.flatMap((one) => {
      const provider = providers[one.providerId]?.name ?? one.providerId
      const median = hours('dsa-median', one.medianMs, { provider, clocks: 'T6-T9' })
      const isTold = !isSmall({ n: one.timed ?? one.items })
      return [...counts(one, provider), isTold ? median : { ...median, ...FEW }]
    }),
  ]
}

function letterRows({ figures }: ContentOf<'provider'>): FigureRow[] {
  const clocks = { clocks: 'T6-T9' }
  const times = [
    hours('letter-median', figures.removal.medianMs, clocks),
    hours('letter-p90', figures.removal.p90Ms, clocks),
    ...shares('letter-within', figures.removal, 'T6-T9'),
  ].map((one) => (isSmall(figures.removal) ? { ...one, ...FEW } : one))
  const others = hours('letter-others', figures.others?.medianMs ?? null, clocks)
  return [
    row('letter-items', figures.items, { clocks: 'T6' }),
    row('letter-notices', figures.notices),
    row('letter-bounced', figures.bounced),
    row('letter-removed', figures.removed, { clocks: 'T10' }),
    ...(figures.moved === undefined ? [] : [row('letter-moved', figures.moved)]),
    row('letter-open', figures.open),
    ...times,
    row('letter-resurfaced', figures.resurfaced, { clocks: 'T11' }),
    figures.others === null ? { ...others, ...FEW } : others,
  ]
}

/**
 * Whether times and shares are not told because they are of so few.
 *
 * @param times  `n` is of how many items they are: what was gone before its notice is none of them
 */
export const isSmall = ({ n }: { n: number }): boolean => n < FEWEST
