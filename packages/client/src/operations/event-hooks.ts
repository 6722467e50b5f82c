// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type EventHooksOperations = {
  /** Who is told of events, the newest first; without addresses and secrets */
  'GET /v1/event-hooks': {
    answer: {
      items: Array<{
        id: string
        name: string
        types: Array<'report.received' | 'match.found' | 'match.decided' | 'match.undone' | 'takedown.opened' | 'takedown.routed' | 'takedown.held' | 'takedown.released' | 'takedown.authorised' | 'takedown.handed_over' | 'takedown.notified' | 'takedown.notice_refused' | 'takedown.acknowledged' | 'takedown.disputed' | 'takedown.escalated' | 'takedown.attention_due' | 'takedown.gone_before_notice' | 'takedown.removal_verified' | 'takedown.resurfaced' | 'takedown.reopened' | 'takedown.closed' | 'notice.composed' | 'notice.sent' | 'notice.refused' | 'notice.answered' | 'submission.opened' | 'submission.staged' | 'submission.activated' | 'submission.ended' | 'submission.discarded' | 'submission.failed'>
        providerId: string | null
        authorityId: string | null
        /** `ended`: the subscriber answered 410 */
        state: 'active' | 'paused' | 'ended' | 'removed'
        because: 'by-person' | 'failing' | 'gone' | null
        stateAt: string
        madeAt: string
        failingSince: string | null
        retryAt: string | null
        deliveredAt: string | null
        /** Events that were not delivered yet */
        waiting: number
        attention: 'event-hook-failing' | 'event-hook-gone' | null
      }>
    }
  }
  /** Have somebody told of events */
  'POST /v1/event-hooks': {
    body: {
      name: string
      /** https, of a public host; it is kept sealed */
      url: string
      types: Array<'report.received' | 'match.found' | 'match.decided' | 'match.undone' | 'takedown.opened' | 'takedown.routed' | 'takedown.held' | 'takedown.released' | 'takedown.authorised' | 'takedown.handed_over' | 'takedown.notified' | 'takedown.notice_refused' | 'takedown.acknowledged' | 'takedown.disputed' | 'takedown.escalated' | 'takedown.attention_due' | 'takedown.gone_before_notice' | 'takedown.removal_verified' | 'takedown.resurfaced' | 'takedown.reopened' | 'takedown.closed' | 'notice.composed' | 'notice.sent' | 'notice.refused' | 'notice.answered' | 'submission.opened' | 'submission.staged' | 'submission.activated' | 'submission.ended' | 'submission.discarded' | 'submission.failed'>
      /** Told of its own only */
      providerId?: string | undefined
      /** Told of its own only */
      authorityId?: string | undefined
    }
    answer: {
      id: string
      /** Shown this once */
      secret: string
    }
  }
  /** One subscription */
  'GET /v1/event-hooks/{id}': {
    params: { id: string }
    answer: EventHooksOperations['GET /v1/event-hooks']['answer']['items'][number]
  }
  /** End a subscription for good; what waits for it goes nowhere */
  'DELETE /v1/event-hooks/{id}': {
    params: { id: string }
    answer: EventHooksOperations['GET /v1/event-hooks']['answer']['items'][number]
  }
  /** Send nothing until it is resumed; what happens waits, 30 days at most */
  'POST /v1/event-hooks/{id}/pause': {
    params: { id: string }
    answer: EventHooksOperations['GET /v1/event-hooks']['answer']['items'][number]
    once: true
  }
  /** Send again, and what waits at once */
  'POST /v1/event-hooks/{id}/resume': {
    params: { id: string }
    answer: EventHooksOperations['GET /v1/event-hooks']['answer']['items'][number]
    once: true
  }
  /** Make a secret that takes the place of another, which goes on for a while */
  'POST /v1/event-hooks/{id}/rotate': {
    params: { id: string }
    body: {
      /** How long the old secret signs as well */
      overlapHours?: number | undefined
    }
    answer: EventHooksOperations['POST /v1/event-hooks']['answer']
  }
  /** Have an event of the type hook.test sent, which tells of nothing */
  'POST /v1/event-hooks/{id}/test': {
    params: { id: string }
    answer: { id: string; eventId: string }
    once: true
  }
  /** What it was sent and what became of it, the newest first, of the last 30 days */
  'GET /v1/event-hooks/{id}/deliveries': {
    params: { id: string }
    query: { limit?: number | undefined; after?: string | undefined }
    answer: {
      items: Array<{
        /** The `webhook-id` */
        id: string
        type: string
        at: string
        state: 'waiting' | 'delivered' | 'given-up' | 'dropped'
        attempts: number
        nextAt: string | null
        status: number | null
        problem: string | null
        finishedAt: string | null
      }>
      next: string | null
    }
  }
}
