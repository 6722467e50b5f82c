import type { Big, BigDefault } from './column-types.ts'

/** Tables of who may sign in, and with what; a part of `Database`. */
export interface PersonTables {
  person: {
    id: string
    role: string
    name: string
    authority_id: string | null
    provider_id: string | null
    state: 'invited' | 'active' | 'deactivated'
    requested_by: string
    requester: string
    requested_at: Date
    needs_approval: boolean
    approved_by: string | null
    approver: string | null
    approved_at: Date | null
    activated_at: Date | null
    deactivated_by: string | null
    deactivator: string | null
    deactivated_at: Date | null
    last_sign_in_at: Date | null
    last_level: SessionLevel | null
  }
  sign_in_link: {
    token_hash: Buffer
    expires_at: Date
    used_at: Date | null
    person_id: string
  }
  session: {
    token_hash: Buffer
    created_at: Date
    expires_at: Date
    id: string
    person_id: string
    level: SessionLevel
    stepped_up_at: Date | null
  }
  credential: {
    id: string
    person_id: string
    credential_id: string
    public_key: Buffer
    counter: Big
    transports: string[]
    aaguid: string
    name: string
    created_at: Date
    last_used_at: Date | null
    suspect_at: Date | null
  }
  challenge: {
    challenge_hash: Buffer
    purpose: 'enrol' | 'sign-in' | 'step-up'
    session_id: string | null
    expires_at: Date
  }
  totp: {
    person_id: string
    secret_ct: Buffer
    created_at: Date
    confirmed_at: Date | null
    last_step: BigDefault
  }
  oidc_identity: {
    issuer: string
    subject_hash: Buffer
    person_id: string
    bound_at: Date
  }
  oidc_flow: {
    state_hash: Buffer
    secrets_ct: Buffer
    purpose: 'bind' | 'sign-in' | 'step-up'
    session_id: string | null
    expires_at: Date
  }
  sign_in_try: {
    bucket: Buffer
    at: Date
  }
}

/** With what a session was begun. */
export type SessionLevel = 'link' | 'passkey' | 'oidc' | 'totp'
