import { auditNl } from './audit-nl.ts'
import { auditWordsNl } from './audit-words-nl.ts'
import { operationNl } from './operation-nl.ts'
import { policiesNl } from './policies-nl.ts'

/** What auditors and administrators read. */
export const oversightNl = { ...auditNl, ...auditWordsNl, ...policiesNl, ...operationNl }
