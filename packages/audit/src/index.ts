export { liveLog, LATEST_SECONDS } from './live-log.ts'
export {
  newestCheckpoint,
  readHealth,
  type KeptCheckpoint,
  type LogHealth,
} from './checkpoint-store.ts'
export {
  createLogKey,
  LOG_KEY,
  openCheckpoint,
  verifierOf,
  type LogKey,
  type OpenedCheckpoint,
} from './checkpoint.ts'
export { roleOf } from './event.ts'
export { archiveLog, exportLog } from './export-log.ts'
export { openExport, type ExportFiles } from './export-files.ts'
export { EXPORT, exportedLog } from './exported-log.ts'
export { FINDINGS, type Finding, type FindingCode } from './finding.ts'
export { readKeptHead, writeKeptHead } from './kept-head.ts'
export type { Anchor, LogSource } from './log-source.ts'
export { logKeyOf } from './log-of.ts'
export { troublesOf } from './log-trouble.ts'
export { readVerifierKey, writeVerifierKey, type NoteKey } from './note.ts'
export { isOpeningOf, type Opening } from './opening.ts'
export {
  proveEvent,
  proveOpened,
  verifyEventProof,
  type EventProof,
  type OpenedProof,
} from './prove-event.ts'
export { proveEventsAbout, type ProvenEvent, type ProvenEvents } from './prove-events.ts'
export { listEvents, readPublicTile, requireCheckpoint } from './public-log.ts'
export { listCheckpoints, verifyHeads, type ListedCheckpoint } from './list-checkpoints.ts'
export {
  actionsInLog,
  actorsNamed,
  findEvent,
  MOST_LOOKED_THROUGH,
  searchEvents,
  type FoundEvent,
  type LogFilter,
  type LogPage,
  type LogPlace,
} from './search-events.ts'
export {
  askVerification,
  listVerifications,
  type Verification,
} from './verifications/verification-store.ts'
export { verifyEvents, type EventVerdict } from './verify-events.ts'
export { runRound, type Round } from './round.ts'
export { readAuthorities } from './timestamp.ts'
export { verifyLog, type Trust, type Verdict } from './verify-log.ts'
