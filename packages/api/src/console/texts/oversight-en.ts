import { auditEn } from './audit-en.ts'
import { auditWordsEn } from './audit-words-en.ts'
import { operationEn } from './operation-en.ts'
import { policiesEn } from './policies-en.ts'

/** What auditors and administrators read. */
export const oversightEn = { ...auditEn, ...auditWordsEn, ...policiesEn, ...operationEn }
