import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { nextEpoch } from '../list-epochs.ts'
import { reviewMedia } from './review-matches.ts'
import { bothHold, SEVERAL_CODES } from './several-codes.ts'
import type { Submission } from './submission-store.ts'

// An entry counts as that of one submission, its home; each other one that has it is a source. Whoever moves an entry
// leaves the former home behind as a source while that one still stands, so that it may come back. The caller holds
// the list, so that nothing begins or ends to count meanwhile.

/** States of a submission that may count, now or later. */
const STANDING = ['receiving', 'staged', 'active'] as const

/** Entries that change in one transaction: others wait for their locks no longer than that takes. */
export const PIECE = 5_000

/**
 * Entries that a submission has too become its own where the one that had them counts no more or ends sooner. Of two
 * classes the worse one holds, as far as those say it that count.
 */
export async function takeHome(
  db: DbOrTransaction,
  { id, expires_at }: Pick<Submission, 'id' | 'expires_at'>,
): Promise<void> {
  const isDue = sql`o.submission_id = ${id} and home.id <> ${id}
    and (home.state <> 'active' or
      coalesce(home.expires_at, 'infinity') < coalesce(${expires_at}::timestamptz, 'infinity'))`
  await sql`
    ${LEAVING_HOME}
      from entry_source o
      join list_entry e on e.id = o.entry_id
      join submission home on home.id = e.submission_id and home.state = any(${STANDING}::text[])
     where ${isDue}
    ${HOME_HOLDS}`.execute(db)
  await followFinds(
    db,
    sql`select e.id, home.id, ${id}::uuid
      from entry_source o
      join list_entry e on e.id = o.entry_id
      join submission home on home.id = e.submission_id
     where ${isDue}`,
  )
  // what counted for nobody comes back as if it were new: what it matches waits for this one's release
  await sql`
    update match m set look_back = ${id}
      from entry_source o
      join list_entry e on e.id = o.entry_id
      join submission home on home.id = e.submission_id and home.state <> 'active'
     where m.entry_id = e.id and ${isDue}`.execute(db)
  await sql`
    update list_entry e
       set submission_id = ${id}, moved = true, ${classesOf(sql`${id}::uuid`)},
           source_key = coalesce(o.source_key, e.source_key)
      from entry_source o, submission home
     where e.id = o.entry_id and home.id = e.submission_id and ${isDue}`.execute(db)
  await sql`
    update list_entry e
       set legal_class = 'csam', category = o.category, home_category = e.category,
           home_class = case when e.submission_id = ${id} then null else e.legal_class end
      from entry_source o
     where o.submission_id = ${id} and e.id = o.entry_id
       and o.legal_class = 'csam' and e.legal_class <> 'csam'`.execute(db)
}

/** The worst class that a submission which counts, or is about to, says of entry `e`. */
const classOf = (about: RawBuilder<unknown>): RawBuilder<string> => sql<string>`
  coalesce((select case when bool_or(c.legal_class = 'csam') then 'csam' else 'harmful' end
     from entry_source c join submission s on s.id = c.submission_id
    where c.entry_id = e.id and (s.state = 'active' or s.id = ${about})), e.legal_class)`

