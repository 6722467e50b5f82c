import { writeAudit, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { insertReport } from './report-store.ts'

export type SubmittedReport = {
  url: string
  source?: string
  language?: string
  note?: string
  reporter?: string
}

/**
 * Keeps a report whatever its address is: what it becomes is settled by the crawler, so that the
 * answer tells nothing about an address. Call it in a transaction.
 */
export async function receiveReport(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  submitted: SubmittedReport,
  by: { actor: string; at: Date },
): Promise<{ id: string; state: 'received' }> {
  const source = submitted.source ?? 'api'
  const id = await insertReport(db, crypto, {
    url: submitted.url,
    source,
    language: submitted.language ?? null,
    note: submitted.note ?? null,
    reporter: submitted.reporter ?? null,
    receivedBy: by.actor,
    receivedAt: by.at,
  })
  await writeAudit(db, {
    actor: by.actor,
    action: 'report.received',
    objectType: 'report',
    objectId: id,
    detail: { source },
  })
  return { id, state: 'received' }
}
