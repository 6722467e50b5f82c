// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type SigningKeysOperations = {
  /** Public keys with which what is handed in may be signed; of an officer, those of their authority */
  'GET /v1/signing-keys': {
    answer: {
      items: Array<{
        /** The `keyid` of a signature */
        id: string
        authorityId: string
        authority: string
        algorithm: 'ed25519' | 'ecdsa-p256-sha256'
        /** SubjectPublicKeyInfo, DER in base64 */
        publicKey: string
        name: string
        state: 'proposed' | 'approved' | 'ended'
        proposer: string
        proposedAt: string
        approver: string | null
        approvedAt: string | null
        endedAt: string | null
      }>
    }
  }
  /** Propose a public key of your authority; it counts once another officer has approved it */
  'POST /v1/signing-keys': {
    body: {
      name: string
      /** PEM */
      publicKey: string
    }
    answer: SigningKeysOperations['GET /v1/signing-keys']['answer']['items'][number]
    once: true
  }
  /** Approve a key that another officer proposed */
  'POST /v1/signing-keys/{id}/approve': {
    params: { id: string }
    answer: SigningKeysOperations['GET /v1/signing-keys']['answer']['items'][number]
    once: true
  }
  /** End a key, at once and for good */
  'POST /v1/signing-keys/{id}/end': {
    params: { id: string }
    answer: SigningKeysOperations['GET /v1/signing-keys']['answer']['items'][number]
    once: true
  }
}
