import { DomainError, RetryLater } from '@nightlight/contract'
import {
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
  type Log,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { activateSubmission } from '../submissions/activate-submission.ts'
import { endSubmission } from '../submissions/end-submission.ts'
import {
  lockList,
  lockSubmission,
  noteProgress,
  noteRefused,
} from '../submissions/submission-store.ts'
import { applyPage } from './apply-page.ts'
import { createExchangeClient } from './create-exchange-client.ts'
import type { Checkpoint, ExchangeClient, ExchangePage } from './exchange-client.ts'
import { codeOf } from './exchange-errors.ts'
import { configOf, type Feed } from './feed-store.ts'

export type FeedDeps = { db: Db; crypto: FieldCrypto; log: Log; now: () => Date }

const MINUTE_MS = 60_000
const LONGEST_WAIT_MINUTES = 24 * 60
const EXCHANGE = { actor: 'exchange', name: '' }
const NO_DIGEST = Buffer.alloc(0)

/**
 * Reads what has changed at an exchange, page by page, each with its place in one transaction; goes on in the middle
 * after a crash. Withdrawals count at once; what is new counts when the run is at its end, on the word of whoever
 * approved the exchange.
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
    await db.updateTable('list_feed').set({ started_at: now() }).where('id', '=', feed.id).execute()
    for await (const page of client.fetchPages(feed.checkpoint as Checkpoint | null, signal)) {
      await takePage(deps, feed.id, page)
    }
    await finish(deps, feed)
    return true
  } catch (error) {
    if (signal.aborted) return false
    const code = codeOf(error)
    const failures = feed.failures + 1
    const waitMs = Math.min(2 ** failures, LONGEST_WAIT_MINUTES) * MINUTE_MS
    const later = error instanceof RetryLater ? error.at : new Date(now().getTime() + waitMs)
    await db
      .updateTable('list_feed')
      .set({ problem: code, failures, next_at: later })
      .where('id', '=', feed.id)
      .execute()
    log.warn({ feed: feed.id, code, failures }, 'exchange not read')
    return false
  }
}

const takePage = ({ db, crypto }: FeedDeps, feedId: string, page: ExchangePage): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const feed = await lockFeed(trx, feedId)
    await lockList(trx, feed.list_id)
    const { legal_class } = await trx
      .selectFrom('hash_list')
      .select('legal_class')
      .where('id', '=', feed.list_id)
      .executeTakeFirstOrThrow()
    const submissionId = feed.submission_id ?? (await openRun(trx, feed))
    const place = { listId: feed.list_id, submissionId }
    const applied = await applyPage(trx, crypto, place, page.rows, legal_class)
    const submission = await lockSubmission(trx, submissionId)
    const before = Number(submission.rows_read)
    const refused = applied.refused.map(({ line, reason }) => ({ line: before + line, reason }))
    await noteRefused(trx, submission, refused)
    const refusedBy = new Map<string, number>()
    for (const { reason } of refused) refusedBy.set(reason, (refusedBy.get(reason) ?? 0) + 1)
    const { accepted, duplicate } = applied
    const rowsRead = before + page.rows.length
    await noteProgress(trx, submission, {
      accepted,
      duplicate,
      refusedBy,
      rowsRead,
      bytesRead: 0,
      prefixSha256: NO_DIGEST,
    })
    await trx
      .updateTable('list_feed')
      .set({ checkpoint: JSON.stringify(page.checkpoint), submission_id: submissionId })
      .where('id', '=', feedId)
      .execute()
    if (applied.withdrawn > 0) {
      await writeAudit(trx, {
        actor: EXCHANGE.actor,
        action: 'entries-withdrawn-by-source',
        objectType: 'list_feed',
        objectId: feedId,
        detail: { withdrawn: applied.withdrawn },
      })
    }
  })

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

async function openRun(db: DbOrTransaction, feed: Feed): Promise<string> {
  const id = newId()
  await db
    .insertInto('submission')
    .values({
      id,
      list_id: feed.list_id,
      format: feed.kind,
      state: 'receiving',
      kind: 'feed',
      submitted_by: EXCHANGE.actor,
      legal_basis: 'list exchange',
    })
    .execute()
  return id
}

/** What the run brought becomes active; a run that brought nothing leaves no submission. */
async function finish({ db, now }: FeedDeps, { id, every_minutes }: Feed): Promise<void> {
  const { submission_id, approved_by, approver } = await db
    .selectFrom('list_feed')
    .select(['submission_id', 'approved_by', 'approver'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (submission_id !== null && approved_by !== null) {
    const { accepted } = await db
      .updateTable('submission')
      .set({ state: sql`case when state = 'receiving' then 'staged' else state end` })
      .where('id', '=', submission_id)
      .returning('accepted')
      .executeTakeFirstOrThrow()
    if (accepted > 0) {
      await activateSubmission(db, submission_id, { actor: approved_by, name: approver ?? '' })
    } else {
      const note = { reason: 'revoked', note: 'nothing new' } as const
      await endSubmission(db, submission_id, note, EXCHANGE)
    }
  }
  await db
    .updateTable('list_feed')
    .set({
      submission_id: null,
      problem: null,
      failures: 0,
      finished_at: now(),
      next_at: new Date(now().getTime() + every_minutes * MINUTE_MS),
    })
    .where('id', '=', id)
    .execute()
}
