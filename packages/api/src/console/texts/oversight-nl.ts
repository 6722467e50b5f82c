import { auditNl } from './audit-nl.ts'

/** What auditors and administrators read. */
export const oversightNl = { ...auditNl }
