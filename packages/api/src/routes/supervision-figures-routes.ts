import { DomainError } from '@nightlight/contract'
import {
  deliveries,
  ELSEWHERE_DAYS,
  resurfacing,
  RESURFACING_DAYS,
  resurfacingWithoutFew,
  reversals,
  type Deliveries,
  type Resurfacing,
  type Reversals,
  type SeenWhere,
} from '@nightlight/notices'
import { Type, type Static } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { isAllowed, type Principal } from '../identity/principal.ts'
import type { Figuring } from './takedown-times-routes.ts'
import { iso } from '../iso.ts'
import { nullable, Problem, Time } from '../schemas.ts'
import type { App } from '../validation.ts'

const MONTHS = 12
const MOST_MONTHS = 120

export const Month = Type.String({
  pattern: '^20\\d{2}-(0[1-9]|1[0-2])$',
  description: 'As 2026-03 (UTC); `to` takes in the whole of a month',
})
export const MonthsQuery = Type.Object({ from: Type.Optional(Month), to: Type.Optional(Month) })
export type MonthsAsked = Static<typeof MonthsQuery>

const firstOf = (month: string, later: number): Date => {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year!, number! - 1 + later, 1))
}

/**
 * The months that were asked for, up to now; the last twelve where none is named, this one included.
 *
 * @throws {DomainError} invalid `period-invalid`
 */
export function monthsAsked({ from, to }: MonthsAsked, now: Date): { since: Date; until: Date } {
  const last = to ?? now.toISOString().slice(0, 7)
  const after = firstOf(last, 1)
  const since = from === undefined ? firstOf(last, 1 - MONTHS) : firstOf(from, 0)
  const until = after > now ? now : after
  if (!(since < until) || firstOf(last, 1 - MOST_MONTHS) > since) {
    throw new DomainError(
      'invalid',
      'period-invalid',
      'Reading figures: the period ends before it begins, or is longer than ten years',
    )
  }
  return { since, until }
}

export const readResurfacing = (
  { db, facts, now }: Figuring,
  asked: MonthsAsked,
  where: SeenWhere = 'same',
): Promise<Resurfacing> => {
  const at = now()
  return resurfacing({ db, facts }, monthsAsked(asked, at), at, where)
}
/** As a reader is told it: whoever sees each case is told of few as well. */
export const resurfacingFor = ({ role }: Principal, shown: Resurfacing): Resurfacing =>
  isAllowed(role, 'takedown:read') ? shown : resurfacingWithoutFew(shown)
export const readDeliveries = ({ db, now }: AppDeps, asked: MonthsAsked): Promise<Deliveries> =>
  deliveries(db, monthsAsked(asked, now()), now())
export const readReversals = ({ db, now }: AppDeps, asked: MonthsAsked): Promise<Reversals> =>
  reversals(db, monthsAsked(asked, now()), now())

const period = { asOf: Time, from: Time, to: Time }
const Count = Type.Integer({ minimum: 0 })
const Share = nullable(Type.Number({ minimum: 0, maximum: 1 }))

const resurfacedCounts = {
  n: Type.Integer({ description: 'Removals that were verified in the period' }),
  again: Type.Integer({ description: 'Seen again (T11), or seen elsewhere' }),
  watched: Type.Integer({ description: 'Watched still, and not seen again' }),
  closed: Type.Integer({ description: 'Not watched any more; counted for as long as they were' }),
}
const sharesWithin = (days: readonly number[]) => ({
  within: Type.Array(Type.Object({ days: Type.Integer(), share: Share, low: Share, high: Share }), {
    description: `Share seen again within ${days.join(', ')} days of T10 (Kaplan-Meier) with its 95 % interval; null where nothing was watched for so long`,
  }),
})
const seenAgain = (days: readonly number[]) => ({
  clocks: Type.Object({ from: Type.String(), to: Type.String() }),
  ...period,
  n: nullable(
    Type.Integer({
      description:
        'Removals that were verified in the period; nothing is told of fewer than ten to whoever may not read takedowns',
    }),
  ),
  again: nullable(resurfacedCounts.again),
  watched: nullable(resurfacedCounts.watched),
  closed: nullable(resurfacedCounts.closed),
  ...sharesWithin(days),
  providers: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      ...resurfacedCounts,
      ...sharesWithin(days),
    }),
    { description: 'The twenty with most, each of ten removals or more' },
  ),
  others: nullable(Type.Object({ providers: Count, n: nullable(Count) })),
})
const ResurfacingFigures = Type.Object({
  ...seenAgain(RESURFACING_DAYS),
  elsewhere: Type.Object(seenAgain(ELSEWHERE_DAYS), {
    description:
      'The same file, first seen at another address on another page after T10, where it was reported or crawled: a lower bound',
  }),
})

