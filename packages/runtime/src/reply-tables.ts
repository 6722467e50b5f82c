import type { ColumnType, Generated } from 'kysely'
import type { Now } from './column-types.ts'

type Way = 'link' | 'api' | 'csv' | 'webhook' | 'mail' | 'person' | 'portal'

/** Tables of what comes back to notices, a part of `Database`. */
export interface ReplyTables {
  unmatched_mail: { day: ColumnType<Date, never, never>; kind: string; mails: Generated<number> }
  inbound_event: {
    id: string
    provider_id: string
    event_id: string
    kind: Way
    received_at: Now
  }
  reply: {
    id: string
    event_id: string
    notice_id: string
    takedown_id: string | null
    class: string
    said_by: Way
    contact_id: string | null
    said_at: Date
    detail_ct: Buffer | null
    preserved: boolean | null
    waits: boolean
    handled_by: string | null
    handled_at: Date | null
  }
  reply_link: {
    id: string
    token_hash: Buffer
    notice_id: string
    contact_id: string
    in_letter: boolean
    created_at: Date
    expires_at: Date
    used_at: Date | null
    revoked_at: Date | null
    /** Links in its place that were mailed, and codes. */
    mails: Generated<number>
    codes: Generated<number>
    /** Uses turned away that the log has. */
    refused: Generated<number>
  }
  reply_session: {
    token_hash: Buffer
    link_id: string
    expires_at: Date
    proven_at: Date | null
    receipt_id: string | null
  }
  reply_mail: {
    id: string
    link_id: string
    kind: 'code' | 'link'
    tries: Generated<number>
    expires_at: Date
    asked_at: Date
    due_at: Date
    sent_at: Date | null
    used_at: Date | null
    problem: string | null
  }
  dispute: {
    id: string
    takedown_id: string
    reply_id: string
    opened_at: Date
    outcome: 'uphold' | 'reject' | null
    ended_at: Date | null
  }
  dispute_decision: {
    dispute_id: string
    actor: string
    person: string
    verdict: 'uphold' | 'reject'
    reason_ct: Buffer
    at: Date
  }
  provider_webhook_secret: {
    id: string
    provider_id: string
    secret_ct: Buffer
    added_by: string
    added_at: Now
    ended_at: Date | null
  }
}
