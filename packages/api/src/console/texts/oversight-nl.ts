import type { oversightEn } from './oversight-en.ts'

import { auditNl } from './audit-nl.ts'
import { auditWordsNl } from './audit-words-nl.ts'
import { operationNl } from './operation-nl.ts'
import { policiesNl } from './policies-nl.ts'

/** What auditors and administrators read. */
export const oversightNl: Record<keyof typeof oversightEn, string> = {
  ...auditNl,
  ...auditWordsNl,
  ...policiesNl,
  ...operationNl,
}
