// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type ProviderOperations = {
  /** What the provider of this key was told of, told longest ago first */
  'GET /v1/provider/items': {
    query: {
      limit?: number | undefined
      after?: string | undefined
      state?: 'open' | 'answered' | 'removed' | 'closed' | undefined
      class?: 'csam' | 'harmful' | undefined
      olderThanHours?: number | undefined
    }
    answer: {
      items: Array<{
        id: string
        /** In the newest notice, as NL-2026-000001-1 */
        references: string[]
        noticeId: string
        /** Reference of the newest notice */
        notice: string
        host: string
        class: string
        state: 'open' | 'answered' | 'removed' | 'closed'
        toldAt: string
        askedAt: string
        answer: string | null
        answeredAt: string | null
      }>
      next: string | null
    }
  }
  /** How fast the provider of this key answered and removed, in 365 days */
  'GET /v1/provider/response-times': {
    answer: {
      asOf: string
      since: string
      /** Only the 5,000 items told last are counted */
      truncated: boolean
      /** Gone before they were told; in no other figure */
      goneBefore: number
      answer: {
        n: number
        /** The rest counts for as long as it was waited for */
        ended: number
        /** Of the rest, what is not waited for any more: taken back, moved, closed, or gone without an answer */
        over: number
        /** Ended ones by the bound that they kept; null for longer than all */
        within: Array<{ hours: number | null; count: number }>
        medianMs: number | null
        p90Ms: number | null
        within24h: number | null
        /** Below ten: they say little */
        isFew: boolean
      }
      removal: ProviderOperations['GET /v1/provider/response-times']['answer']['answer']
      open: {
        ages: Array<{ hours: number | null; count: number }>
        oldestToldAt: string | null
      }
    }
  }
}
