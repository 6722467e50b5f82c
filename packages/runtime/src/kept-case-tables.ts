import type { Big } from './column-types.ts'

/** Cases that are kept for officers, a part of `Database`. */
export interface KeptCaseTables {
  kept_case: {
    id: string
    takedown_id: string
    authority_id: string
    made_by: string
    made_at: Date
    reason: string
    file_name: string
    is_encrypted: boolean
    bytes: Big
    manifest_sha256: string
    last_read_at: Date | null
  }
  kept_case_piece: { kept_case_id: string; seq: number; content_ct: Buffer }
}
