import type { Generated } from 'kysely'
import type { Json, Now } from './column-types.ts'

/** Tables of who is told of what happens here; a part of `Database`. */
export interface EventTables {
  event_hook: {
    id: string
    name: string
    settings_ct: Buffer | null
    types: string[]
    provider_id: string | null
    authority_id: string | null
    state: Generated<'active' | 'paused' | 'ended' | 'removed'>
    state_because: 'by-person' | 'failing' | 'gone' | null
    state_at: Now
    made_by: string
    made_at: Now
    failing_since: Date | null
    failures: Generated<number>
    retry_at: Date | null
    delivered_at: Date | null
  }
  event_delivery: {
    id: string
    hook_id: string
    type: string
    at: Date
    data: Json<Record<string, unknown>>
    state: Generated<'waiting' | 'delivered' | 'given-up' | 'dropped'>
    attempts: Generated<number>
    first_tried_at: Date | null
    next_at: Now
    lease_until: Date | null
    status: number | null
    problem: string | null
    finished_at: Date | null
  }
}
