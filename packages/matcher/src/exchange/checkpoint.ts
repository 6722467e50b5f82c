import { DomainError } from '@nightlight/contract'
import type { Checkpoint, RunPosition } from './exchange-client.ts'

/**
 * How long before the latest change the next run begins.
 *
 * A change may carry the time at which its transaction began and show when that ends: an hour covers
 * the retraction of many entries at once, servers of theirs whose clocks differ, and a clock of ours
 * that is wrong by minutes. It costs an hour's changes read twice, which is harmless.
 */
export const OVERLAP_MS = 3_600_000

/** Where a list begins that was never read. */
const BEGINNING = new Date(0).toISOString()

/** Most pages of one run; 100 million entries at NCMEC, eight times what it has. */
export const MAX_PAGES = 100_000

/** What a page tells about the run. */
export type PageMarks = {
  /** Position of the page that comes next; null after the last. */
  next: string | null
  /** Latest change on this page; null when it has no entry. */
  highest: Date | null
  /** Their own time, where the answer said it. */
  answeredAt: Date | null
  /** A time that they advise to begin the next run at: it may hold `safeFrom` back, no more. */
  advised?: Date | null
}

/**
 * Checks a checkpoint that was kept; null stands for one of a list that was never read.
 *
 * @throws {DomainError} `exchange-checkpoint-unreadable`
 */
export function readCheckpoint(kept: Checkpoint | null): Checkpoint {
  if (kept === null) return { safeFrom: BEGINNING }
  const { safeFrom, run } = kept
  if (!isTime(safeFrom) || (run !== undefined && !isRun(run))) {
    throw new DomainError(
      'invalid',
      'exchange-checkpoint-unreadable',
      'Reading an exchange: what was kept of the last run is unreadable; begin again without it',
    )
  }
  return run ? { safeFrom, run } : { safeFrom }
}

const isRun = (run: RunPosition): boolean =>
  typeof run.position === 'string' &&
  isTime(run.ceiling) &&
  (run.highest === null || isTime(run.highest)) &&
  Number.isSafeInteger(run.pages)

const isTime = (text: unknown): text is string =>
  typeof text === 'string' && !Number.isNaN(Date.parse(text))

/**
 * The checkpoint after a page.
 *
 * Entries come in no order of time, so that only the last page moves `safeFrom`: to the latest
 * change seen, less the overlap. Never past the beginning of the run, as what changed since may
 * have left the pages that were still to come; and never back.
 *
 * @param startedAt our time before the first request of the run; unused in the middle of one
 */
export function afterPage(from: Checkpoint, marks: PageMarks, startedAt: Date): Checkpoint {
  const ceiling = from.run?.ceiling ?? earlier(startedAt, marks.answeredAt).toISOString()
  const highest = later(from.run?.highest ?? null, marks.highest)
  const pages = (from.run?.pages ?? 0) + 1
  if (marks.next !== null) {
    return { safeFrom: from.safeFrom, run: { position: marks.next, ceiling, highest, pages } }
  }
  if (highest === null) return { safeFrom: from.safeFrom }
  const safeFrom = new Date(from.safeFrom)
  // One that lies before this run's own beginning advises nothing.
  const advised = marks.advised && marks.advised > safeFrom ? marks.advised : null
  const seen = earlier(earlier(new Date(highest), new Date(ceiling)), advised)
  const reached = seen.getTime() - OVERLAP_MS
  return { safeFrom: new Date(Math.max(safeFrom.getTime(), reached)).toISOString() }
}

const earlier = (one: Date, other: Date | null): Date => (other && other < one ? other : one)

const later = (one: string | null, other: Date | null): string | null =>
  other && (one === null || other > new Date(one)) ? other.toISOString() : one
