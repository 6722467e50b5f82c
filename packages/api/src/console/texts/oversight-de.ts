import { auditDe } from './audit-de.ts'

/** What auditors and administrators read. */
export const oversightDe = { ...auditDe }
