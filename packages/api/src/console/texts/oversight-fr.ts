import type { oversightEn } from './oversight-en.ts'

import { auditFr } from './audit-fr.ts'
import { auditWordsFr } from './audit-words-fr.ts'
import { operationFr } from './operation-fr.ts'
import { policiesFr } from './policies-fr.ts'

/** What auditors and administrators read. */
export const oversightFr: Record<keyof typeof oversightEn, string> = {
  ...auditFr,
  ...auditWordsFr,
  ...policiesFr,
  ...operationFr,
}
