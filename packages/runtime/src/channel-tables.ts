import type { Generated } from 'kysely'
import type { Now } from './column-types.ts'

export type ChannelKind = 'smtp' | 'aws' | 'cloudflare' | 'webhook' | 'reply-page'

/** Tables of the ways by which providers are told, a part of `Database`. */
export interface ChannelTables {
  provider_channel: {
    id: string
    provider_id: string
    kind: ChannelKind
    rank: Generated<number>
    configuration_ct: Buffer
    state: 'proposed' | 'active' | 'disabled'
    added_by: string
    adder: string
    added_at: Now
    approved_by: string | null
    approver: string | null
    approved_at: Date | null
    disabled_because: string | null
    disabled_at: Date | null
  }
  notice_part: {
    notice_id: string
    part: string
    state: 'waiting' | 'handing' | 'taken'
    remote_id: string | null
    remote_status: string | null
    answer: string | null
    at: Now
    ask_at: Date | null
  }
  mail_pace: { domain: string; next_at: Date }
}
