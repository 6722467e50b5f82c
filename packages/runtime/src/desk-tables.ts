import type { Now } from './column-types.ts'

/** What analysts note and settle at their desk; a part of `Database`. */
export interface DeskTables {
  report_note: {
    id: string
    report_id: string
    /** Null once it was erased. */
    text_ct: Buffer | null
    actor: string
    at: Now
  }
  report_merge: {
    report_id: string
    into_id: string
    actor: string
    at: Now
  }
  assessment: {
    id: string
    decision_id: string
    match_id: string
    first_person: string
    verdict: 'confirm' | 'reject' | null
    reason_ct: Buffer | null
    actor: string | null
    person: string | null
    given_at: Date | null
    agrees: boolean | null
    settled_by: string | null
    settled_at: Date | null
  }
  assessment_share: {
    list_id: string
    percent: number
    actor: string
    at: Now
  }
  decision_undone: {
    decision_id: string
    match_id: string
    verdict: 'confirm' | 'reject'
    actor: string
    decided_at: Date
    undone_at: Now
  }
}