const delivered = {
  written: Count,
  waiting: Type.Integer({ description: 'Not handed over yet, or on its way' }),
  accepted: Type.Integer({ description: 'The server of the recipient took it (T7)' }),
  bounced: Type.Integer({ description: 'Of those that were accepted' }),
  refused: Count,
  answered: Type.Integer({ description: 'Of those that were accepted and did not come back' }),
  unanswered: Count,
}
const DeliveryFigures = Type.Object({
  ...period,
  months: Type.Array(Type.Object({ month: Type.String(), ...delivered })),
  handOvers: Type.Array(Type.Object({ month: Type.String(), ...delivered }), {
    description:
      'Letters that hand cases to the police, in none of the other numbers; answered once marked as received, or by a reply',
  }),
  channels: Type.Array(Type.Object({ channel: Type.String(), ...delivered }), {
    description: 'Channels of ten letters or more, as all others together are too',
  }),
  others: nullable(Type.Object({ written: nullable(Count) })),
  refusing: Type.Object(
    { mailboxes: Count, providers: Count },
    { description: 'Mailboxes that take nothing at present' },
  ),
})

const reversed = {
  decisions: Type.Integer({
    description: 'That say the opposite of one before that had counted already (T3)',
  }),
  undone: Type.Integer({
    description: 'Decisions undone before they had any effect, which are in no other number',
  }),
  decided: Type.Integer({ description: 'All decisions' }),
  disputes: Type.Integer({ description: 'That two people found right' }),
  disputesDecided: Count,
  retractions: Type.Integer({ description: 'Letters that take something back, accepted' }),
}
const ReversalFigures = Type.Object({
  ...period,
  months: Type.Array(Type.Object({ month: Type.String(), ...reversed })),
  all: Type.Object(reversed),
})

/** In the words that a period is asked for with. */
const named = <Figures extends { since: Date; until: Date }>({ since, until, ...rest }: Figures) =>
  iso({ from: since, to: until, ...rest })

export const supervisionFiguresRoutes = (deps: Figuring) => async (app: App) => {
  const config = { access: 'statistics:read' } as const

  app.get(
    '/v1/statistics/resurfacing',
    {
      config,
      schema: {
        summary: 'How much of what was removed was seen again, and by when',
        description: 'Of takedowns whose removal was verified (T10) in the period, up to T11.',
        querystring: MonthsQuery,
        response: { 200: ResurfacingFigures, default: Problem },
      },
    },
    async (request) => {
      const told = async (where: SeenWhere) =>
        named(
          resurfacingFor(principalOf(request), await readResurfacing(deps, request.query, where)),
        )
      return {
        clocks: { from: 'T10', to: 'T11' },
        ...(await told('same')),
        elsewhere: {
          clocks: { from: 'T10', to: 'first-seen-elsewhere' },
          ...(await told('elsewhere')),
        },
      }
    },
  )

  app.get(
    '/v1/statistics/deliveries',
    {
      config,
      schema: {
        summary: 'What became of notices, by month and channel',
        description:
          'Of notices and reminders, by the month in which they were written; hand-overs to the police by themselves.',
        querystring: MonthsQuery,
        response: { 200: DeliveryFigures, default: Problem },
      },
    },
    async ({ query }) => named(await readDeliveries(deps, query)),
  )

  app.get(
    '/v1/statistics/reversals',
    {
      config,
      schema: {
        summary: 'What was taken back, by month: decisions, disputes, letters',
        querystring: MonthsQuery,
        response: { 200: ReversalFigures, default: Problem },
      },
    },
    async ({ query }) => named(await readReversals(deps, query)),
  )
}
