import { DomainError } from '@nightlight/contract'
import {
  writeAudit,
  type Db,
  type FieldCrypto,
  type RecordSigner,
  type SignedRecord,
} from '@nightlight/runtime'
import { readCheckRecord, type CheckRecord } from './check-record-store.ts'

/**
 * Signs one removal check for a third party and notes who took it out.
 *
 * @throws {DomainError} `not-found`: the takedown has no such check, or it has not ended
 */
export async function exportCheck(
  { db, crypto, signer }: { db: Db; crypto: FieldCrypto; signer: RecordSigner },
  { takedownId, checkId, actor }: { takedownId: string; checkId: string; actor: string },
): Promise<SignedRecord<CheckRecord>> {
  return db.transaction().execute(async (trx) => {
    const record = await readCheckRecord({ db: trx, crypto }, takedownId, checkId)
    if (!record) throw new DomainError('not-found', 'not-found', 'Exporting a check: none such')
    await writeAudit(trx, {
      actor,
      action: 'check.exported',
      objectType: 'takedown',
      objectId: takedownId,
      detail: { checkId },
    })
    return signer.sign(record)
  })
}
