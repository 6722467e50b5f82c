import type { Db } from '@nightlight/runtime'
import { sql } from 'kysely'
import { isOpen } from './address-request-store.ts'

/**
 * Forgets the items of every request that is over, however it ended.
 *
 * Requests are locked and their consents read, which never come back; what somebody is at waits for the next time.
 *
 * @returns of how many requests
 */
export async function forgetItems(db: Db, now: Date): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('address_request')
      .innerJoin('address_consent', 'address_consent.id', 'address_request.consent_id')
      .select(['address_request.id', 'asked_at', 'agreed_at', 'taken_at', 'ends_at'])
      .select([
        'address_request.withdrawn_at',
        'address_consent.withdrawn_at as consent_withdrawn_at',
      ])
      .where(sql<boolean>`item_ids <> '{}'`)
      .forUpdate('address_request')
      .skipLocked()
      .execute()
    const past = rows.filter((row) => !isOpen(row, now)).map(({ id }) => id)
    if (past.length > 0) {
      await trx
        .updateTable('address_request')
        .set({ item_ids: [] })
        .where('id', 'in', past)
        .execute()
    }
    return past.length
  })
}
