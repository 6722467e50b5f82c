// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type EntriesOperations = {
  /** One entry of a list: whose it is, what it is called, what is said of it */
  'GET /v1/entries/{id}': {
    params: { id: string }
    answer: {
      id: string
      list: { id: string; name: string }
      authority: { id: string; name: string }
      submissionId: string
      legalClass: 'csam' | 'harmful'
      category: string | null
      status: 'active' | 'suspended' | 'revoked'
      inForce: boolean
      reason: string | null
      changedAt: string | null
      /** Other submissions that have it too */
      sources: Array<{
        submissionId: string
        state: 'receiving' | 'staged' | 'active' | 'ending' | 'ended' | 'discarded' | 'failed'
        legalClass: 'csam' | 'harmful'
        category: string | null
      }>
      votes: Array<{
        verdict: 'confirm' | 'reject'
        reason: string
        at: string
        by: string | null
        matchId: string | null
      }>
    }
  }
  /** Say whether an entry is right */
  'POST /v1/entries/{id}/votes': {
    params: { id: string }
    body: {
      verdict: 'confirm' | 'reject'
      reason: string
      matchId?: string | null | undefined
    }
    answer: { id: string; status: 'active' | 'suspended' | 'revoked' }
    once: true
  }
  /** What rests on an entry: matches, takedowns, notices, and what became of them */
  'GET /v1/entries/{id}/rests': {
    params: { id: string }
    query: { limit?: number | undefined; after?: string | undefined }
    answer: {
      counts: {
        matches: {
          all: number
          undecided: number
          confirmed: number
          rejected: number
          /** Found by looking back, and not released */
          held: number
        }
        /** By status */
        takedowns: Record<string, number>
        /** By state */
        notices: Record<string, number>
        retractions: Record<string, number>
      }
      /** Matches in the order they were found */
      items: Array<{
        matchId: string | null
        entryId: string
        tier: 'exact' | 'near' | 'probable'
        legalClass: 'csam' | 'harmful'
        matchedAt: string
        verdict: 'confirm' | 'reject' | null
        isHeld: boolean
        takedowns: Array<{
          id: string | null
          status: string
          openedAt: string
          notices: Array<{
            id: string | null
            kind: string
            state: string
            composedAt: string
            sentAt: string | null
          }>
        }>
      }>
      next: string | null
    }
  }
}
