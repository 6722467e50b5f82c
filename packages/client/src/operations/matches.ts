// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type MatchesOperations = {
  /** Matches that wait for a decision, or that have one */
  'GET /v1/matches': {
    query: {
      limit?: number | undefined
      after?: string | undefined
      state?: 'undecided' | 'decided' | undefined
    }
    answer: {
      items: Array<{
        id: string
        mediaId: string
        tier: 'exact' | 'near' | 'probable'
        algorithm: string
        /** Bits; 0 for digests */
        distance: number
        orientation: number
        flavour: string
        /** Of an animation, counted from 0, which is the picture itself */
        frame: number
        variant: 'picture' | 'trimmed' | 'over-white' | 'over-black' | 'with-profile'
        list: string
        authority: string
        legalClass: 'csam' | 'harmful'
        matchedAt: string
        decision: {
          id: string
          verdict: 'confirm' | 'reject'
          actor: string
          at: string
        } | null
        host: string | null
        /** Pages on which the media was seen */
        pages: number
        /** What a decision concerns */
        reach: {
          /** Pages that are not known to have lost it */
          pages: number
          /** Hosts that serve it there */
          hosts: number
          /** The newest 5 that led to it */
          reports: string[]
          reportsInAll: number
        }
        media: {
          id: string
          mime: string
          width: number
          height: number
          /** Pages or animation frames */
          frames: number
          firstSeenAt: string
        }
        /** What other organisations said of the media as it is; nothing acts on it */
        secondOpinions: Array<{
          source: 'shield'
          /** `refused`: they would not look it up; `no-known-match` says nothing of what it shows */
          classification: 'csam' | 'harmful-abusive-material' | 'no-known-match' | 'other' | 'refused'
          matchType: 'exact' | 'near' | 'other' | null
          nearClassification: 'csam' | 'harmful-abusive-material' | 'no-known-match' | 'other' | null
          askedAt: string
        }>
      }>
      next: string | null
    }
  }
  /** Confirm or reject a match */
  'POST /v1/matches/{id}/decisions': {
    params: { id: string }
    body: {
      verdict: 'confirm' | 'reject'
      reason: string
      /** Id of the `decision` that the match had when you looked, null for none: 409 `decided-meanwhile` where another person decided it since. Without it the newest is overturned whatever it is */
      seen?: string | null | undefined
    }
    answer: {
      id: string
      matchId: string
      verdict: 'confirm' | 'reject'
      actor: string
      at: string
    }
    once: true
  }
  /** On whose word a match is, and what has become of that word */
  'GET /v1/matches/{id}': {
    params: { id: string }
    answer: {
      id: string
      mediaId: string
      authority: { id: string; name: string }
      list: {
        id: string
        name: string
        expiresAt: string | null
        withdrawnAt: string | null
      }
      submission: {
        id: string
        state: 'receiving' | 'staged' | 'active' | 'ending' | 'ended' | 'discarded' | 'failed'
      }
      entry: {
        id: string
        status: 'active' | 'suspended' | 'revoked'
        inForce: boolean
        legalClass: 'csam' | 'harmful'
        category: string | null
        reason: string | null
        changedAt: string | null
      }
      tier: 'exact' | 'near' | 'probable'
      algorithm: string
      /** Bits; 0 for digests */
      distance: number
      orientation: number
      flavour: string
      frame: number
      variant: 'picture' | 'trimmed' | 'over-white' | 'over-black' | 'with-profile'
      /** Of the lists that it was compared with */
      listEpoch: string
      matchedAt: string
      lookBack: { submissionId: string; isHeld: boolean } | null
      decisions: Array<{
        verdict: 'confirm' | 'reject'
        reason: string
        actor: string
        at: string
      }>
      /** What other organisations said of the media as it is; nothing acts on it */
      secondOpinions: MatchesOperations['GET /v1/matches']['answer']['items'][number]['secondOpinions'][number][]
    }
  }
}
