// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type RetentionOperations = {
  /** What is erased and when, what became of it, and which legal holds are in force */
  'GET /v1/retention': {
    answer: {
      country: string | null
      /** In force, that of the country first; empty while nothing is erased */
      schedules: Array<{
        id: string
        countries: string[]
        from: string
        to: string | null
        basis: string
      }>
      rules: Array<{
        rule: 'reporter-identity' | 'report-text' | 'address' | 'reason' | 'mail' | 'reply-text' | 'reply-link' | 'event-delivery' | 'lookup-call' | 'kept-case' | 'upload' | 'sign-in-session' | 'sign-in-link' | 'answer'
        days: number | null
      }>
      tasks: Array<{
        task: 'report.reporter' | 'report.text' | 'report_note.text' | 'report.address' | 'location.address' | 'decision.reason' | 'assessment.reason' | 'dispute_decision.reason' | 'mail_ledger.mail' | 'reply.text' | 'reply_link.expired' | 'event_delivery.ended' | 'lookup_call.found' | 'kept_case_piece.file' | 'file_upload.left' | 'session.ended' | 'sign_in_link.expired' | 'idempotency_key.answer'
        rule: 'reporter-identity' | 'report-text' | 'address' | 'reason' | 'mail' | 'reply-text' | 'reply-link' | 'event-delivery' | 'lookup-call' | 'kept-case' | 'upload' | 'sign-in-session' | 'sign-in-link' | 'answer'
        /** Left to erase when it was last looked at */
        due: number
        /** Kept by a legal hold when it was last looked at */
        held: number
        lookedAt: string | null
        /** In all */
        erased: number
        erasedAt: string | null
      }>
      /** In force, the longest due for a review first; at most 200 */
      holds: Array<{
        id: string
        kind: 'report' | 'takedown' | 'page'
        /** Of the report, the takedown or the page */
        of: string
        reason: 'investigation' | 'court-order' | 'litigation' | 'complaint' | 'audit'
        authority: string
        placer: string
        placedAt: string
        reviewAt: string
        isOverdue: boolean
      }>
      held: { inForce: number; overdue: number }
    }
  }
}
