import { DomainError, RetryLater } from '@nightlight/contract'
import {
  newId,
  safeError,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
  type Log,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { activateSubmission } from '../submissions/activate-submission.ts'
import {
  lockImports,
  lockList,
  lockSubmission,
  noteProgress,
  noteRefused,
  type Submission,
} from '../submissions/submission-store.ts'
import { transact } from '../transact.ts'
import { applyPage, type Applied } from './apply-page.ts'
import { createExchangeClient } from './create-exchange-client.ts'
import type { Checkpoint, ExchangeClient, ExchangePage } from './exchange-client.ts'
import { codeOf, malformedPage } from './exchange-errors.ts'
import { configOf, feedsDue, noteFailure, type Feed } from './feed-store.ts'
import { sendVotes } from './send-votes.ts'

export type FeedDeps = { db: Db; crypto: FieldCrypto; log: Log; now: () => Date }

const MINUTE_MS = 60_000
const EXCHANGE = { actor: 'exchange', name: '' }
const NO_DIGEST = Buffer.alloc(0)

/**
 * Reads every exchange that is due and tells it what people here have said of its entries. One that cannot be read,
 * whatever the reason, is noted as such and does not hold up the others.
 */
export async function readDue(deps: FeedDeps, signal: AbortSignal): Promise<void> {
  const { db, crypto, log, now } = deps
  for (const feed of await feedsDue(db, now())) {
    if (signal.aborted) return
    try {
      const client = createExchangeClient({ now }, configOf(crypto, feed))
      const isDone = await runFeed(deps, feed, signal, client)
      if (isDone) log.info({ feed: feed.id }, 'exchange read')
      if (!signal.aborted) await sendVotes({ db, crypto }, feed, client, signal)
    } catch (error) {
      if (signal.aborted) return
      const code = error instanceof DomainError ? error.code : 'unexpected'
      await noteFailure(db, feed.id, code, now())
      log.error({ feed: feed.id, code, error: safeError(error) }, 'exchange not read')
    }
  }
}

/**
 * Reads what has changed at an exchange, page by page, each with its place in one transaction; goes on in the middle
 * after a crash, and begins the run again when somebody has thrown away what it brought. Withdrawals count at once;
 * what is new counts when the run is at its end, on the word of whoever approved the exchange.
 *
 * A failure is noted with its code and tried again later; it is not thrown.
 *
 * @returns whether the run came to its end
 */
export async function runFeed(
  deps: FeedDeps,
  feed: Feed,
  signal: AbortSignal,
  client: ExchangeClient = createExchangeClient({ now: deps.now }, configOf(deps.crypto, feed)),
): Promise<boolean> {
  const { db, log, now } = deps
  try {
    while (!(await readToEnd(deps, feed, signal, client)));
    return true
  } catch (error) {
    if (signal.aborted) return false
    const code = codeOf(error)
    const at = error instanceof RetryLater ? error.at : undefined
    const failures = await noteFailure(db, feed.id, code, now(), at)
    log.warn({ feed: feed.id, code, failures }, 'exchange not read')
    return false
  }
}

/** @returns false when what the run brought was thrown away meanwhile */
async function readToEnd(
  deps: FeedDeps,
  { id, kind }: Feed,
  signal: AbortSignal,
  client: ExchangeClient,
): Promise<boolean> {
  for await (const page of client.fetchPages(await beginRun(deps, id), signal)) {
    if (!(await takePage(deps, id, page))) return false
    if (page.isLast) return finish(deps, id, page.checkpoint)
  }
  throw malformedPage(kind)
}

const isThrownAway = ({ state }: Pick<Submission, 'state'>): boolean =>
  state === 'discarded' || state === 'failed'

/** What was thrown away in the middle of a run is asked for once more. @returns where to begin */
const beginRun = ({ db, now }: FeedDeps, feedId: string): Promise<Checkpoint | null> =>
  transact(db, async (trx) => {
    const feed = await lockFeed(trx, feedId)
    await listOf(trx, feed)
    const run = feed.submission_id === null ? null : await lockSubmission(trx, feed.submission_id)
    const kept = feed.checkpoint as Checkpoint | null
    const from = run && isThrownAway(run) && kept ? { safeFrom: kept.safeFrom } : kept
    await trx
      .updateTable('list_feed')
      .set({
        started_at: now(),
        submission_id: run?.state === 'receiving' ? run.id : null,
        checkpoint: from === null ? null : JSON.stringify(from),
      })
      .where('id', '=', feedId)
      .execute()
    return from
  })

/** @returns false when what the run brought was thrown away meanwhile */
const takePage = ({ db, crypto }: FeedDeps, feedId: string, page: ExchangePage): Promise<boolean> =>
  transact(db, async (trx) => {
    const feed = await lockFeed(trx, feedId)
    // first, since a dry run may hold them for hours: the list is still to be withdrawn at once
    await lockImports(trx, feed.list_id)
    // what its source withdraws may go over to another submission, which must not end meanwhile
    await lockList(trx, feed.list_id)
    const { legal_class } = await listOf(trx, feed)
    const before =
      feed.submission_id === null ? null : await lockSubmission(trx, feed.submission_id)
    if (before && isThrownAway(before)) return false
    const run = before?.state === 'receiving' ? before : await openRun(trx, feed)
    const place = { listId: feed.list_id, submissionId: run.id }
    const applied = await applyPage(trx, crypto, place, page.rows, legal_class)
    await notePage(trx, run, page, applied)
    await trx
      .updateTable('list_feed')
      .set({
        submission_id: run.id,
        // the end of a run counts with its activation: until then its rows can be asked for again
        ...(page.isLast ? {} : { checkpoint: JSON.stringify(page.checkpoint) }),
      })
      .where('id', '=', feedId)
      .execute()
    const { withdrawn, keptByOthers } = applied
    if (withdrawn + keptByOthers > 0) {
      await writeAudit(trx, {
        actor: EXCHANGE.actor,
        action: 'entries-withdrawn-by-source',
        objectType: 'list_feed',
        objectId: feedId,
        detail: { withdrawn, keptByOthers },
      })
    }
    return true
  })

async function notePage(
  db: DbOrTransaction,
  run: Submission,
  page: ExchangePage,
  { accepted, duplicate, ...applied }: Applied,
): Promise<void> {
  const before = Number(run.rows_read)
  const refused = applied.refused.map(({ line, reason }) => ({ line: before + line, reason }))
  await noteRefused(db, run, refused)
  const refusedBy = new Map<string, number>()
  for (const { reason } of refused) refusedBy.set(reason, (refusedBy.get(reason) ?? 0) + 1)
  await noteProgress(db, run, {
    accepted,
    duplicate,
    refusedBy,
    rowsRead: before + page.rows.length,
    bytesRead: 0,
    prefixSha256: NO_DIGEST,
  })
}

async function lockFeed(db: DbOrTransaction, feedId: string): Promise<Feed> {
  const feed = await db
    .selectFrom('list_feed')
    .selectAll()
    .where('id', '=', feedId)
    .forUpdate()
    .executeTakeFirst()
  if (feed) return feed
  throw new DomainError('not-found', 'feed-not-found', 'Reading an exchange: it was removed')
}

/** @throws {DomainError} conflict `list-withdrawn` */
async function listOf(
  db: DbOrTransaction,
  { list_id }: Feed,
): Promise<{ legal_class: 'csam' | 'harmful' }> {
  const { legal_class, withdrawn_at } = await db
    .selectFrom('hash_list')
    .select(['legal_class', 'withdrawn_at'])
    .where('id', '=', list_id)
    .executeTakeFirstOrThrow()
  if (withdrawn_at === null) return { legal_class }
  throw new DomainError(
    'conflict',
    'list-withdrawn',
    'Reading an exchange: its list was withdrawn; add the exchange to another list',
  )
}

const openRun = (db: DbOrTransaction, feed: Feed): Promise<Submission> =>
  db
    .insertInto('submission')
    .values({
      id: newId(),
      list_id: feed.list_id,
      format: feed.kind,
      state: 'receiving',
      kind: 'feed',
      submitted_by: EXCHANGE.actor,
      legal_basis: 'list exchange',
    })
    .returningAll()
    .executeTakeFirstOrThrow()

/**
 * What the run brought becomes active; a run that brought nothing leaves no submission.
 *
 * @returns false when what the run brought was thrown away meanwhile
 */
const finish = ({ db, now }: FeedDeps, feedId: string, checkpoint: Checkpoint): Promise<boolean> =>
  transact(db, async (trx) => {
    const feed = await lockFeed(trx, feedId)
    await lockList(trx, feed.list_id)
    const run = feed.submission_id === null ? null : await lockSubmission(trx, feed.submission_id)
    if (run && isThrownAway(run)) return false
    await trx
      .updateTable('list_feed')
      .set({
        submission_id: null,
        checkpoint: JSON.stringify(checkpoint),
        problem: null,
        failures: 0,
        finished_at: now(),
        next_at: new Date(now().getTime() + feed.every_minutes * MINUTE_MS),
      })
      .where('id', '=', feedId)
      .execute()
    if (run?.state !== 'receiving') return true
    if (await bringsSomething(trx, run)) await activateRun(trx, run.id, feed)
    else await removeRun(trx, run.id)
    return true
  })

/** Whether anything rests on a run: an entry of its own, or one that no exchange was a source of by that name. */
async function bringsSomething(
  db: DbOrTransaction,
  { id, accepted }: Submission,
): Promise<boolean> {
  if (accepted > 0) return true
  const { rows } = await sql`
    select from list_entry where submission_id = ${id}
    union all
    select from entry_source o
      join list_entry e on e.id = o.entry_id
      join submission home on home.id = e.submission_id
     where o.submission_id = ${id}
       and not (home.kind = 'feed' and home.state = 'active'
         and e.source_key is not distinct from o.source_key)
       and not exists (
         select from entry_source other join submission s on s.id = other.submission_id
          where other.entry_id = o.entry_id and s.id <> ${id} and s.kind = 'feed' and s.state = 'active'
            and other.source_key is not distinct from o.source_key)
     limit 1`.execute(db)
  return rows.length > 0
}

/** @throws {DomainError} as `activateSubmission`; conflict `feed-not-approved` */
async function activateRun(
  db: DbOrTransaction,
  id: string,
  { approved_by, approver }: Feed,
): Promise<void> {
  if (approved_by === null) {
    throw new DomainError(
      'conflict',
      'feed-not-approved',
      'Reading an exchange: nobody has approved it; ask somebody else than who asked for it',
    )
  }
  await db.updateTable('submission').set({ state: 'staged' }).where('id', '=', id).execute()
  await activateSubmission(db, id, { actor: approved_by, name: approver ?? '' })
}

async function removeRun(db: DbOrTransaction, id: string): Promise<void> {
  await db.deleteFrom('refused_row').where('submission_id', '=', id).execute()
  await db.deleteFrom('entry_source').where('submission_id', '=', id).execute()
  await db.deleteFrom('submission').where('id', '=', id).execute()
}
