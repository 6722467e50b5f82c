import { safeError, type Db, type DbOrTransaction, type Log } from '@nightlight/runtime'
import { sql } from 'kysely'
import { transact } from '../transact.ts'
import { endSubmission } from './end-submission.ts'
import { lowerClasses, raisedBy } from './lower-classes.ts'
import { entriesToMove, moveEntries, PIECE } from './move-entries.ts'
import { reviewMatchesOf } from './review-matches.ts'
import { lockImports, lockList, lockSubmission, submissionOf } from './submission-store.ts'
import { keepSuspensions } from './withdrawn-suspensions.ts'

/** What was compared so shortly before an end may have been compared without what others had too. */
const LATE = sql`interval '1 minute'`
/** For a batch that comes in, not for a dry run. */
const LONGEST_WAIT = '2s'
const LOCK_NOT_AVAILABLE = '55P03'
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/**
 * Does what is left to do after submissions were ended, superseded or thrown away, in pieces: whoever is killed
 * between two of them is gone on for by the next call, and several callers do no harm. One that cannot be dealt with
 * does not hold up the others.
 *
 * @param signal  ends it between two pieces
 * @returns how many submissions were dealt with
 */
export async function settleEndings(
  db: Db,
  log?: Pick<Log, 'error'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  let count = 0
  const each = async <T>(
    all: readonly T[],
    settle: (one: T) => Promise<number | boolean | void>,
  ): Promise<void> => {
    for (const one of all) {
      if (signal.aborted) return
      try {
        if ((await settle(one)) !== false) count++
      } catch (error) {
        if (signal.aborted) return
        if (!log) throw error
        log.error({ error: safeError(error) }, 'submission not settled')
      }
    }
  }
  const endings = await inState(db, ['ending'])
  // first for all: what rests on nothing any more is told before entries of others are moved
  await each(endings, (id) => reviewMatchesOf(db, id))
  count = 0
  await each(endings, (id) => settleEnding(db, id, signal))
  await each(await supersededOnes(db), (one) => supersede(db, one, signal))
  await each(await thrownAway(db), (id) => clearAway(db, id, signal))
  return count
}

