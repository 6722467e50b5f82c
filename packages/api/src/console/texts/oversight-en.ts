import { auditEn } from './audit-en.ts'

/** What auditors and administrators read. */
export const oversightEn = { ...auditEn }
