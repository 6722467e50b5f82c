import { sql, type RawBuilder } from 'kysely'

/** That happened in `[since, until)`. */
export type When = { since: Date; until: Date }

/**
 * Decisions of a time that say the opposite of one that counted already: whoever turns round what had no effect yet takes nothing back,
 * and what can still be undone itself does not count so far.
 *
 * Put in order are those of matches alone that somebody decided then and had been decided before.
 */
export const turnedIn = ({ since, until }: When): RawBuilder<unknown> => sql`(select * from (
  select d.id, d.match_id, d.at, d.verdict, d.effect_at,
    lag(d.verdict) over of_match as before, lag(coalesce(d.effect_at, d.at)) over of_match as before_effect
  from (
    select match_id from decision where at >= ${since} and at < ${until} group by match_id having count(*) > 1
    union
    select n.match_id from decision n where n.at >= ${since} and n.at < ${until}
      and exists (select from decision b where b.match_id = n.match_id and b.at < ${since})) s
  join decision d on d.match_id = s.match_id
  window of_match as (partition by d.match_id order by d.at, d.id)) d
  where at >= ${since} and at < ${until} and before <> verdict and before_effect <= at and coalesce(effect_at, at) <= clock_timestamp())`
