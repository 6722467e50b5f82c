import { idsOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Another page that shows a picture, or showed it: its host and when, never its address. */
export type SeenElsewhere = { host: string; firstSeenAt: Date; goneAt: Date | null }

const PLACES_SHOWN = 5

/**
 * Where else media were seen than on some pages, the first sightings first, at most 5 of each and one that says there are more.
 *
 * @returns places by id of the media
 */
export async function seenElsewhere(
  db: DbOrTransaction,
  mediaIds: readonly string[],
  pageIds: readonly string[],
): Promise<(mediaId: string) => { places: SeenElsewhere[]; more: boolean }> {
  const { rows } = await sql<SeenElsewhere & { id: string }>`${PLANNED_ONCE}
    select m.id, w.host, w."firstSeenAt", w."goneAt"
    from unnest(${idsOf(mediaIds)}) as m (id)
    cross join lateral (
      select l.host, s.first_seen_at as "firstSeenAt", s.gone_at as "goneAt"
      from sighting s join location l on l.id = s.page_location_id
      where s.media_id = m.id and s.page_location_id not in (select unnest(${idsOf(pageIds)}))
      -- by a pair: for the time alone an index of all sightings would be walked
      order by (s.first_seen_at, s.location_id) limit ${sql.lit(PLACES_SHOWN + 1)}
    ) w`.execute(db)
  return (mediaId) => {
    const places = rows.filter(({ id }) => id === mediaId)
    return { places: places.slice(0, PLACES_SHOWN), more: places.length > PLACES_SHOWN }
  }
}
