import type { BigNull, Json } from './column-types.ts'

/** Tables of who hosts content and who can be told of it, a part of `Database`. */
export interface RecipientTables {
  organisation: {
    id: string
    name: string
  }
  contact_proposal: {
    id: string
    provider_id: string
    mailbox: string
    state: 'proposed' | 'approved' | 'dropped'
    proposed_by: string
    proposer: string
    proposed_at: Date
    decided_by: string | null
    decider: string | null
    decided_at: Date | null
  }
  contact_refusal: {
    contact_id: string
    at: Date
    kind: 'refused' | 'bounced'
    notice_id: string | null
  }
  host_finding: {
    takedown_id: string
    address: string
    asn: BigNull
    provider_id: string
    country: string | null
    country_by: string | null
    countries: Json<Record<string, string>>
    disagree: boolean
    cdn: string | null
    found_at: Date
  }
  host_recipient: {
    takedown_id: string
    provider_id: string
    role: 'registrar' | 'registry' | 'upstream'
    found_at: Date
  }
  host_correction: {
    takedown_id: string
    address: string | null
    country: string | null
    actor: string
    at: Date
    applied_at: Date | null
  }
  registry_directory: {
    kind: 'ipv4' | 'ipv6' | 'asn' | 'dns'
    body: Json<unknown>
    fetched_at: Date
  }
}
