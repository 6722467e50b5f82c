// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type HandOversOperations = {
  /** What was handed over to the own authority, the oldest first */
  'GET /v1/hand-overs': {
    query: {
      limit?: number | undefined
      after?: string | undefined
      state?: 'waiting' | 'unanswered' | 'received' | undefined
    }
    answer: {
      items: Array<{
        id: string
        reference: string
        handedOverAt: string
        cases: number
        /** Cases whose provider is told only once the police say so */
        waiting: number
        receivedAt: string | null
        receiver: string | null
        ownReference: string | null
        allowedAt: string | null
        allower: string | null
      }>
      next: string | null
    }
  }
  /** Cases that the hotline handed over by hand, without a mail, the newest first */
  'GET /v1/hand-overs/entered': {
    query: { limit?: number | undefined; before?: string | undefined }
    answer: {
      items: Array<{
        takedownId: string
        host: string
        country: string | null
        legalClass: 'csam' | 'harmful'
        status: 'opened' | 'routed' | 'held' | 'authorised' | 'notified' | 'acknowledged' | 'disputed' | 'removed' | 'watching' | 'resurfaced' | 'closed'
        /** Its provider is told only once the police say so */
        waits: boolean
        /** What was given as its number when it was entered */
        reference: string
        handedOverAt: string | null
      }>
      next: string | null
    }
  }
  /** Let the provider of a case be told that the hotline handed over by hand */
  'POST /v1/hand-overs/entered/{id}/allow': {
    params: { id: string }
    answer: { takedownId: string }
    once: true
  }
  /** One hand-over and its cases; exact addresses stand in its mail alone */
  'GET /v1/hand-overs/{id}': {
    params: { id: string }
    answer: {
      id: string
      reference: string
      handedOverAt: string
      cases: number
      /** Cases whose provider is told only once the police say so */
      waiting: number
      receivedAt: string | null
      receiver: string | null
      ownReference: string | null
      allowedAt: string | null
      allower: string | null
      items: Array<{
        takedownId: string
        host: string
        country: string | null
        legalClass: 'csam' | 'harmful'
        status: 'opened' | 'routed' | 'held' | 'authorised' | 'notified' | 'acknowledged' | 'disputed' | 'removed' | 'watching' | 'resurfaced' | 'closed'
        /** Its provider is told only once the police say so */
        waits: boolean
      }>
    }
  }
  /** Say that the authority has it; saying it again gives it a number where it has none */
  'POST /v1/hand-overs/{id}/receive': {
    params: { id: string }
    body: { reference?: string | null | undefined }
    answer: HandOversOperations['GET /v1/hand-overs/{id}']['answer']
    once: true
  }
  /** Let the providers of its cases be told, as far as any waits for that */
  'POST /v1/hand-overs/{id}/allow': {
    params: { id: string }
    answer: HandOversOperations['GET /v1/hand-overs/{id}']['answer']
    once: true
  }
}
