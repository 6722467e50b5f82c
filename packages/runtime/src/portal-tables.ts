/** What providers were told of, how they try their ways, and who takes addresses as a file; a part of `Database`. */
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
  address_consent: {
    id: string
    provider_id: string
    ends_at: Date
    proposed_by: string
    proposer: string
    proposed_at: Date
    given_by: string | null
    giver: string | null
    given_at: Date | null
    withdrawn_by: string | null
    withdrawn_at: Date | null
  }
  address_request: {
    id: string
    provider_id: string
    consent_id: string
    legal_class: string | null
    older_than_hours: number | null
    item_ids: string[]
    items: number
    asked_by: string
    asker: string
    asked_at: Date
    agreed_by: string | null
    agreer: string | null
    agreed_at: Date | null
    taken_at: Date | null
    taken_items: number | null
    withdrawn_by: string | null
    withdrawn_at: Date | null
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
