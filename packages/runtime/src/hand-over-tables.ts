import type { Now } from './column-types.ts'

/** Tables of what the police have said of hand-overs, a part of `Database`. */
export interface HandOverTables {
  hand_over_office: { handle: string; authority_id: string; bound_by: string; bound_at: Now }
  hand_over_receipt: {
    notice_id: string
    authority_id: string
    received_by: string
    receiver: string
    received_at: Date
    own_reference: string | null
    allowed_by: string | null
    allower: string | null
    allowed_at: Date | null
  }
}
