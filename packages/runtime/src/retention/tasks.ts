import type { RetentionRule } from './schedule.ts'

/** Everything that is erased, as `Erasure.task` names it, with the rule that has its days; in the order in which it is shown. */
export const RETENTION_TASKS = {
  'report.reporter': 'reporter-identity',
  'report.text': 'report-text',
  'report_note.text': 'report-text',
  'report.address': 'address',
  'location.address': 'address',
  'decision.reason': 'reason',
  'assessment.reason': 'reason',
  'dispute_decision.reason': 'reason',
  'mail_ledger.mail': 'mail',
  'reply.text': 'reply-text',
  'reply_link.expired': 'reply-link',
  'event_delivery.ended': 'event-delivery',
  'lookup_call.found': 'lookup-call',
  'kept_case_piece.file': 'kept-case',
  'file_upload.left': 'upload',
  'session.ended': 'sign-in-session',
  'sign_in_link.expired': 'sign-in-link',
  'idempotency_key.answer': 'answer',
} as const satisfies Record<string, RetentionRule>

export type RetentionTask = keyof typeof RETENTION_TASKS
