import type { HashAlgorithm } from '@nightlight/contract'
import type { ListRow, SetAside } from '../formats/list-row.ts'

/**
 * How far the list of an exchange has been read; JSON, to be kept as it is and given back.
 *
 * It holds no credential. A `position` is a token of the exchange.
 */
export type Checkpoint = {
  /** Everything that changed at the exchange before this time is had; ISO 8601 in UTC. */
  safeFrom: string
  /** The run that is under way; absent between two runs. */
  run?: RunPosition
}

export type RunPosition = {
  /** What the exchange called the page that comes next. */
  position: string
  /** No time after this may become `safeFrom`: when the run began, by the slower of both clocks. */
  ceiling: string
  /** Latest change seen so far in the run; null when no entry said. */
  highest: string | null
  /** Pages read so far in the run. */
  pages: number
}

/** One page of a list: store its rows and `checkpoint` in one transaction. */
export type ExchangePage = {
  /** `line` is the place in the page, from 1. */
  rows: ListRow[]
  checkpoint: Checkpoint
  isLast: boolean
  /** Hashes of this page that were left out of its rows. */
  setAside: Readonly<SetAside>
}

/** What a person decided about an entry. */
export type Vote = {
  /** The reference of the row. */
  reference: string
  verdict: 'confirm' | 'reject'
  /** Why, as a code; what an exchange makes of it is said at its client. */
  reason: string
  /** Which hash of the entry matched. NCMEC takes votes on one fingerprint and needs it. */
  algorithm?: HashAlgorithm
}

/**
 * What became of a vote.
 *
 * `refused`: sending it again cannot help. `later`: it was not taken, or nobody knows whether it
 * was; send it again, not before `at` where that is given. A vote may be sent twice.
 */
export type VoteResult =
  | { reference: string; status: 'sent' }
  | { reference: string; status: 'refused'; code: string }
  | { reference: string; status: 'later'; code: string; at?: Date }

export type ExchangeHealth =
  /** `clockAheadMs`: how far our clock is ahead of theirs; null when they did not say their time. */
  { status: 'ok'; clockAheadMs: number | null } | { status: 'failed'; code: string }

/** A party that gives out hashes and takes back what became of them. */
export type ExchangeClient = {
  /**
   * Reads what changed since `from`, page by page; everything when it is null.
   *
   * At least one page, even when nothing changed. From a checkpoint in the middle of a run it goes
   * on there, or begins the run again where the exchange no longer knows the position; rows may so
   * repeat, and the later one counts. `safeFrom` never goes back.
   *
   * @throws {DomainError} `exchange-unauthorised`, `exchange-forbidden`, `exchange-not-found`,
   *   `exchange-refused-request`, `exchange-redirected`, `exchange-answer-too-large`,
   *   `exchange-page-malformed`, `exchange-next-repeated`, `exchange-next-elsewhere`,
   *   `exchange-run-too-long`, `exchange-checkpoint-unreadable`
   * @throws {RetryLater} the exchange asks to wait
   * @throws {ExchangeUnavailable} it could not be reached, or failed, several times in a row
   */
  fetchPages(from: Checkpoint | null, signal: AbortSignal): AsyncIterable<ExchangePage>
  /** Hands votes back, one result for each, in order; throws only when `signal` aborts. */
  sendFeedback(votes: readonly Vote[], signal: AbortSignal): Promise<VoteResult[]>
  /** Asks whether the exchange answers and knows us; throws only when `signal` aborts. */
  checkHealth(signal: AbortSignal): Promise<ExchangeHealth>
}
