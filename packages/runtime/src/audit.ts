import { newId } from './crypto.ts'
import { PLANNED_ONCE, type DbOrTransaction } from './postgres.ts'

export type AuditEntry = {
  actor: string
  action: string
  objectType: string
  objectId: string
  /** Codes, counts and ids; never an address, a hash or a name of a person. */
  detail?: Record<string, string | number | boolean | null>
}

/** Writes one event; call it in the transaction of the change, so that neither exists alone. */
export async function writeAudit(db: DbOrTransaction, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit_event')
    .values({
      id: newId(),
      actor: entry.actor,
      action: entry.action,
      object_type: entry.objectType,
      object_id: entry.objectId,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .modifyEnd(PLANNED_ONCE)
    .execute()
}
