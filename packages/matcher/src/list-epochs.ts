import type { Db, DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Takes the next epoch; its row stays locked until the transaction ends, so call it late. */
export async function nextEpoch(db: DbOrTransaction): Promise<bigint> {
  const row = await db
    .updateTable('list_epoch')
    .set({ epoch: sql`epoch + 1` })
    .returning('epoch')
    .executeTakeFirstOrThrow()
  await sql`select pg_notify('lists_changed', '')`.execute(db)
  return BigInt(row.epoch)
}

/**
 * Says what pictures are compared for; when that was something else before, everything is compared again, as
 * of a new epoch.
 */
export async function compareFor(db: Db, use: ComparedFor): Promise<void> {
  // an import holds the row for as long as it activates its entries
  if ((await epochAndUse(db)).comparedFor === comparedFor(use)) return
  const compared_for = comparedFor(use)
  await db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('list_epoch')
      .select('compared_for')
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (row.compared_for === compared_for) return
    await trx.updateTable('list_epoch').set({ compared_for }).execute()
    await nextEpoch(trx)
  })
}

/** For what and where pictures are compared. */
export type ComparedFor = { purpose: string; jurisdiction: string }

export const comparedFor = ({ purpose, jurisdiction }: ComparedFor): string =>
  `${purpose} ${jurisdiction}`

export async function epochAndUse(
  db: DbOrTransaction,
): Promise<{ epoch: bigint; comparedFor: string }> {
  const row = await db
    .selectFrom('list_epoch')
    .select(['epoch', 'compared_for'])
    .executeTakeFirstOrThrow()
  return { epoch: BigInt(row.epoch), comparedFor: row.compared_for ?? '' }
}

export const currentEpoch = async (db: DbOrTransaction): Promise<bigint> =>
  (await epochAndUse(db)).epoch
