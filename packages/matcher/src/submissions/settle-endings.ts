import type { Db, DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { nextEpoch } from '../list-epochs.ts'
import { endSubmission } from './end-submission.ts'
import { reviewMatchesOf } from './review-matches.ts'
import { lockSubmission } from './submission-store.ts'

/** Entries that change in one transaction: others wait for their locks no longer than that takes. */
const PIECE = 5_000

/**
 * Does what is left to do after submissions were ended, superseded or thrown away, in pieces: whoever is killed
 * between two of them is gone on for by the next call, and several callers do no harm.
 *
 * @returns how many submissions were dealt with
 */
export async function settleEndings(db: Db): Promise<number> {
  let count = 0
  for (const { older, edition, by } of await supersededOnes(db)) {
    await untilNone(() => moveTo(db, older, edition))
    const said = { reason: 'superseded', note: '' } as const
    await endSubmission(db, older, said, { actor: by, name: '' })
    count++
  }
  const ending = await db
    .selectFrom('submission')
    .select('id')
    .where('state', '=', 'ending')
    .orderBy('id')
    .execute()
  for (const { id } of ending) {
    await untilNone(() => moveToOthers(db, id, ['active']))
    await end(db, id)
    count++
  }
  for (const id of await thrownAway(db)) {
    await untilNone(() => moveToOthers(db, id, ['active', 'staged', 'receiving']))
    await untilNone(() => removeEntries(db, id))
    count++
  }
  return count
}

async function untilNone(piece: () => Promise<number>): Promise<void> {
  while ((await piece()) > 0);
}

/** Submissions to lists of which a newer edition counts. */
async function supersededOnes(db: Db): Promise<{ older: string; edition: string; by: string }[]> {
  const { rows } = await sql<{ older: string; edition: string; by: string }>`
    select distinct on (o.id) o.id as older, s.id as edition, s.activated_by as by
      from submission s
      join submission o on o.list_id = s.list_id and o.state = 'active' and o.id <> s.id
        and o.kind <> 'feed' and o.activated_at < s.activated_at
     where s.kind = 'edition' and s.state = 'active'
     order by o.id, s.activated_at desc`.execute(db)
  return rows
}

/** Gives an edition the entries that it has too, while they count as those of the older one. */
const moveTo = (db: Db, older: string, edition: string): Promise<number> =>
  db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: string }>`
      select e.id from list_entry e
        join entry_source o on o.submission_id = ${edition} and o.entry_id = e.id
       where e.submission_id = ${older}
       order by e.id limit ${PIECE} for update of e`.execute(trx)
    return move(
      trx,
      rows.map(({ id }) => ({ id, to: edition })),
    )
  })

/** Gives entries to the submission that has them too and lasts longest. */
const moveToOthers = (db: Db, from: string, states: readonly string[]): Promise<number> =>
  db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: string; to: string }>`
      select e.id, other.id as to from list_entry e
       cross join lateral (
         select s.id from entry_source o join submission s on s.id = o.submission_id
          where o.entry_id = e.id and s.id <> ${from} and s.state = any(${states})
          order by s.state = 'active' desc, coalesce(s.expires_at, 'infinity') desc, s.id
          limit 1) other
       where e.submission_id = ${from}
         and exists (select from entry_source o where o.entry_id = e.id)
       order by e.id limit ${PIECE} for update of e`.execute(trx)
    return move(trx, rows)
  })

async function move(
  db: DbOrTransaction,
  moves: readonly { id: string; to: string }[],
): Promise<number> {
  if (moves.length === 0) return 0
  const epoch = await nextEpoch(db)
  await sql`
    update list_entry e set submission_id = m.to, moved = true, epoch = ${String(epoch)}::bigint
      from unnest(${moves.map(({ id }) => id)}::uuid[], ${moves.map(({ to }) => to)}::uuid[]) as m (id, "to")
     where e.id = m.id`.execute(db)
  return moves.length
}

/** What is left of it counts no more: whatever rested on it is looked at again. */
const end = (db: Db, id: string): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const { state, epoch } = await lockSubmission(trx, id)
    if (state !== 'ending') return
    await reviewMatchesOf(trx, sql`e.submission_id = ${id}`)
    // what others had too was not compared with for a moment
    await trx
      .updateTable('match_run')
      .set({ epoch: -1 })
      .where('epoch', '>=', epoch)
      .where('epoch', '<', sql<string>`(select epoch from list_epoch)`)
      .where(
        sql<boolean>`exists (select from list_entry where epoch >= ${epoch} and moved and status = 'active')`,
      )
      .execute()
    await trx
      .updateTable('submission')
      .set({ state: 'ended', ended_at: sql`clock_timestamp()` })
      .where('id', '=', id)
      .execute()
  })

async function thrownAway(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from submission s
     where s.state in ('failed', 'discarded')
       and (exists (select from list_entry e where e.submission_id = s.id)
         or exists (select from entry_source o where o.submission_id = s.id)
         or exists (select from entry_page p where p.submission_id = s.id and not exists (
           select from list_entry e where e.page_id = p.id and e.moved)))`.execute(db)
  return rows.map(({ id }) => id)
}

/** Entries that never counted are kept for nobody. */
const removeEntries = (db: Db, submissionId: string): Promise<number> =>
  db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('list_entry')
      .select('id')
      .where('submission_id', '=', submissionId)
      .orderBy('id')
      .limit(PIECE)
      .forUpdate()
      .execute()
    const ids = rows.map(({ id }) => id)
    await sql`delete from entry_hash where entry_id = any(${ids}::uuid[])`.execute(trx)
    await sql`delete from entry_source where entry_id = any(${ids}::uuid[])`.execute(trx)
    await sql`delete from list_entry where id = any(${ids}::uuid[])`.execute(trx)
    if (ids.length === PIECE) return ids.length
    await trx.deleteFrom('entry_source').where('submission_id', '=', submissionId).execute()
    await sql`
      delete from entry_page p where p.submission_id = ${submissionId}
        and not exists (select from list_entry e where e.page_id = p.id and e.moved)`.execute(trx)
    return 0
  })
