import type { Generated } from 'kysely'

/** Tables of what providers ask for; a part of `Database`. */
export interface LookupTables {
  lookup_accreditation: {
    id: string
    provider_id: string
    purpose: string
    algorithms: string[]
    perceptual: Generated<boolean>
    list_ids: string[]
    quota_minute: number
    quota_day: number
    expires_at: Date
    proposed_by: string
    proposer: string
    proposed_at: Date
    approved_by: string | null
    approver: string | null
    approved_at: Date | null
    ended_by: string | null
    ended_at: Date | null
    frozen_at: Date | null
  }
  lookup_budget: {
    accreditation_id: string
    day: Date
    day_used: number
    minute: Date
    minute_used: number
  }
  lookup_call: {
    id: string
    accreditation_id: string
    asked_by: string
    asked_at: Date
    hashes: number
    hits: number
    found_ct: Buffer
    canaries_ct: Buffer | null
  }
  lookup_day: {
    accreditation_id: string
    day: string
    calls: number
    hashes: number
    hits: number
  }
  lookup_canary: {
    id: string
    accreditation_id: string
    hashes_ct: Buffer
    made_at: Date
  }
  lookup_alarm: {
    id: string
    kind: 'canary-asked' | 'canary-seen' | 'probing'
    accreditation_id: string
    asker_id: string | null
    media_id: string | null
    times: Generated<number>
    first_at: Date
    last_at: Date
    done_by: string | null
    done_at: Date | null
  }
}