/** What entry `e` is when it goes over to a new home, which says `o` of it. */
const classesOf = (home: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  legal_class = ${classOf(home)}, category = o.category, home_category = o.category,
  home_class = case when o.legal_class = 'harmful' then nullif('harmful', ${classOf(home)}) end`

const OWN_CATEGORY = sql`case when e.home_class is null then e.category else e.home_category end`

/** Leaves behind what the home of entry `e` itself says of it; followed by where they come from. */
const LEAVING_HOME = sql`
  insert into entry_source (submission_id, entry_id, legal_class, category, source_key, codes)
  select e.submission_id, e.id, coalesce(e.home_class, e.legal_class), ${OWN_CATEGORY}, e.source_key,
         case when home.maps_later and home.state <> 'active'
               and ${OWN_CATEGORY} is distinct from ${sql.lit(SEVERAL_CODES)}
           then array[${OWN_CATEGORY}] end`
/** What a home had left behind already is in other lines of its file: of what has codes all hold, if those are mapped later. */
const HOME_HOLDS = bothHold(sql`excluded.codes is not null`)

export type Move = { id: string; to: string }

/** Up to `PIECE` entries of one submission that another one has too, in the order of their ids after one. */
export async function entriesToMove(
  db: DbOrTransaction,
  from: string,
  to: { edition: string } | { states: readonly string[] },
): Promise<Move[]> {
  const other =
    'edition' in to
      ? sql`select o.submission_id as id from entry_source o
             where o.entry_id = e.id and o.submission_id = ${to.edition}`
      : sql`select s.id from entry_source o join submission s on s.id = o.submission_id
             where o.entry_id = e.id and s.id <> ${from} and s.state = any(${to.states}::text[])
             order by s.state = 'active' desc, coalesce(s.expires_at, 'infinity') desc, s.id
             limit 1`
  const { rows } = await sql<Move>`
    select e.id, other.id as to
      from (select distinct o.entry_id as id from entry_source o
             where o.entry_id in (select id from list_entry where submission_id = ${from})) shared
      join list_entry e on e.id = shared.id and e.submission_id = ${from}
     cross join lateral (${other}) other
     order by e.id limit ${PIECE}
       for no key update of e`.execute(db)
  return rows
}

/** Gives entries to other submissions, as of a new epoch. @returns how many */
export async function moveEntries(
  db: DbOrTransaction,
  from: string,
  moves: readonly Move[],
): Promise<number> {
  if (moves.length === 0) return 0
  const ids = moves.map(({ id }) => id)
  const moved = sql`unnest(${ids}::uuid[], ${moves.map(({ to }) => to)}::uuid[])`
  await sql`
    ${LEAVING_HOME}
      from list_entry e
      join submission home on home.id = e.submission_id and home.state = any(${STANDING}::text[])
     where e.id = any(${ids}::uuid[]) order by e.id
    ${HOME_HOLDS}`.execute(db)
  await followFinds(db, sql`select m.id, ${from}::uuid, m.target from ${moved} as m (id, target)`)
  await reviewMedia(
    db,
    sql`select f.media_id
      from ${moved} as m (id, target)
      join list_entry e on e.id = m.id and e.legal_class = 'csam'
      join entry_source o on o.submission_id = m.target and o.entry_id = m.id
        and o.legal_class = 'harmful'
      join match f on f.entry_id = e.id
     where ${classOf(sql`m.target`)} = 'harmful'`,
  )
  const epoch = await nextEpoch(db)
  await sql`
    update list_entry e
       set submission_id = m.target, moved = true, epoch = ${String(epoch)}::bigint,
           ${classesOf(sql`m.target`)}, source_key = coalesce(o.source_key, e.source_key)
      from ${moved} as m (id, target)
      left join entry_source o on o.submission_id = m.target and o.entry_id = m.id
     where e.id = m.id`.execute(db)
  return moves.length
}

/**
 * What looking back has found for entries that move waits for the release of their new home; and where the former one
 * was not looked back for to its end, that is done for the new one.
 *
 * @param moves  query of entry, former home and new home
 */
export async function followFinds(db: DbOrTransaction, moves: RawBuilder<unknown>): Promise<void> {
  await sql`
    with moves (entry_id, former, target) as (${moves}),
    found as (
      update match m set look_back = v.target
        from moves v join submission f on f.id = v.former and f.look_back <> 'released'
       where m.entry_id = v.entry_id and m.look_back = v.former
      returning v.target
    ),
    unfinished as (
      select v.target from moves v
        join submission f on f.id = v.former and f.look_back = 'running'
    )
    update submission t
       set look_back = case
             when t.look_back = 'running' or t.id in (select target from unfinished) then 'running'
             else 'found' end,
           look_back_from = case
             when t.id in (select target from unfinished) then null else t.look_back_from end,
           look_back_found = t.look_back_found + (select count(*) from found where target = t.id),
           released_by = null, released_at = null
     where t.state = 'active' and t.id in (select target from found union select target from unfinished)
  `.execute(db)
}
