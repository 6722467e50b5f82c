export { createApp, type AppDeps } from './app.ts'
export { exportCheck } from './export-check.ts'
export { authenticateKey, createApiKey } from './identity/api-key.ts'
export { createSignInLink } from './identity/sign-in-link.ts'
export type { Principal } from './identity/principal.ts'
export {
  entriesInForce,
  hashLists,
  submissionCounts,
  type HashList,
} from './lists/hash-list-store.ts'
export { unitOf } from './lists/refusals-csv.ts'
export { waitingReleases } from './lists/release-store.ts'
export { newestSubmissions, type SubmissionView } from './lists/submission-view-store.ts'
export { OUTCOMES, takedownOutcome, type OutcomeFacts, type TakedownOutcome } from './outcome.ts'
export { REPORT_STATES, type ReportState } from './report-state.ts'
