import {
  isFew,
  matchTimes,
  takedownTimes,
  type FactStore,
  type MatchFactStore,
  type MatchTimes,
  type MeasureName,
  type TakedownTimes as Times,
} from '@nightlight/notices'
import { DomainError } from '@nightlight/contract'
import type { FastifyReply } from 'fastify'
import { Type, type Static } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import type { Counts } from '../counts.ts'
import { isAllowed, type Principal } from '../identity/principal.ts'
import { iso } from '../iso.ts'
import type { WaitingAges } from '../waiting-ages.ts'
import { nullable, oneOf, Problem, TEXT, Time } from '../schemas.ts'
import {
  clocksOf,
  FIGURE_GROUPS,
  FIGURE_NAMES,
  groupsOf,
  isOfMatches,
  isOneOf,
} from '../statistics/figure-names.ts'
import { timesCsv } from '../statistics/times-csv.ts'
import type { App } from '../validation.ts'

const DAY_MS = 86_400_000
const DAYS = 365
const MOST_DAYS = 3_700

const When = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?Z)?$',
  description: 'A day (UTC), or an instant; `to` takes in the whole of a day',
})
const Ms = nullable(Type.Number())
const counts = {
  n: Type.Integer({ description: 'Items of the period' }),
  ended: Type.Integer(),
  open: Type.Integer(),
  closed: Type.Integer({
    description:
      'Not waited for any more; counted for as long as they were. What was seen gone, and not again, waits for no other step',
  }),
  before: Type.Integer({ description: 'The end came first; in none of the other figures' }),
}
const lasting = {
  medianMs: Ms,
  p90Ms: Ms,
  within: Type.Array(
    Type.Object({
      hours: Type.Integer(),
      share: nullable(Type.Number({ minimum: 0, maximum: 1 })),
    }),
  ),
}
const Ages = Type.Array(Type.Object({ hours: nullable(Type.Integer()), count: Type.Integer() }))
const Gap = Type.Object({ medianMs: Ms, p90Ms: Ms })
export const TakedownTimes = Type.Object({
  clock: oneOf(FIGURE_NAMES),
  clocks: Type.Object(
    { from: Type.String(), to: Type.String() },
    {
      description:
        'The two clocks that the figures lie between, as T6 and T9; `found`, when a match was found or released',
    },
  ),
  asOf: Time,
  from: Time,
  to: Time,
  n: nullable(
    Type.Integer({
      description:
        'Items of the period; nothing is told of fewer than ten, nor of a group that does not stand by itself, to whoever may not read them',
    }),
  ),
  ended: nullable(counts.ended),
  open: nullable(counts.open),
  closed: nullable(counts.closed),
  before: nullable(counts.before),
  ...lasting,
  curve: Type.Array(
    Type.Object({
      ms: Type.Number(),
      open: Type.Number(),
      low: Type.Number(),
      high: Type.Number(),
    }),
    {
      description:
        'Share that is still open right after so long (Kaplan-Meier, 95 % interval), where it fell by 0.2 % or more',
    },
  ),
  watchedMs: Type.Number({
    description:
      'For how long anything was watched: up to there the curve stays level after its last point',
  }),
  ages: Ages,
  gap: nullable(Gap),
  group: nullable(
    oneOf(FIGURE_GROUPS, {
      description:
        'Null, too, to whoever may not see the cases, where `of` was asked for: figures of two groupings could be subtracted from each other',
    }),
  ),
  groups: Type.Array(
    Type.Object({ key: Type.String(), name: Type.String(), ...counts, ...lasting }),
  ),
  others: nullable(Type.Object({ groups: Type.Integer(), n: nullable(Type.Integer()) })),
  top: Type.Array(Type.Object({ groups: Type.Integer(), share: Type.Number() })),
  decisions: nullable(
    Type.Object(
      {
        confirmed: nullable(Type.Integer()),
        rejected: nullable(Type.Integer()),
        byRule: nullable(Type.Integer()),
      },
      {
        description:
          'Where items are matches: what the first decision of a person said, and how many a rule decided as they were found, which are in none of the other figures',
      },
    ),
  ),
  waiting: nullable(
    Type.Object(
      { asOf: Time, n: Type.Integer(), ages: Ages },
      {
        description:
          'Where items are there once they were decided to be taken down: the matches that wait for a person, in none of the other figures, by the time since they were found',
      },
    ),
  ),
})

export const TimesQuery = Type.Object({
  clock: oneOf(FIGURE_NAMES, {
    default: 'removal-after-notice',
    description:
      'Of takedowns, but for `match-decision`: of the matches that a person has to decide',
  }),
  group: Type.Optional(
    oneOf(FIGURE_GROUPS, {
      description: 'Of takedowns all but `tier` and `source`; of matches list, class, tier, source',
    }),
  ),
  from: Type.Optional(When),
  to: Type.Optional(When),
  of: Type.Optional(oneOf(FIGURE_GROUPS)),
  key: Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: TEXT })),
})
export type TimesAsked = Static<typeof TimesQuery>
export type Figuring = AppDeps & {
  facts: FactStore
  matchFacts: MatchFactStore
  counts: () => Promise<Counts>
}
/** Figures, and beside those that leave out what is undecided, how much of that there is. */
export type TimesShown =
  | (Times & { decisions: null; waiting: (WaitingAges & { asOf: Date }) | null })
  | (MatchTimes & { gap: null; waiting: null })

