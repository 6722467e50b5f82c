import { sql, type RawBuilder } from 'kysely'

/** Whether somebody still stands by the entry of match `m`. */
export const inForce: RawBuilder<boolean> = sql`(
  exists (select 1 from entry_in_force where entry_in_force.id = m.entry_id)
)`

/** Whether what entry `e` of list `l` says is still to be acted on: its time is not over. */
export const inTime: RawBuilder<boolean> = sql`(
  (l.expires_at is null or l.expires_at > clock_timestamp())
  and e.submission_id not in (select id from submission where expires_at <= clock_timestamp())
)`

/**
 * Whether match `m` may be shown and acted on: it was not found by a look back that waits for release, or was seen at
 * a new place since.
 */
export const released: RawBuilder<boolean> = sql`(
  m.look_back is null or exists (
    select 1 from submission
    where submission.id = m.look_back and (submission.look_back = 'released'
      or exists (select 1 from sighting f where f.media_id = m.media_id
        and f.first_seen_at > submission.activated_at)))
)`

/** Whether what match `m` (entry `e`, list `l`) rests on still counts. */
export const standing: RawBuilder<boolean> = sql`(${inForce} and ${inTime} and ${released})`

/** Whether no rule decides match `m` by itself, and nobody has: what can be told from it alone. */
export const unjudged: RawBuilder<boolean> = sql`(
  (m.tier in ('near', 'probable')
    or m.list_id in (select id from hash_list where opens = 'never'))
  and not exists (select 1 from decision where decision.match_id = m.id)
)`

/** Whether match `m` (entry `e`, list `l`) waits for a person. */
export const forPerson: RawBuilder<boolean> = sql`(${standing} and ${unjudged})`

/** Open takedowns `t` on the page and host of sighting `s` that rest on the entry of match `m`. */
const restingThere: RawBuilder<unknown> = sql`
  takedown t join match o on o.media_id = t.media_id and o.entry_id = m.entry_id
  where t.page_location_id = s.page_location_id and t.status <> 'closed'
    and t.host = (select host from location where id = s.location_id)`

/** Whether no takedown speaks for match `m` where it was seen as `s`. */
export const notInTakedown: RawBuilder<boolean> = sql`(
  not exists (select 1 from ${restingThere})
)`

/** Since when a takedown speaks for match `m` wherever it was seen; null where one never did. */
export const spokenForSince: RawBuilder<Date | null> = sql`(
  select max(spoken.at) from sighting s
  cross join lateral (select min(t.opened_at) as at from ${restingThere}) spoken
  where s.media_id = m.media_id
)`

/** Whether match `m` (entry `e`, list `l`, newest decision `d`) opens a takedown where it stands; a probable one is for review only. */
export const opening: RawBuilder<boolean> = sql`(
  e.legal_class = 'csam'
  and m.tier <> 'probable'
  and (d.verdict = 'confirm' or (d.verdict is null and m.tier = 'exact' and l.opens = 'exact'))
)`

/** Whether match `m` (entry `e`, list `l`, newest decision `d`) may open a takedown. */
export const mayOpen: RawBuilder<boolean> = sql`(${standing} and ${opening})`

/** The newest decision of match `m`, as `d`. */
export const withDecision: RawBuilder<unknown> = sql`
  left join lateral (
    select id, verdict, actor, reason, at from decision
    where match_id = m.id order by at desc, id desc limit 1
  ) d on true`

/**
 * The host that served the media of match `m` when it was first seen, as `f`.
 *
 * Ordered by a pair: for the time alone an index of all sightings would be walked until one of this media comes.
 */
export const withFirstHost: RawBuilder<unknown> = sql`
  left join lateral (
    select p.host from sighting s join location p on p.id = s.location_id
    where s.media_id = m.media_id order by (s.first_seen_at, s.location_id) limit 1
  ) f on true`
