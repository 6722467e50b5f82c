import type { Generated } from 'kysely'
import type { Big, BigDefault, BigNull, JsonDefault, Now } from './column-types.ts'

/** Tables of the audit log and its tree; a part of `Database`. */
export interface AuditTables {
  audit_event: {
    id: string
    at: Now
    actor: string
    action: string
    object_type: string
    object_id: string
    detail: JsonDefault<Record<string, unknown>>
    leaf_index: BigNull
    actor_role: string | null
    commitment: Buffer | null
    salt_ct: Buffer | null
    erased_by: string | null
  }
  audit_tile: { level: number; n: Big; hashes: Buffer }
  audit_checkpoint: { size: Big; note: string }
  audit_cosignature: { size: Big; line: string }
  audit_timestamp: { size: Big; token: Buffer; at: Date }
  audit_state: {
    only_row: Generated<boolean>
    heard_at: Date | null
    refused: string | null
    refused_since: Date | null
    witnessed_size: BigDefault
    witness_problem: string | null
    timestamped_size: BigDefault
    timestamp_problem: string | null
  }
  audit_verification: {
    id: string
    asked_by: string
    asked_at: Now
    state: Generated<'waiting' | 'running' | 'done' | 'failed'>
    heard_at: Date | null
    ended_at: Date | null
    total: Big
    events: BigDefault
    checkpoints: BigDefault
    signed_size: BigNull
    signed_at: Date | null
    compared: Generated<string[]>
    finding: string | null
    bad_index: BigNull
    bad_up_to: BigNull
  }
}
