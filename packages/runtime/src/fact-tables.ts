import type { BigNull } from './column-types.ts'

/** What figures are made of; a part of `Database`. Written by triggers, and `match_fact` by who settles it as well. */
export interface FactTables {
  takedown_fact: {
    takedown_id: string
    opened_at: Date
    t0: Date | null
    t3: Date | null
    t4: Date | null
    t5: Date | null
    t6: Date | null
    t8: Date | null
    t9: Date | null
    t10: Date | null
    t11: Date | null
    up_at: Date | null
    closed_at: Date | null
    /** First seen at another place after T10. */
    elsewhere_at: Date | null
    provider_id: string | null
    country: string | null
    asn: BigNull
    cdn: string | null
    registrar_id: string | null
    list_id: string
    legal_class: string
    channel: string | null
    changed: string
  }
  match_fact: {
    match_id: string
    /** From when on it could be decided; null while a look back waits for its release. */
    found_at: Date | null
    /** The first decision that was not undone. */
    decided_at: Date | null
    /** From when on that counts. */
    counts_at: Date | null
    verdict: 'confirm' | 'reject' | null
    /** From when on it waited no more without having been decided. */
    closed_at: Date | null
    /** From when on that was known; null as long as `closed_at` is. */
    closed_known_at: Date | null
    way: 'rule' | 'person'
    list_id: string
    legal_class: string
    tier: string
    source: string | null
    changed: string
  }
  /** What became of letters of a day, and what was taken back on it; a day that is stale is counted by who reads. */
  letter_day: {
    day: Date
    channel: string
    written: number
    waiting: number
    accepted: number
    bounced: number
    refused: number
    answered: number
    unanswered: number
  }
  reversal_day: {
    day: Date
    decisions: number
    undone: number
    decided: number
    disputes: number
    disputes_decided: number
    retractions: number
  }
  figure_day_stale: { kind: 'letter' | 'reversal'; day: Date }
}
