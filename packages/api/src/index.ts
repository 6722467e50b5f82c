export { createApp, type AppDeps } from './app.ts'
export type { AnswerSlots } from './lookups/answer-slots.ts'
export { exportCheck } from './export-check.ts'
export { authenticateKey, createApiKey } from './identity/api-key.ts'
export { createSignInLink } from './identity/sign-in-link.ts'
export { approvePerson, deactivatePerson, OPERATOR, reactivatePerson } from './identity/people.ts'
export { accountsOf, listPeople, type Person as Account } from './identity/person-store.ts'
export { sessionsOf } from './identity/session-store.ts'
export type { Principal } from './identity/principal.ts'
export { keyViews, type KeyView } from './machines/key-store.ts'
export { revokeKey, rotateKey } from './machines/keys.ts'
export { signRequest } from './machines/sign-request.ts'
export { isSignatureRequired } from './machines/signature-rule-store.ts'
export {
  approveSigningKey,
  endSigningKey,
  proposeSigningKey,
  ruleSignatures,
} from './machines/signing-keys.ts'
export { signingKeysOf, type SigningKey } from './machines/signing-key-store.ts'
export {
  entriesInForce,
  hashLists,
  submissionCounts,
  type HashList,
} from './lists/hash-list-store.ts'
export type { HoldScope } from './retention/hold-scope.ts'
export { HOLD_REASONS, placeHold, releaseHold } from './retention/legal-holds.ts'
export { apiErasures } from './retention/api-erasures.ts'
export { bindOffice } from './hand-overs/bind-office.ts'
export { unitOf } from './lists/refusals-csv.ts'
export { waitingReleases } from './lists/release-store.ts'
export { newestSubmissions, type SubmissionView } from './lists/submission-view-store.ts'
export {
  exportCase,
  EXPORT_REASONS,
  type CaseExport,
  type ExportReason,
} from './case-export/export-case.ts'
export { OUTCOMES, takedownOutcome, type OutcomeFacts, type TakedownOutcome } from './outcome.ts'
export { REPORT_STATES, type ReportState } from './report-state.ts'
export { verifyFile } from './figure-exports/verify-file.ts'
export { openSpool } from './uploads/spool.ts'
