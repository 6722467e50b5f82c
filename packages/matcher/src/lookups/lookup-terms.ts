import type { HashAlgorithm } from '@nightlight/contract'

/** What providers may ask by: equality, and likeness where that was allowed on purpose. */
export const LOOKUP_ALGORITHMS = ['md5', 'sha1', 'sha256', 'pdq'] as const
export type LookupAlgorithm = (typeof LOOKUP_ALGORITHMS)[number] & HashAlgorithm

export const MOST_HASHES = 1_000

/** A hash that is asked for; `value` in lower-case hex, checked. */
export type AskedHash = { algorithm: LookupAlgorithm; value: string }

/** What the api process asks the process that holds the lists. */
export type LookupQuestion = {
  accreditationId: string
  /** Lists that may answer. */
  listIds: readonly string[]
  hashes: readonly AskedHash[]
}

/** Entries that are looked up for the class of one hash, so that a hit costs what a miss does. */
export const ENTRIES_OF_HASH = 4

/** Entries that are looked up for a call beside these, whether or not a hash of it is more than `ENTRIES_OF_HASH`. */
export const SPARE_ENTRIES = 64

/** Of one hash; of the same size for a hit and a miss. */
export type LookupFinding = {
  /** How many of `entries` are those of lists; more of them may be among the spare ones of the answer. */
  known: number
  /** `ENTRIES_OF_HASH` ids; beyond `known` they are of nothing. */
  entries: readonly string[]
  /** Of the canary that it is; without one, of nothing. */
  canaryId: string
  isCanary: boolean
}

/** An entry that a hash is beyond its first ones; `hash` is the place of the hash in the question, -1 for an entry of nothing. */
export type SpareEntry = { hash: number; entryId: string }

export type LookupAnswer = {
  findings: readonly LookupFinding[]
  /** `SPARE_ENTRIES` of them. */
  spare: readonly SpareEntry[]
  /** Whoever asks walks along the edge of an entry. */
  isProbing: boolean
}
