import type { BigDefault } from './column-types.ts'

/** Tables of what stops an erasure and what became of it; a part of `Database`. */
export interface RetentionTables {
  legal_hold: {
    id: string
    report_id: string | null
    takedown_id: string | null
    page_location_id: string | null
    reason_code: string
    authority: string
    placed_by: string
    placer: string
    placed_at: Date
    review_at: Date
    released_by: string | null
    releaser: string | null
    released_at: Date | null
  }
  retention_state: {
    task: string
    due: BigDefault
    held: BigDefault
    looked_at: Date | null
    erased: BigDefault
    erased_at: Date | null
  }
}
