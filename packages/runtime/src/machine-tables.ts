import type { Generated } from 'kysely'
import type { Now } from './column-types.ts'

/** Tables of what machines prove themselves with; a part of `Database`. */
export interface MachineTables {
  api_key: {
    id: string
    role: string
    name: string
    secret_hash: Buffer
    created_at: Now
    last_used_at: Date | null
    revoked_at: Date | null
    authority_id: string | null
    provider_id: string | null
    scopes: string[] | null
    networks: Generated<string[]>
    certificate_sha256: Buffer | null
    valid_from: Now
    expires_at: Now
    made_by: string | null
    revoked_by: string | null
    rotated_from: string | null
  }
  signing_key: {
    id: string
    authority_id: string
    algorithm: 'ed25519' | 'ecdsa-p256-sha256'
    public_key: Buffer
    name: string
    proposed_by: string
    proposer: string
    proposed_at: Date
    approved_by: string | null
    approver: string | null
    approved_at: Date | null
    ended_by: string | null
    ended_at: Date | null
  }
  signature_nonce: { signing_key_id: string; nonce: string; used_at: Date }
  signature_rule: {
    authority_id: string
    required: boolean
    changed_by: string
    changer: string
    changed_at: Date
    lift_asked_by: string | null
    lift_asker: string | null
  }
  submission_signature: {
    id: string
    submission_id: string
    signing_key_id: string
    evidence_ct: Buffer
    received_at: Date
    verified_at: Date | null
  }
}
