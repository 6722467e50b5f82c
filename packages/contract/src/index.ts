export { csvCell, csvLine, safeInSpreadsheet } from './csv.ts'
export {
  EVENT_TYPES,
  TEST_EVENT,
  eventTypesFor,
  type EventAudience,
  type EventType,
} from './event-types.ts'
export { DomainError, RetryLater, type ErrorKind } from './errors.ts'
export { JOBS, JOB_NAMES, type JobName, type JobPayload, type Outcome } from './jobs.ts'
export { maskedText } from './masked-text.ts'
export {
  ANSWERS,
  MAX_DETAIL,
  REPLY_WAYS,
  RESPONSE_CLASSES,
  needsDetail,
  type Answer,
  type ReplyWay,
  type ResponseClass,
} from './responses.ts'
export {
  PERMISSIONS,
  ROLES,
  ROLE_MATRIX,
  mayDo,
  notAllowed,
  rolesWith,
  type Permission,
  type Role,
} from './roles.ts'
export { PERMISSION_MEANINGS } from './permission-meanings.ts'
export {
  HASH_ALGORITHMS,
  HASH_DIGITS,
  LANGUAGES,
  LEGAL_CLASSES,
  TIERS,
  VERDICTS,
  type HashAlgorithm,
  type Language,
  type LegalClass,
  type Tier,
  type Verdict,
} from './values.ts'
export { canonicalUrl, readAddress, restoreDefanged } from './web-address.ts'
