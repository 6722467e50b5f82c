import type { JsonDefault, Now } from './column-types.ts'

/** Tables that say how the service itself is; a part of `Database`. */
export interface ProcessTables {
  process_seen: {
    process: string
    instance: string
    started_at: Now
    heard_at: Now
    facts: JsonDefault<Record<string, string | number | boolean>>
  }
  mail_test: {
    id: string
    kind: 'mail'
    asked_by: string
    asked_at: Now
    claimed_at: Date | null
    ended_at: Date | null
    outcome: string | null
    code: number | null
  }
}
