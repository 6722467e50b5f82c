import { LEGAL_CLASSES, TIERS } from '@nightlight/contract'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { AGES, FILTERS, queryOf, type QueueFilter } from '../../queue/queue-filter.ts'
import type { Cursor } from '../../queue/queue-store.ts'
import { Id, oneOf, TEXT } from '../../schemas.ts'
import { html, type Html } from '../html.ts'

/** What can be asked of the queue: what is shown of it, and after which match it goes on. */
export const PLACE = {
  risk: Type.Optional(Type.Literal('yes')),
  tier: Type.Optional(oneOf(TIERS)),
  class: Type.Optional(oneOf(LEGAL_CLASSES)),
  list: Type.Optional(Id),
  age: Type.Optional(oneOf(AGES)),
  host: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.:_\\[\\]-]{1,255}$' })),
  country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  by: Type.Optional(Type.Literal('host')),
  /** After which match the page goes on, and how urgent that was. */
  after: Type.Optional(Id),
  from: Type.Optional(Type.Integer({ minimum: 0, maximum: 5 })),
}
/** What goes along with what was opened from there: the match that it stood at, and how urgent that was. */
const Place = Type.Object({
  ...PLACE,
  at: Type.Optional(Id),
  rank: Type.Optional(Type.Integer({ minimum: 0, maximum: 5 })),
})

/** The same as a query, which goes along with pages and forms of what was opened from there. */
export const QueueQuery = Type.Optional(Type.String({ maxLength: 2000, pattern: TEXT }))

/**
 * Where in the queue somebody is.
 *
 * `after` is where the page of the queue begins, `at` where what was opened from it stood then, null on the queue itself: it
 * stays, whatever becomes of what stood there.
 */
export type QueuePlace = {
  filter: QueueFilter
  by: 'match' | 'host'
  after: Cursor | null
  at: Cursor | null
}

export const placeOf = (asked: Static<typeof Place>): QueuePlace => {
  const { by = 'match', after, from, at, rank } = asked
  const filter: QueueFilter = Object.fromEntries(
    FILTERS.flatMap((name) => (asked[name] === undefined ? [] : [[name, asked[name]]])),
  )
  return { filter, by, after: cursorOf(after, from), at: cursorOf(at, rank) }
}

const cursorOf = (matchId: string | undefined, urgency: number | undefined): Cursor | null =>
  matchId !== undefined && urgency !== undefined ? { urgency, matchId } : null

/** The place that a query names; the top of the whole queue where it is none of ours. */
export function placeIn(query: string = ''): QueuePlace {
  const asked = Object.fromEntries(
    [...new URLSearchParams(query)].map(([name, value]) => [
      name,
      name === 'from' || name === 'rank' ? Number(value) : value,
    ]),
  )
  return placeOf(Value.Check(Place, asked) ? asked : {})
}

export function placeQuery(
  { filter, by, after, at }: QueuePlace,
  more: Record<string, string> = {},
): string {
  const onwards = after ? { after: after.matchId, from: String(after.urgency) } : {}
  const stood = at ? { at: at.matchId, rank: String(at.urgency) } : {}
  return queryOf(filter, { ...(by === 'host' ? { by } : {}), ...onwards, ...stood, ...more })
}

/** The same place, of what stands at a match. */
export const placeAt = (place: QueuePlace, { urgency, matchId }: Cursor): QueuePlace => ({
  ...place,
  at: { urgency, matchId },
})

/** The queue as it was left. */
export function placePath(place: QueuePlace, more: Record<string, string> = {}): string {
  const query = placeQuery({ ...place, at: null }, more)
  return query === '' ? '/console/matches' : `/console/matches?${query}`
}

/** A path of a page that knows from where in the queue it was opened, null for from elsewhere. */
export function fromQueue(
  path: string,
  place: QueuePlace | null,
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams(more)
  if (place) query.set('queue', placeQuery(place))
  return query.size === 0 ? path : `${path}?${query.toString()}`
}

/** Goes along with a form, so that what it leads to still knows. */
export const placeField = (place: QueuePlace | null): Html | null =>
  place && html`<input type="hidden" name="queue" value="${placeQuery(place)}" />`
