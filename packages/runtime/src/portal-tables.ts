/** What providers were told of, and how they try their ways; a part of `Database`. */
export interface PortalTables {
  /** Written by triggers alone. */
  told_item: {
    provider_id: string
    takedown_id: string
    state: 'open' | 'answered' | 'removed' | 'closed'
    legal_class: string
    told_at: Date
    asked_at: Date
    notice_id: string
    answer: string | null
    answered_at: Date | null
  }
  channel_test: {
    id: string
    provider_id: string
    channel_id: string | null
    asked_by: string
    asked_at: Date
    done_at: Date | null
    outcome: TestOutcome | null
    code: number | null
  }
}

/** What became of a message that tried a way. */
export type TestOutcome =
  | 'accepted'
  | 'deferred'
  | 'turned-away'
  | 'in-doubt'
  | 'refused'
  | 'unsendable'
  /** An interface answered a question that reports nothing, and took our keys. */
  | 'proved'
  /** It answered, and said nothing of our keys. */
  | 'reached'
