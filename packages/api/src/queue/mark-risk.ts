import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { deleteRisk, hastenConfirmations, insertRisk } from './risk-store.ts'

type By = { actor: string; at: Date }

/**
 * Says of a report that a child may be at risk now: what it leads to is looked at before everything else, and what was
 * confirmed of it counts from now on. Call it in a transaction.
 *
 * Saying it again changes nothing.
 *
 * @returns of which media something that was confirmed has begun to count
 */
export async function markAtRisk(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { reportId, reason }: { reportId: string; reason: string },
  { actor, at }: By,
): Promise<{ mediaIds: string[] }> {
  const isNew = await insertRisk(db, crypto, { reportId, reason, by: actor, at })
  if (!isNew) return { mediaIds: [] }
  await writeAudit(db, {
    actor,
    action: 'report.at-risk',
    objectType: 'report',
    objectId: reportId,
  })
  return { mediaIds: await hastenConfirmations(db) }
}

/**
 * Takes that back. Call it in a transaction.
 *
 * @returns why it had been said, to be kept; null once that was erased
 * @throws {DomainError} conflict `not-at-risk`: it was not marked, or another took it back before
 */
export async function endRisk(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  reportId: string,
  { actor }: By,
): Promise<string | null> {
  const gone = await deleteRisk(db, crypto, reportId)
  if (gone === null) {
    throw new DomainError('conflict', 'not-at-risk', 'Taking a mark back: the report has none')
  }
  await writeAudit(db, {
    actor,
    action: 'report.risk-ended',
    objectType: 'report',
    objectId: reportId,
  })
  return gone.reason
}
