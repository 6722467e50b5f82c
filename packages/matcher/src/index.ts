export { LIST_FORMATS, type ListFormat, type ListSource } from './formats/read-list.ts'
export { unpacked } from './formats/unpacked.ts'
export { previewList, type ListPreview, type ReadColumn } from './formats/preview-list.ts'
export { DigestTable, type DigestWidth } from './index/digest-table.ts'
export {
  HashIndex,
  type Found,
  type HashIndexOptions,
  type SearchOptions,
  type SharedIndex,
} from './index/hash-index.ts'
export { LiveIndex, type LiveIndexOptions } from './index/live-index.ts'
export { importList, type ImportRequest, type ImportResult } from './import-list.ts'
export type { ListTerms } from './list-store.ts'
export { followLists, type FollowDeps, type ListFollower } from './list-follower.ts'
export { goodHashes, lineOfEntry, openListFile, type ListFile } from './list-file.ts'
export { ensureAuthority, entryClasses, findAuthority, listNames, listUse } from './list-store.ts'
export { mayUse, PURPOSE, type ListInUse, type Use } from './lists/list-terms.ts'
export { LiveLists, type ActiveLists, type EntryHash } from './lists/live-lists.ts'
export { matchHashes } from './match-hashes.ts'
export { matchFingerprint, type MatchResult } from './match-rules.ts'
export { readList } from './formats/read-list.ts'
export type { ExchangeConfig } from './exchange/create-exchange-client.ts'
export { approveFeed, feeds, requestFeed } from './exchange/feed-store.ts'
export {
  approveOpinions,
  endOpinions,
  opinionSources,
  requestOpinions,
} from './opinions/opinion-source-store.ts'
export { mediaToAsk } from './opinions/opinion-store.ts'
export type { OpinionConfig } from './opinions/shield-config.ts'
export { LOOKUP_ERASURES } from './retention/lookup-erasures.ts'
export { releaseLookBack } from './look-back/release.ts'
export { NO_CATEGORY, type CategoryMap, type EntryClass } from './submissions/check-row.ts'
export { entryOfReference, namesakesOf } from './submissions/entry-reference.ts'
export {
  isMapped,
  mapCategories,
  mapMark,
  mappersOf,
  mappingOf,
} from './submissions/category-maps.ts'
export {
  openList,
  openSubmission,
  officerOf,
  type SubmissionFacts,
} from './submissions/open-submission.ts'
export type { UseTerms } from './submissions/submission-terms.ts'
export { samplesOf, type Sample } from './submissions/sample-store.ts'
export { receiveSubmission, type Received } from './submissions/receive-submission.ts'
export { revokeEntry, voteOnEntry, type EntryState } from './submissions/judge-entry.ts'
export {
  isSameName,
  MOST_REFUSED_LINES,
  refusedRows,
  submissionOf,
  type Person,
  type Submission,
} from './submissions/submission-store.ts'
export {
  accreditations,
  ACCREDITATION_STATES,
  grantOf,
  type Accreditation,
  type Grant,
  type LookupActor,
} from './lookups/accreditation-store.ts'
export {
  approveAccreditation,
  discloseList,
  endAccreditation,
  proposeAccreditation,
  type AccreditationRequest,
} from './lookups/accredit.ts'
export {
  ALARM_KINDS,
  canariesAsked,
  countAlarms,
  doAlarm,
  freezeForProbing,
  lookupAlarms,
  type LookupAlarm,
} from './lookups/alarm-store.ts'
export { classesOf, recordCall, takeBudget, type HashAnswer } from './lookups/call-store.ts'
export { makeCanaries, MOST_CANARIES } from './lookups/canary-store.ts'
export { toBytes } from './hash-value.ts'
export { createLookupClient, type AskLookups } from './lookups/lookup-client.ts'
export { LOOKUP_AT } from './lookups/lookup-place.ts'
export { LOOKUP_ALGORITHMS, MOST_HASHES, type AskedHash } from './lookups/lookup-terms.ts'
export { activateSubmission } from './submissions/activate-submission.ts'
export { activationMark, lastActivated } from './submissions/activation-mark.ts'
export { missingFrom } from './submissions/edition.ts'
export { endSubmission, withdrawList } from './submissions/end-submission.ts'
