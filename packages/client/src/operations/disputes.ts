// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type DisputesOperations = {
  /** Disputes that two people have not decided yet, oldest first */
  'GET /v1/disputes': {
    query: { limit?: number | undefined; after?: string | undefined }
    answer: {
      items: Array<{
        id: string
        takedownId: string
        replyId: string
        openedAt: string
        decisions: Array<{ actor: string; person: string; verdict: 'uphold' | 'reject' }>
      }>
      next: string | null
    }
  }
  /** Uphold or reject a dispute; two people who say the same end it */
  'POST /v1/disputes/{id}/decisions': {
    params: { id: string }
    body: { verdict: 'uphold' | 'reject'; reason: string }
    answer: { id: string; status: 'open' | 'rejected' | 'upheld' }
    once: true
  }
}
