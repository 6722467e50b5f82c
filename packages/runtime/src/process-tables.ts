import type { BigNull, JsonDefault, Now } from './column-types.ts'

/** What is tried for the operator: mail to its own mailbox, mail to the police, files for ICCAM. */
export type MailTestKind = 'mail' | 'police' | 'iccam'

/** Tables that say how the service itself is; a part of `Database`. */
export interface ProcessTables {
  process_seen: {
    process: string
    instance: string
    started_at: Now
    heard_at: Now
    stopped_at: Date | null
    facts: JsonDefault<Record<string, string | number | boolean>>
  }
  backup_seen: {
    id: string
    kind: 'backup' | 'restore'
    at: Date
    bytes: BigNull
    noted_by: string
  }
  certificate_seen: {
    name: 'console' | 'reply' | 'mail'
    looked_at: Now
    ends_at: Date | null
    problem: 'unreachable' | 'not-trusted' | null
  }
  mail_test: {
    id: string
    kind: MailTestKind
    asked_by: string
    asked_at: Now
    claimed_at: Date | null
    ended_at: Date | null
    outcome: string | null
    code: number | null
  }
}
