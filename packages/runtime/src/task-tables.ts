import type { Generated } from 'kysely'
import type { Now } from './column-types.ts'

/** Tables of what waits for a person, and of what waits for police; a part of `Database`. */
export interface TaskTables {
  hold: {
    id: string
    takedown_id: string
    reason: string
    held_by: string
    held_at: Date
    until: Date
    ended_at: Date | null
    ended_by: string | null
    ended_because: 'expired' | 'released' | 'overtaken' | null
    release_reason: string | null
  }
  task: {
    id: Generated<string>
    takedown_id: string
    code: string
    since: Now
    assigned_to: string | null
    assigned_at: Date | null
    done_at: Date | null
    done_by: string | null
    done_with: string | null
  }
}