async function inState(
  db: Db,
  states: readonly ('ending' | 'failed' | 'discarded')[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('submission')
    .select('id')
    .where('state', 'in', states)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** @throws the reason of `signal` */
async function untilNone(signal: AbortSignal, piece: () => Promise<number>): Promise<void> {
  do signal.throwIfAborted()
  while ((await piece()) > 0)
}

type Superseded = { older: string; edition: string; by: string }

/** Submissions to lists of which a newer edition counts. */
async function supersededOnes(db: Db): Promise<Superseded[]> {
  const { rows } = await sql<Superseded>`
    select distinct on (o.id) o.id as older, s.id as edition, s.activated_by as by
      from submission s
      join submission o on o.list_id = s.list_id and o.state = 'active' and o.id <> s.id
        and o.kind <> 'feed' and o.activated_at < s.activated_at
     where s.kind = 'edition' and s.state = 'active'
     order by o.id, s.activated_at desc`.execute(db)
  return rows
}

/** Gives the edition the entries that it has too while they still count as those of the older one. */
async function supersede(
  db: Db,
  { older, edition, by }: Superseded,
  signal: AbortSignal,
): Promise<void> {
  await untilNone(signal, () =>
    holdingList(db, older, async (trx) => {
      const { state } = await submissionOf(trx, edition)
      if (state !== 'active') return 0
      return moveEntries(trx, older, await entriesToMove(trx, older, { edition }))
    }),
  )
  await holdingList(db, older, async (trx) => {
    if ((await submissionOf(trx, edition)).state !== 'active') return
    await endSubmission(trx, older, { reason: 'superseded', note: '' }, { actor: by, name: '' })
  })
  await settleEnding(db, older, signal)
}

async function settleEnding(db: Db, id: string, signal: AbortSignal): Promise<void> {
  const move = (trx: DbOrTransaction) =>
    entriesToMove(trx, id, { states: ['active'] }).then((moves) => moveEntries(trx, id, moves))
  await untilNone(signal, () => holdingList(db, id, move))
  let last = FIRST_ID
  await untilNone(signal, () =>
    holdingList(db, id, async (trx) => {
      const raised = await raisedBy(trx, id, last, PIECE)
      await lowerClasses(trx, raised)
      last = raised.at(-1) ?? last
      return raised.length
    }),
  )
  await holdingList(db, id, async (trx) => {
    const { state, epoch, ended_at } = await lockSubmission(trx, id)
    // another one may have begun to count since
    if (state !== 'ending' || (await move(trx)) > 0) return
    await reviewMatchesOf(trx, id)
    await sql`
      update match_run set epoch = -1
       where (epoch >= ${epoch}::bigint or at >= ${ended_at}::timestamptz - ${LATE})
         and epoch < (select epoch from list_epoch)
         and exists (select from list_entry
                      where epoch > ${epoch}::bigint and moved and status = 'active')`.execute(trx)
    await trx.updateTable('submission').set({ state: 'ended' }).where('id', '=', id).execute()
  })
}

const holdingList = <T>(
  db: Db,
  submissionId: string,
  run: (trx: DbOrTransaction) => Promise<T>,
): Promise<T> =>
  transact(db, async (trx) => {
    const { list_id } = await submissionOf(trx, submissionId)
    await lockList(trx, list_id)
    return run(trx)
  })

/** No match rests on entry `e`, which goes with its submission; of what has one both stay. */
const RESTS_NOTHING = sql`not exists (select from match m where m.entry_id = e.id)`
/** Of page `p` some entry has its hashes: one that moved, or one of the submission that stays. */
const IS_NEEDED = sql`(
  exists (select from list_entry e where e.page_id = p.id and e.moved)
  or exists (select from list_entry e where e.submission_id = p.submission_id and e.page_id = p.id))`

/** Those of which something is left that can go. */
async function thrownAway(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from submission s
     where s.state in ('failed', 'discarded')
       and (exists (select from list_entry e where e.submission_id = s.id and ${RESTS_NOTHING})
         or exists (select from entry_source o where o.submission_id = s.id)
         or exists (
           select from list_entry e
             join entry_source o on o.entry_id = e.id
             join submission t on t.id = o.submission_id and t.state in ('active', 'staged', 'receiving')
            where e.submission_id = s.id)
         or exists (select from entry_page p where p.submission_id = s.id and not ${IS_NEEDED}))`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/**
 * Entries that never counted are kept for nobody; those that a file has too which may still count become its own.
 * Files that come in meanwhile wait, so that none rests on what is just being cleared away.
 *
 * @returns false when a dry run holds the list: that may take hours, for which nothing else is to wait
 */
async function clearAway(db: Db, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    await untilNone(signal, () => clearPiece(db, id))
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE) return false
    throw error
  }
}

function clearPiece(db: Db, id: string): Promise<number> {
  return transact(db, async (trx) => {
    const { list_id } = await submissionOf(trx, id)
    await sql`set local lock_timeout = ${sql.lit(LONGEST_WAIT)}`.execute(trx)
    await lockImports(trx, list_id)
    await sql`set local lock_timeout to default`.execute(trx)
    await lockList(trx, list_id)
    const moves = await entriesToMove(trx, id, { states: ['active', 'staged', 'receiving'] })
    return moves.length > 0 ? moveEntries(trx, id, moves) : removeEntries(trx, id)
  })
}

async function removeEntries(db: DbOrTransaction, submissionId: string): Promise<number> {
  const rows = await db
    .selectFrom('list_entry as e')
    .select('e.id')
    .where('e.submission_id', '=', submissionId)
    .where(sql<boolean>`${RESTS_NOTHING}`)
    .orderBy('e.id')
    .limit(PIECE)
    .forUpdate()
    .execute()
  const ids = rows.map(({ id }) => id)
  // an exchange may have left them behind here
  await keepSuspensions(db, ids)
  for (const table of ['entry_vote', 'entry_hash', 'entry_source']) {
    await sql`delete from ${sql.table(table)} where entry_id = any(${ids}::uuid[])`.execute(db)
  }
  await sql`delete from list_entry where id = any(${ids}::uuid[])`.execute(db)
  if (ids.length === PIECE) return ids.length
  await db.deleteFrom('entry_source').where('submission_id', '=', submissionId).execute()
  await sql`
    delete from entry_page p where p.submission_id = ${submissionId} and not ${IS_NEEDED}`.execute(
    db,
  )
  return 0
}
