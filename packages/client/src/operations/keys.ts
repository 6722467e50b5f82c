// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type KeysOperations = {
  /** Keys, the newest first, without their secrets */
  'GET /v1/keys': {
    query: { limit?: number | undefined; after?: string | undefined }
    answer: {
      items: Array<{
        id: string
        role: 'reporter' | 'analyst' | 'supervisor' | 'police' | 'provider' | 'auditor' | 'admin'
        name: string
        authority: string | null
        provider: string | null
        scopes: Array<'report:submit' | 'report:read' | 'report:work' | 'match:read' | 'match:decide' | 'exposure:read' | 'assessment:give' | 'assessment:settle' | 'takedown:read' | 'notice:read' | 'notice:reply' | 'portal:use' | 'reply:read' | 'reply:handle' | 'dispute:decide' | 'provider:read' | 'provider:propose' | 'provider:write' | 'list:read' | 'list:write' | 'list:activate' | 'list:release' | 'list:revoke' | 'entry:vote' | 'lookup:ask' | 'lookup:grant' | 'lookup:approve' | 'statistics:read' | 'takedown:hold' | 'takedown:release' | 'takedown:allow' | 'takedown:reroute' | 'takedown:step' | 'case:export' | 'hand-over:read' | 'hand-over:answer' | 'task:read' | 'task:do' | 'policy:read' | 'policy:write' | 'policy:activate' | 'audit:read' | 'key:write' | 'hook:write' | 'service:read' | 'person:read' | 'person:write' | 'retention:hold' | 'retention:run'> | null
        networks: string[]
        certificate: string | null
        createdAt: string
        expiresAt: string
        lastUsedAt: string | null
        revokedAt: string | null
        rotatedFrom: string | null
        /** `expiring` is active, and ends within 30 days */
        state: 'active' | 'expiring' | 'expired' | 'revoked'
      }>
      next: string | null
    }
  }
  /** Make a key */
  'POST /v1/keys': {
    body: {
      role: 'reporter' | 'analyst' | 'supervisor' | 'police' | 'provider' | 'auditor' | 'admin'
      name: string
      authority?: string | undefined
      provider?: string | undefined
      /** Permissions of the role; all of them without this */
      scopes?: Array<'report:submit' | 'report:read' | 'report:work' | 'match:read' | 'match:decide' | 'exposure:read' | 'assessment:give' | 'assessment:settle' | 'takedown:read' | 'notice:read' | 'notice:reply' | 'portal:use' | 'reply:read' | 'reply:handle' | 'dispute:decide' | 'provider:read' | 'provider:propose' | 'provider:write' | 'list:read' | 'list:write' | 'list:activate' | 'list:release' | 'list:revoke' | 'entry:vote' | 'lookup:ask' | 'lookup:grant' | 'lookup:approve' | 'statistics:read' | 'takedown:hold' | 'takedown:release' | 'takedown:allow' | 'takedown:reroute' | 'takedown:step' | 'case:export' | 'hand-over:read' | 'hand-over:answer' | 'task:read' | 'task:do' | 'policy:read' | 'policy:write' | 'policy:activate' | 'audit:read' | 'key:write' | 'hook:write' | 'service:read' | 'person:read' | 'person:write' | 'retention:hold' | 'retention:run'> | undefined
      /** Addresses and networks that it is taken from; everywhere without this */
      networks?: string[] | undefined
      /** PEM of the only client certificate that it is taken with */
      certificate?: string | undefined
      expiresDays?: number | undefined
    }
    answer: {
      id: string
      /** Shown this once */
      key: string
    }
  }
  /** End a key, at once and for good */
  'POST /v1/keys/{id}/revoke': {
    params: { id: string }
    answer: KeysOperations['GET /v1/keys']['answer']['items'][number]
  }
  /** Make a key that takes the place of another, which goes on for a while */
  'POST /v1/keys/{id}/rotate': {
    params: { id: string }
    body: {
      /** How long the old key goes on */
      overlapHours?: number | undefined
    }
    answer: KeysOperations['POST /v1/keys']['answer']
  }
}
