import {
  DIMENSIONS,
  isFew,
  MEASURE_NAMES,
  MEASURES,
  takedownTimes,
  type FactStore,
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
import type { WaitingAges } from '../match-store.ts'
import { nullable, oneOf, Problem, TEXT, Time } from '../schemas.ts'
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
    description: 'Not waited for any more; counted for as long as they were',
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
  clock: oneOf(MEASURE_NAMES),
  clocks: Type.Object(
    { from: Type.String(), to: Type.String() },
    { description: 'The two clocks that the figures lie between, as T6 and T9' },
  ),
  asOf: Time,
  from: Time,
  to: Time,
  n: nullable(
    Type.Integer({
      description:
        'Items of the period; nothing is told of fewer than ten, nor of a group that does not stand by itself, to whoever may not read takedowns',
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
  group: nullable(oneOf(DIMENSIONS)),
  groups: Type.Array(
    Type.Object({ key: Type.String(), name: Type.String(), ...counts, ...lasting }),
  ),
  others: nullable(Type.Object({ groups: Type.Integer(), n: nullable(Type.Integer()) })),
  top: Type.Array(Type.Object({ groups: Type.Integer(), share: Type.Number() })),
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
  clock: oneOf(MEASURE_NAMES, { default: 'removal-after-notice' }),
  group: Type.Optional(oneOf(DIMENSIONS)),
  from: Type.Optional(When),
  to: Type.Optional(When),
  of: Type.Optional(oneOf(DIMENSIONS)),
  key: Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: TEXT })),
})
export type TimesAsked = Static<typeof TimesQuery>
export type Figuring = AppDeps & { facts: FactStore; counts: () => Promise<Counts> }
/** Figures, and beside those that leave out what is undecided, how much of that there is. */
export type TimesShown = Times & { waiting: (WaitingAges & { asOf: Date }) | null }

/** Of these an item is there once it was decided to be taken down: whatever waits or was rejected is not. */
const OF_DECIDED: readonly MeasureName[] = ['decision', 'first-notice']

/**
 * The figures that were asked for; of the last 365 days where no period is named.
 *
 * @throws {DomainError} invalid `period-invalid`, `group-invalid`
 */
export async function readTakedownTimes(
  { db, facts, counts, now }: Figuring,
  asked: TimesAsked,
  { role }: Principal,
): Promise<TimesShown> {
  const { clock: measure, group: by = null, of, key } = asked
  if ((of === undefined) !== (key === undefined)) {
    throw new DomainError('invalid', 'group-invalid', 'Reading figures: of and key go together')
  }
  const at = now()
  const until = asked.to === undefined ? at : instantOf(asked.to, 1)
  const since =
    asked.from === undefined ? new Date(until.getTime() - DAYS * DAY_MS) : instantOf(asked.from, 0)
  if (!(since < until) || until.getTime() - since.getTime() > MOST_DAYS * DAY_MS) {
    throw new DomainError(
      'invalid',
      'period-invalid',
      'Reading figures: the period ends before it begins, or is longer than ten years',
    )
  }
  const only = of !== undefined && key !== undefined ? { by: of, key } : undefined
  const seesCases = isAllowed(role, 'takedown:read')
  const shown = await takedownTimes(
    { db, facts },
    { measure, since, until, only },
    { by, now: at, seesCases },
  )
  if (!OF_DECIDED.includes(measure)) return { ...shown, waiting: null }
  const { asOf, undecided: n, undecidedAges } = await counts()
  const ages = seesCases || !isFew(n) ? undecidedAges : []
  return { ...shown, waiting: { asOf, n, ages } }
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
  const { from, to } = MEASURES[measure]
  const clocks = { from: from.toUpperCase(), to: to.toUpperCase() }
  return iso({ clock: measure, clocks, from: since, to: until, group: by, ...rest })
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
          'Of takedowns whose first clock lies in the period. `of` and `key` keep to one group.',
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
