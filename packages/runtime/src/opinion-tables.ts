import type { Generated } from 'kysely'
import type { Now } from './column-types.ts'

type OpinionClass = 'csam' | 'harmful-abusive-material' | 'no-known-match' | 'other'

/** Tables of second opinions, a part of `Database`. */
export interface OpinionTables {
  opinion_source: {
    id: string
    kind: 'shield'
    config_ct: Buffer
    requested_by: string
    requester: Generated<string>
    requested_at: Now
    approved_by: string | null
    approver: string | null
    approved_at: Date | null
    ended_by: string | null
    ended_at: Date | null
    next_at: Now
    started_at: Date | null
    finished_at: Date | null
    problem: string | null
    failures: Generated<number>
  }
  second_opinion: {
    media_id: string
    pipeline_version: string
    kind: 'shield'
    source_id: string
    asked_at: Date
    answered_at: Date | null
    classification: OpinionClass | 'refused' | null
    match_type: 'exact' | 'near' | 'other' | null
    near_classification: OpinionClass | null
  }
}
