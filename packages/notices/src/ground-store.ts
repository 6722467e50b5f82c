import type { LegalClass, Tier } from '@nightlight/contract'
import { binaryArray, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { GROUNDLESS } from './close-reason.ts'

/** A match that may open a takedown: certain and allowed by its list, or confirmed by a person. */
export type ActionableMatch = {
  matchId: string
  entryId: string
  legalClass: LegalClass
  tier: Tier
  decidedAt: Date
  actor: string
}

/** Whether a decision counts: a rejection does at once, a confirmation once it cannot be taken back any more. */
const IN_EFFECT = sql`(verdict = 'reject' or effect_at is null or effect_at <= clock_timestamp())`

/**
 * From when on match `m` could be decided, and a list that opens by itself did: found, or released after a look back, or seen at a
 * new place since; null until then.
 */
export const FOUND_AT: RawBuilder<Date | null> = sql`
  case when m.look_back is null then m.matched_at else (
    select greatest(m.matched_at, least(
      case when b.look_back = 'released' then coalesce(b.released_at, b.activated_at, m.matched_at) end,
      (select min(f.first_seen_at) from sighting f
        where f.media_id = m.media_id and f.first_seen_at > b.activated_at)))
    from submission b where b.id = m.look_back
      and (b.look_back = 'released' or exists (select from sighting f
        where f.media_id = m.media_id and f.first_seen_at > b.activated_at)))
  end`

/**
 * A match `m` with its newest decision that counts; only of entries that count now, with the class `csam`, and of
 * a look back that a supervisor has released. Callers add what they look for.
 *
 * `carries`: what rests on it may go on resting on it; a list that opens nothing by itself any more
 * has not taken back what it said. `speaks`: what has lost its ground may rest on it. `is_actionable`:
 * it may open a takedown; what its list or submission said for a time opens nothing after that.
 */
export const USABLE_MATCH = sql`
  select m.id, m.media_id, m.entry_id, e.legal_class, m.tier, m.distance, d.actor,
         coalesce(d.at, ${FOUND_AT}, m.matched_at) as decided_at, w.carries, w.carries and w.allowed as speaks,
         (w.carries and w.allowed
           and (l.expires_at is null or l.expires_at > clock_timestamp())
           and (s.expires_at is null or s.expires_at > clock_timestamp())) as is_actionable
  from match m
  join hash_list l on l.id = m.list_id
  join entry_in_force e on e.id = m.entry_id and e.legal_class = 'csam'
    and (m.look_back is null or exists (
      select 1 from submission b where b.id = m.look_back and (b.look_back = 'released'
        or exists (select 1 from sighting f where f.media_id = m.media_id
          and f.first_seen_at > b.activated_at))))
  join submission s on s.id = e.submission_id
  left join lateral (
    select verdict, actor, at from decision where match_id = m.id and ${IN_EFFECT} order by at desc, id desc limit 1
  ) d on true
  cross join lateral (
    select m.tier <> 'probable' and d.verdict is distinct from 'reject' as carries,
           d.verdict = 'confirm' or (m.tier = 'exact' and l.opens = 'exact') as allowed
  ) w`

/**
 * Whether takedown `t` rests on a match that still carries it; its match is looked up by itself, since a join would
 * read every match and entry there is for the few takedowns of a notice.
 */
export const IS_CARRIED = sql`
  exists (select 1 from (${USABLE_MATCH} where m.id = t.match_id) u where u.carries)`

/** Whether takedown `t` was closed, or noted after its closing, for want of a ground. */
export const IS_WITHDRAWN = sql`
  (t.status = 'closed' and (t.state ->> 'reason' = any(${[...GROUNDLESS]})
    or t.state ->> 'withdrawnAt' is not null))`

const SUREST_FIRST = sql`
  case u.tier when 'exact' then 0 else 1 end, u.distance, u.id`

/**
 * Matches of a media that may drive a notice, the surest first.
 *
 * The newest decision of a person overrides what the list allows. A `probable` match is for review:
 * confirmed or not, it drives nothing.
 */
export async function actionableMatches(
  db: DbOrTransaction,
  mediaId: string,
): Promise<ActionableMatch[]> {
  const { rows } = await sql<{
    match_id: string
    entry_id: string
    legal_class: LegalClass
    tier: Tier
    decided_at: Date
    actor: string | null
  }>`
    select u.id as match_id, u.entry_id, u.legal_class, u.tier, u.decided_at, u.actor
    from (${USABLE_MATCH} where m.media_id = ${mediaId}) u
    where u.is_actionable
    order by ${SUREST_FIRST}`.execute(db)
  return rows.map((row) => ({
    matchId: row.match_id,
    entryId: row.entry_id,
    legalClass: row.legal_class,
    tier: row.tier,
    decidedAt: row.decided_at,
    actor: row.actor ?? 'rule:exact-match-of-a-list-that-opens',
  }))
}

/**
 * Keeps decisions on some media from being taken back until the transaction ends, and waits for one that is just being
 * taken back: of an undoing and of what a decision begins, one comes first and the other sees it.
 *
 * Call it before reading what counts. Only decisions that could lately be taken back are looked at.
 */
export async function holdDecisions(
  db: DbOrTransaction,
  mediaIds: readonly string[],
): Promise<void> {
  await sql`${PLANNED_ONCE}
    select pg_advisory_xact_lock_shared(hashtextextended(x.match_id::text, 2))
    from (
      select distinct d.match_id from decision d join match m on m.id = d.match_id
      where d.effect_at > clock_timestamp() - interval '1 minute' and ${isAmong(sql`m.media_id`, mediaIds)}
      order by d.match_id
    ) x`.execute(db)
}

/**
 * Media of open takedowns that rest on a match which does not carry them.
 *
 * @param among of these media only; without it every open takedown is looked at
 */
export async function mediaOfLostGrounds(
  db: DbOrTransaction,
  limit: number,
  among?: readonly string[],
): Promise<string[]> {
  const open = sql`(t.status <> 'closed' and ${isAmong(sql`t.media_id`, among)})`
  const { rows } = await sql<{ media_id: string }>`${PLANNED_ONCE}
    with usable as materialized (
      ${USABLE_MATCH} where m.id in (select t.match_id from takedown t where ${open})
    )
    select distinct t.media_id from takedown t
    where ${open}
      and not exists (select 1 from usable u where u.id = t.match_id and u.carries)
    limit ${limit}`.execute(db)
  return rows.map((row) => row.media_id)
}

/** Whether a column names one of some media; any, where no media are given. */
export const isAmong = (
  column: RawBuilder<unknown>,
  mediaIds: readonly string[] | undefined,
): RawBuilder<unknown> =>
  mediaIds === undefined
    ? sql`true`
    : sql`${column} = any(${binaryArray('uuid', mediaIds)}::uuid[])`

/** A takedown whose match does not carry it any more. */
export type LostGround = {
  takedownId: string
  /** Who rejected the match, when a person did. */
  rejectedBy: string | null
  /** Of the same media, the surest that may carry it now. */
  other: { matchId: string; legalClass: LegalClass; tier: Tier } | null
}

/**
 * Which of these takedowns rest on a match that does not carry them, without those that were closed
 * for that. Call it with their rows locked.
 */
export async function lostGrounds(
  db: DbOrTransaction,
  takedownIds: readonly string[],
): Promise<LostGround[]> {
  const { rows } = await sql<{
    id: string
    rejected_by: string | null
    match_id: string | null
    legal_class: LegalClass
    tier: Tier
  }>`
    select t.id, d.actor as rejected_by, o.id as match_id, o.legal_class, o.tier
    from takedown t
    left join lateral (
      select actor from (
        select verdict, actor from decision where match_id = t.match_id and ${IN_EFFECT}
        order by at desc, id desc limit 1
      ) newest where verdict = 'reject'
    ) d on true
    left join lateral (
      select u.id, u.legal_class, u.tier
      from (${USABLE_MATCH} where m.media_id = t.media_id) u
      where u.speaks
      order by ${SUREST_FIRST} limit 1
    ) o on true
    where t.id = any(${[...takedownIds]}::uuid[]) and not ${IS_WITHDRAWN} and not ${IS_CARRIED}
    order by t.id`.execute(db)
  return rows.map(({ id, rejected_by, match_id, legal_class, tier }) => ({
    takedownId: id,
    rejectedBy: rejected_by,
    other: match_id === null ? null : { matchId: match_id, legalClass: legal_class, tier },
  }))
}
