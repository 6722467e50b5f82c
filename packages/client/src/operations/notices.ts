// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type NoticesOperations = {
  /** One notice: what it is about and what became of it */
  'GET /v1/notices/{id}': {
    params: { id: string }
    answer: {
      id: string
      reference: string
      kind: string
      language: string
      state: string
      provider: { name: string; country: string | null }
      composedAt: string
      dueAt: string
      sentAt: string | null
      bouncedAt: string | null
      items: Array<{ takedownId: string; seq: number; host: string }>
      attempts: Array<{
        n: number
        channel: string
        startedAt: string
        finishedAt: string | null
        outcome: string | null
        smtpCode: number | null
      }>
    }
  }
  /** Answer a notice: one answer for all of it, or one for each item */
  'POST /v1/notices/{id}/replies': {
    params: { id: string }
    body: {
      answers: Array<{
        /** Reference of one item; all of the notice without */
        item?: string | undefined
        answer: 'actioned' | 'already-gone' | 'acknowledged' | 'forwarded' | 'not-theirs' | 'origin-disclosed' | 'needs-information' | 'disputed' | 'refused' | 'impossible'
        detail?: string | undefined
        /** Whether it is kept for the police */
        preserved?: boolean | undefined
      }>
    }
    answer: {
      receipt: string
      replies: Array<{ id: string; takedownId: string | null; answer: string; at: string }>
    }
    once: true
  }
  /** What came back to a notice, oldest first */
  'GET /v1/notices/{id}/replies': {
    params: { id: string }
    query: { limit?: number | undefined; after?: string | undefined }
    answer: {
      items: Array<{
        id: string
        noticeId: string
        reference: string
        takedownId: string | null
        answer: string
        way: string
        at: string
        detail: string | null
        preserved: boolean | null
        waits: boolean
        handledAt: string | null
      }>
      next: string | null
    }
  }
}
