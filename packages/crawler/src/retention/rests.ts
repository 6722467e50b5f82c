import { sql, type RawBuilder } from 'kysely'

/**
 * Takedowns whose evidence is kept, as `kept_takedown`; the pages and addresses they are about, as
 * `kept_place`; and the media, as `kept_media`.
 *
 * Kept is what is not closed, was closed or lost its ground after `closedSince`, or is about to be taken
 * back. One whose end is not known is kept, and what a legal hold covers.
 */
export const keptTakedowns = (closedSince: Date): RawBuilder<unknown> => sql`
  kept_takedown as materialized (
    select t.id, t.page_location_id, t.media_id from takedown t
    where t.status <> 'closed'
      or coalesce(greatest((t.state ->> 'closedAt')::timestamptz,
                           (t.state ->> 'withdrawnAt')::timestamptz), 'infinity') > ${closedSince}
      or exists (select from retraction r left join notice n on n.id = r.letter_id
        where r.takedown_id = t.id and (n.id is null or n.state in ('due', 'handover')))
      or t.id in (select id from held_takedown)
  ),
  kept_place as materialized (
    select page_location_id as id from kept_takedown
    union
    select location_id from takedown_location where takedown_id in (select id from kept_takedown)
    union
    select id from held_location
  ),
  kept_media as materialized (select media_id as id from kept_takedown)`

/**
 * Whether a visit is evidence of a kept takedown: made for its page, as every look at it is, or at one of
 * its addresses, whichever page that was for.
 */
export const VISIT_RESTS = sql`(
  page_location_id in (select id from kept_place) or location_id in (select id from kept_place))`

export const CHECK_RESTS = sql`(takedown_id in (select id from kept_takedown))`

/** As of visits; and of its media anywhere, since a match may count only because the media was seen again. */
export const SIGHTING_RESTS = sql`(
  page_location_id in (select id from kept_place) or location_id in (select id from kept_place)
  or media_id in (select id from kept_media))`