/** Of these an item is there once it was decided to be taken down: whatever waits or was rejected is not. */
const OF_DECIDED: readonly MeasureName[] = ['decision', 'first-notice']

/**
 * The figures that were asked for; of the last 365 days where no period is named.
 *
 * @throws {DomainError} invalid `period-invalid`, `group-invalid`
 */
export async function readTakedownTimes(
  deps: Figuring,
  asked: TimesAsked,
  { role }: Principal,
): Promise<TimesShown> {
  const { db, facts, matchFacts, now } = deps
  const { clock: measure } = asked
  const at = now()
  const period = periodOf(asked, at)
  if (isOfMatches(measure)) {
    const { by, only } = groupOf(asked, groupsOf(measure))
    const reader = { by, now: at, seesCases: isAllowed(role, 'match:read') }
    const shown = await matchTimes({ db, facts: matchFacts }, { measure, ...period, only }, reader)
    return { ...shown, gap: null, waiting: null }
  }
  const { by, only } = groupOf(asked, groupsOf(measure))
  const seesCases = isAllowed(role, 'takedown:read')
  const shown = await takedownTimes(
    { db, facts },
    { measure, ...period, only },
    { by, now: at, seesCases },
  )
  const waiting = OF_DECIDED.includes(measure) ? await waitingOf(deps, seesCases) : null
  return { ...shown, decisions: null, waiting }
}

async function waitingOf({ counts }: Figuring, seesCases: boolean) {
  const { asOf, undecided: n, undecidedAges } = await counts()
  return { asOf, n, ages: seesCases || !isFew(n) ? undecidedAges : [] }
}

/** @throws {DomainError} invalid `period-invalid` */
function periodOf({ from, to }: TimesAsked, at: Date): { since: Date; until: Date } {
  const until = to === undefined ? at : instantOf(to, 1)
  // whole days: as long as one lasts, a figure is of the same cohort
  const since =
    from === undefined
      ? new Date(Math.floor(until.getTime() / DAY_MS - DAYS) * DAY_MS)
      : instantOf(from, 0)
  if (!(since < until) || until.getTime() - since.getTime() > MOST_DAYS * DAY_MS) {
    throw new DomainError(
      'invalid',
      'period-invalid',
      'Reading figures: the period ends before it begins, or is longer than ten years',
    )
  }
  return { since, until }
}

/**
 * By what the figures are told apart, and the one group that they keep to.
 *
 * @throws {DomainError} invalid `group-invalid`
 */
function groupOf<By extends string>({ clock, group, of, key }: TimesAsked, among: readonly By[]) {
  if ((of === undefined) !== (key === undefined)) {
    throw new DomainError('invalid', 'group-invalid', 'Reading figures: of and key go together')
  }
  const known = (name: string): By => {
    if (isOneOf(among, name)) return name
    throw new DomainError(
      'invalid',
      'group-invalid',
      `Reading figures: those of ${clock} are not told apart by ${name}, but by ${among.join(', ')}`,
    )
  }
  return {
    by: group === undefined ? null : known(group),
    only: of !== undefined && key !== undefined ? { by: known(of), key } : undefined,
  }
}

/** An instant, or midnight UTC of a day or of one after it. @throws {DomainError} invalid `period-invalid` */
function instantOf(text: string, later: number): Date {
  const date = text.slice(0, 10)
  const day = new Date(`${date}T00:00:00Z`)
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date)) {
    throw new DomainError('invalid', 'period-invalid', 'Reading figures: there is no such day')
  }
  if (text === date) return new Date(day.getTime() + later * DAY_MS)
  const instant = new Date(text)
  if (Number.isNaN(instant.getTime())) {
    throw new DomainError('invalid', 'period-invalid', 'Reading figures: there is no such time')
  }
  return instant
}

/** The figures in the words that they are asked for with. */
function asAsked({ measure, since, until, by, ...rest }: TimesShown) {
  return iso({
    clock: measure,
    clocks: clocksOf(measure),
    from: since,
    to: until,
    group: by,
    ...rest,
  })
}

export const sendTimesCsv = (reply: FastifyReply, shown: TimesShown): FastifyReply =>
  reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${shown.measure}.csv"`)
    .send(timesCsv(shown))

export const takedownTimesRoutes = (deps: Figuring) => async (app: App) => {
  app.get(
    '/v1/statistics/removals',
    {
      config: { access: 'statistics:read' },
      schema: {
        summary: 'How long a step of takedowns took, with what is open, and by group',
        description:
          'Of takedowns whose first clock lies in the period, or of the matches that were found in it. `of` and `key` keep to one group.',
        querystring: TimesQuery,
        response: { 200: TakedownTimes, default: Problem },
      },
    },
    async (request) => asAsked(await readTakedownTimes(deps, request.query, principalOf(request))),
  )

  app.get(
    '/v1/statistics/removals.csv',
    {
      config: { access: 'statistics:read' },
      schema: {
        summary: 'The same as a table: a line for all, and one for each group',
        querystring: TimesQuery,
        response: {
          200: { content: { 'text/csv': { schema: Type.String() } } },
          default: Problem,
        },
      },
    },
    async (request, reply) =>
      sendTimesCsv(reply, await readTakedownTimes(deps, request.query, principalOf(request))),
  )
}
