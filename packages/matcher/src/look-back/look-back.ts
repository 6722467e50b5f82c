import {
  runAlone,
  safeError,
  writeAudit,
  type Db,
  type FieldCrypto,
  type Log,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { activeEntries } from '../entry-changes.ts'
import { nextEpoch } from '../list-epochs.ts'
import type { Use } from '../lists/list-terms.ts'
import type { EntryHash, LiveLists } from '../lists/live-lists.ts'
import { JOINED_QUERIES } from '../index/join-index.ts'
import { matchFingerprint, type MatchResult } from '../match-rules.ts'
import { readMediaToMatch, recordMatches } from '../match-store.ts'
import { FLOOD_LIMIT, suspendFloodingOf, type FloodLimit } from '../submissions/flood.ts'
import type { Submission } from '../submissions/submission-store.ts'
import { LookBackFilter } from './look-back-filter.ts'
import type { MediaPage } from './media-page.ts'
import { mediaPages } from './media-pages.ts'
import { pageMedia } from './page-media.ts'

export type LookBackDeps = {
  db: Db
  crypto: FieldCrypto
  log: Log
  lists: () => LiveLists
  /** Takes over now what has changed. */
  refresh: () => Promise<void>
  use: Omit<Use, 'at'>
  /** How many unrelated sites an entry may match. */
  flood?: FloodLimit
  now: () => Date
  /** Ends it at the next page; it goes on there when it is called again. */
  signal?: AbortSignal
}

const LOOK_BACK_LOCK = 710_421
const FIRST_ID = '00000000-0000-0000-0000-000000000000'
/** Media that are compared in full in one transaction. */
const TOGETHER = 200
/** A page of 4,000 photographs has 64,000. */
const FULL = JOINED_QUERIES - 100_000
const MOST_PAGES = 64

/**
 * Compares everything that was ever fingerprinted with submissions that became active, one after the other, and says
 * how much was found. Nothing acts on that before somebody has released it; where nothing was found, there is nothing
 * to release.
 *
 * Goes on after a crash or an end where it was; of several matchers one does it.
 *
 * @returns how many submissions were dealt with
 */
export async function lookBack(deps: LookBackDeps): Promise<number> {
  const done = await runAlone(deps.db, LOOK_BACK_LOCK, async () => {
    const due = await deps.db
      .selectFrom('submission')
      .selectAll()
      .where('look_back', '=', 'running')
      .where('state', '=', 'active')
      .orderBy('activated_at')
      .execute()
    for (const submission of due) {
      if (deps.signal?.aborted) break
      try {
        await lookBackFor(deps, submission)
      } catch (error) {
        if (deps.signal?.aborted) break
        // the others need not wait for it
        deps.log.error({ error: safeError(error) }, 'not looked back')
      }
    }
    return due.length
  })
  return done ?? 0
}

async function lookBackFor(deps: LookBackDeps, submission: Submission): Promise<void> {
  const { db, crypto, log, signal } = deps
  const startedAt = performance.now()
  await deps.refresh()
  // as when another matcher has said that pictures are compared for another country
  if (deps.lists().epoch < BigInt(submission.epoch)) return
  const list = await db
    .selectFrom('hash_list')
    .select(['max_distance', 'negative'])
    .where('id', '=', submission.list_id)
    .executeTakeFirstOrThrow()
  // what a negative list holds back is decided for all that it may touch: everything is compared again
  if (list.negative) return finish(deps, submission, 'compare-all')
  await using filter = await LookBackFilter.of(hashesOf(deps, submission.id), list.max_distance)
  do signal?.throwIfAborted()
  while ((await pageMedia(db, crypto, log, 1)) > 0)
  const isWhole = await searchPages(deps, submission, filter)
  if (!isWhole) return
  const suspended = await suspendFloodingOf(db, submission.id, deps.flood ?? FLOOD_LIMIT)
  if (suspended.length > 0)
    log.warn({ entries: suspended.length }, 'entries suspended, they match too many sites')
  await finish(deps, submission, 'done')
  const { look_back_found: found } = await db
    .selectFrom('submission')
    .select('look_back_found')
    .where('id', '=', submission.id)
    .executeTakeFirstOrThrow()
  log.info({ found, ms: Math.round(performance.now() - startedAt) }, 'looked back')
}

/** @returns false when the submission counts no more, or all is to end */
async function searchPages(
  deps: LookBackDeps,
  submission: Submission,
  filter: LookBackFilter,
): Promise<boolean> {
  const waiting: (() => Promise<boolean>)[] = []
  const from = submission.look_back_from ?? FIRST_ID
  for await (const group of inGroups(mediaPages(deps.db, deps.crypto, from))) {
    if (deps.signal?.aborted) return false
    const hits = filter.hitsIn(group.map(({ page }) => page))
    hits.catch(() => undefined)
    waiting.push(async () => takeGroup(deps, submission, group, await hits))
    // in their order, since what is noted is how far it is
    if (waiting.length > filter.threads && !(await waiting.shift()!())) return false
  }
  for (const take of waiting) if (!(await take())) return false
  return !deps.signal?.aborted
}

type ReadPage = { id: string; page: MediaPage }

/** As many pages as are searched at once best. */
async function* inGroups(pages: AsyncIterable<ReadPage>): AsyncGenerator<ReadPage[]> {
  let group: ReadPage[] = []
  let queries = 0
  for await (const one of pages) {
    group.push(one)
    queries += one.page.pdq.owners.length
    if (queries < FULL && group.length < MOST_PAGES) continue
    yield group
    group = []
    queries = 0
  }
  if (group.length > 0) yield group
}

async function takeGroup(
  deps: LookBackDeps,
  submission: Submission,
  group: readonly ReadPage[],
  hits: readonly number[][],
): Promise<boolean> {
  for (const [at, { id, page }] of group.entries()) {
    if (deps.signal?.aborted) return false
    const media = {
      id,
      media: page.media,
      hits: hits[at]!.map((place) => page.mediaId(place)),
    }
    if (!(await take(deps, submission, media))) return false
  }
  return true
}

async function* hashesOf(
  { db, crypto, signal }: LookBackDeps,
  submissionId: string,
): AsyncGenerator<readonly EntryHash[]> {
  for await (const change of activeEntries(db, crypto, submissionId)) {
    signal?.throwIfAborted()
    if (change.status === 'active') yield change.entry.hashes
  }
}

/** Compares the hits of a page in full, and notes that it is done. @returns whether to go on */
async function take(
  deps: LookBackDeps,
  { id: submissionId, epoch }: Submission,
  page: { id: string; media: number; hits: readonly string[] },
): Promise<boolean> {
  const { db } = deps
  for (let at = 0; at < page.hits.length; at += TOGETHER) {
    await compare(deps, BigInt(epoch), page.hits.slice(at, at + TOGETHER))
  }
  const { numUpdatedRows } = await db
    .updateTable('submission')
    .set({ look_back_from: page.id, looked_at: sql`looked_at + ${page.media}` })
    .where('id', '=', submissionId)
    .where('state', '=', 'active')
    .where('look_back', '=', 'running')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

async function compare(
  { db, crypto, lists, use, now }: LookBackDeps,
  epoch: bigint,
  mediaIds: readonly string[],
): Promise<void> {
  const media = await readMediaToMatch(db, crypto, mediaIds)
  const active = lists()
  const at = { ...use, at: now() }
  const compared: Compared[] = []
  for (const { mediaId, fingerprint, matchedEpoch, comparedBefore } of media) {
    // what was compared since, or was not yet, is not for looking back
    if (matchedEpoch === null || matchedEpoch >= epoch) continue
    const { pipelineVersion } = fingerprint
    const results = matchFingerprint(fingerprint, active, at)
    compared.push({ mediaId, pipelineVersion, comparedBefore, results })
    // lists change and searches are answered between two pictures
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (compared.length === 0) return
  await db.transaction().execute(async (trx) => {
    for (const { results, comparedBefore, ...one } of compared.toSorted(byMedia)) {
      await recordMatches(trx, one, active.epoch, results, comparedBefore)
    }
  })
}

type Compared = {
  mediaId: string
  pipelineVersion: string
  comparedBefore: bigint | null
  results: MatchResult[]
}

const byMedia = (a: { mediaId: string }, b: { mediaId: string }): number =>
  a.mediaId < b.mediaId ? -1 : 1

const finish = (
  { db }: LookBackDeps,
  { id }: Submission,
  how: 'done' | 'compare-all',
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const submission = await trx
      .selectFrom('submission')
      .selectAll()
      .where('id', '=', id)
      .where('look_back', '=', 'running')
      .forUpdate()
      .executeTakeFirst()
    if (!submission) return
    const { rows } = await sql<{ found: number }>`
      select count(distinct m.media_id)::int as found
        from match m join list_entry e on e.id = m.entry_id and e.status = 'active'
       where m.look_back = ${id}`.execute(trx)
    const { found } = rows[0]!
    await trx
      .updateTable('submission')
      .set({
        look_back: found > 0 ? 'found' : 'released',
        look_back_found: found,
        ...(found > 0
          ? {}
          : { released_by: 'rule:nothing-found', released_at: sql`clock_timestamp()` }),
      })
      .where('id', '=', id)
      .execute()
    await writeAudit(trx, {
      actor: 'matcher',
      action: 'submission-looked-back',
      objectType: 'submission',
      objectId: id,
      detail: { found },
    })
    if (how === 'compare-all') await nextEpoch(trx, 'all')
  })
