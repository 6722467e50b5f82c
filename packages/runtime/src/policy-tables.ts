import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Json, Now } from './column-types.ts'

/** Tables of routing policies, a part of `Database`. */
export interface PolicyTables {
  routing_policy: {
    id: string
    document: Json<unknown>
    sha256: string
    name: GeneratedAlways<string>
    jurisdiction: GeneratedAlways<string | null>
    valid_from: GeneratedAlways<string>
    valid_to: GeneratedAlways<string | null>
    state: ColumnType<PolicyState, PolicyState | undefined, PolicyState>
    proposed_by: string
    proposer: Generated<string>
    proposed_at: Now
    simulated_at: Date | null
    activated_by: string | null
    activator: string | null
    activated_at: Date | null
    ended_by: string | null
    ended_at: Date | null
  }
}

export type PolicyState = 'draft' | 'active' | 'ended'
