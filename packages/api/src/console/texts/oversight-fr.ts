import { auditFr } from './audit-fr.ts'

/** What auditors and administrators read. */
export const oversightFr = { ...auditFr }
