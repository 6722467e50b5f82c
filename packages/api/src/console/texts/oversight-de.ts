import type { oversightEn } from './oversight-en.ts'

import { auditDe } from './audit-de.ts'
import { auditWordsDe } from './audit-words-de.ts'
import { operationDe } from './operation-de.ts'
import { policiesDe } from './policies-de.ts'

/** What auditors and administrators read. */
export const oversightDe: Record<keyof typeof oversightEn, string> = {
  ...auditDe,
  ...auditWordsDe,
  ...policiesDe,
  ...operationDe,
}
