// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type ReportsOperations = {
  /** Report an address */
  'POST /v1/reports': {
    body: {
      /** As reported; what it is is found out later */
      url: string
      source?: string | undefined
      /** BCP 47 */
      language?: string | undefined
      note?: string | undefined
      /** By what the source calls it; kept encrypted, and found by it */
      reference?: string | undefined
      reporter?: string | undefined
      /** Look further than usual; needs report:read. The widest report of a page counts */
      crawl?: {
        /** Steps by thumbnails to further pages of the site */
        depth?: number | undefined
        /** Most pages, the reported one included; 20 with a depth and without this */
        pages?: number | undefined
        /** Open archives */
        archives?: boolean | undefined
        /** Fetch films and sample them */
        videos?: boolean | undefined
        /** Let scripts of the pages run */
        render?: boolean | undefined
      } | undefined
      /** A child may be at risk now: what is found there is looked at first */
      childAtRisk?: { reason: string } | undefined
    }
    answer: { id: string; state: 'received' }
    once: true
  }
  /** What became of a report */
  'GET /v1/reports/{id}': {
    params: { id: string }
    answer: {
      id: string
      state: 'received' | 'refused' | 'queued' | 'crawled' | 'incomplete' | 'unreachable' | 'matched' | 'in-takedown' | 'removed' | 'closed'
      receivedAt: string
      source: string
      childAtRisk: { markedAt: string } | null
      refusal: { code: string } | null
      /** What could not be looked at: `crawled` is said only where this is nothing */
      unseen: {
        /** Addresses, the page itself included */
        count: number
        /** It is tried again by itself */
        again: boolean
      }
      visits: Array<{
        at: string
        outcome: string
        code: string | null
        httpStatus: number | null
        kind: 'page' | 'image'
      }>
      media: Array<{
        id: string
        mime: string
        width: number
        height: number
        /** Pages or animation frames */
        frames: number
        firstSeenAt: string
        up: boolean
        matches: Array<{
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
        }>
      }>
      matches: ReportsOperations['GET /v1/reports/{id}']['answer']['media'][number]['matches'][number][]
      takedowns: Array<{
        id: string
        status: 'opened' | 'routed' | 'held' | 'authorised' | 'notified' | 'acknowledged' | 'disputed' | 'removed' | 'watching' | 'resurfaced' | 'closed'
        attention: string | null
        lastVerdict: 'present' | 'gone' | 'unknown' | null
        noticesSent: number
        outcome: 'awaiting' | 'still-present' | 'seen-gone' | 'unknown' | 'resurfaced' | 'removed' | 'closed'
      }>
      crawl: {
        depth: number
        /** Most pages, the reported one included */
        pages: number
        archives: boolean
        videos: boolean
        render: boolean
        /** Pages beside the reported one */
        read: number
        waiting: number
        /** Not looked at: the budget ended first */
        skipped: number
        /** Pages of other sites behind thumbnails, not opened */
        elsewhere: number
        truncated: 'pages' | 'images' | 'bytes' | 'time' | null
      } | null
      /** What the pages say, the reported one first, at most 20; reading it is audited */
      pages: Array<{
        isReported: boolean
        /** At most 200 characters */
        title: string
        /** Plain text without addresses, at most 4,000 characters */
        text: string
        language: string | null
        seenAt: string
        truncated: boolean
      }>
    }
  }
}
