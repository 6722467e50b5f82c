import { DomainError, type Language } from '@nightlight/contract'
import { writeAudit, type Db, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { composeIccam } from './documents/iccam.ts'
import type { LetterSender } from './documents/letter-text.ts'
import type { NoticeDocument } from './documents/notice.ts'
import { takedownItems } from './notice-item-store.ts'
import { nextReference } from './notice-store.ts'

type Deps<D> = { db: D; crypto: FieldCrypto; now: () => Date; sender: LetterSender }

export type IccamOrder = {
  /** What was stopped, has lost its ground or is gone at the last look is left out. */
  takedownIds: readonly string[]
  language: Language
  to: string
  by: string
}

export type IccamFiles = {
  reference: string
  document: NoticeDocument
  /** Of the addresses in them, each once. */
  locationIds: string[]
}

/**
 * Makes the letter and the files for whoever enters takedowns in ICCAM: see `makeIccamFiles`.
 *
 * @throws {DomainError} `nothing-to-enter`
 */
export const iccamHandOver = ({ db, ...deps }: Deps<Db>, order: IccamOrder): Promise<IccamFiles> =>
  db.transaction().execute((trx) => makeIccamFiles({ ...deps, db: trx }, order))

/**
 * The same in a transaction of whoever calls it.
 *
 * What is in them is disclosed: each takedown listed gets an audit entry with the reference. Nothing
 * is handed over by this; that is noted when it is entered.
 *
 * @throws {DomainError} `nothing-to-enter`
 */
export async function makeIccamFiles(
  { db, crypto, now, sender }: Deps<DbOrTransaction>,
  { takedownIds, language, to, by }: IccamOrder,
): Promise<IccamFiles> {
  const reference = await nextReference(db, now())
  const items = await takedownItems(db, crypto, [...new Set(takedownIds)], reference)
  if (items.length === 0) {
    throw new DomainError(
      'conflict',
      'nothing-to-enter',
      'Making an ICCAM hand-over: none of these takedowns has content that is up and may be told',
    )
  }
  for (const objectId of new Set(items.map(({ takedownId }) => takedownId))) {
    const entry = { actor: by, action: 'iccam-files-made', objectType: 'takedown', objectId }
    await writeAudit(db, { ...entry, detail: { reference } })
  }
  return {
    reference,
    document: composeIccam({ reference, language, to, items, sender }),
    locationIds: [
      ...new Set(
        items.flatMap(({ locationId, pageLocationId }) => [
          locationId,
          ...(pageLocationId ? [pageLocationId] : []),
        ]),
      ),
    ],
  }
}
