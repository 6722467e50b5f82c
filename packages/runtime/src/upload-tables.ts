import type { Big, BigDefault } from './column-types.ts'

/** Files that come in parts, a part of `Database`. */
export interface UploadTables {
  file_upload: {
    id: string
    list_id: string
    actor: string
    person: string
    spool: string
    key_ct: Buffer | null
    facts_ct: Buffer
    maps_later: boolean
    size: Big
    received: BigDefault
    head_sha256: Buffer | null
    file_sha256: Buffer | null
    state: UploadState
    failure: string | null
    submission_id: string | null
    begun_at: Date
    changed_at: Date
  }
}

export type UploadState = 'receiving' | 'reading' | 'done' | 'failed'
