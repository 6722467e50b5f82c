import { DomainError, type Language } from '@nightlight/contract'
import { writeAudit, type Db, type FieldCrypto } from '@nightlight/runtime'
import { composeIccam } from './documents/iccam.ts'
import type { LetterSender } from './documents/letter-text.ts'
import type { NoticeDocument } from './documents/notice.ts'
import { takedownItems } from './notice-item-store.ts'
import { nextReference } from './notice-store.ts'

/**
 * Makes the letter and the files for whoever enters takedowns in ICCAM.
 *
 * What is in them is disclosed: each takedown listed gets an audit entry with the reference. Nothing
 * is handed over by this; that is noted when it is entered.
 *
 * @param order.takedownIds  what was stopped, has lost its ground or is gone at the last look is left out
 * @throws {DomainError} `nothing-to-enter`
 */
export async function iccamHandOver(
  deps: { db: Db; crypto: FieldCrypto; now: () => Date; sender: LetterSender },
  order: { takedownIds: readonly string[]; language: Language; to: string; by: string },
): Promise<{ reference: string; document: NoticeDocument }> {
  const { db, crypto, now, sender } = deps
  const { takedownIds, language, to, by } = order
  return db.transaction().execute(async (trx) => {
    const reference = await nextReference(trx, now())
    const items = await takedownItems(trx, crypto, [...new Set(takedownIds)], reference)
    if (items.length === 0) {
      throw new DomainError(
        'conflict',
        'nothing-to-enter',
        'Making an ICCAM hand-over: none of these takedowns has content that is up and may be told',
      )
    }
    for (const objectId of new Set(items.map(({ takedownId }) => takedownId))) {
      const entry = { actor: by, action: 'iccam-files-made', objectType: 'takedown', objectId }
      await writeAudit(trx, { ...entry, detail: { reference } })
    }
    return { reference, document: composeIccam({ reference, language, to, items, sender }) }
  })
}
