import type { Db, DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/**
 * Takes the next epoch; its row stays locked until the transaction ends, so call it late.
 *
 * @param compare  whether every media is to be compared with everything again, as when something counts anew that
 *   was there before; what a submission brings is looked for in all media by itself
 */
export async function nextEpoch(
  db: DbOrTransaction,
  compare: 'all' | 'none' = 'none',
): Promise<bigint> {
  const row = await db
    .updateTable('list_epoch')
    .set({
      epoch: sql`epoch + 1`,
      ...(compare === 'all' ? { compare_epoch: sql<string>`epoch + 1` } : {}),
    })
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
    await nextEpoch(trx, 'all')
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

/** The epoch from which on every media must have been compared with everything. */
export const compareEpoch = async (db: DbOrTransaction): Promise<bigint> => {
  const row = await db.selectFrom('list_epoch').select('compare_epoch').executeTakeFirstOrThrow()
  return BigInt(row.compare_epoch)
}

export const currentEpoch = async (db: DbOrTransaction): Promise<bigint> =>
  (await epochAndUse(db)).epoch

/** Whoever compared at the end of a list may have begun before it. */
const COMPARING = sql`interval '2 minutes'`

/**
 * Takes an epoch when media were compared last while a negative list could be used that has expired since: what
 * it held back may match now.
 *
 * @returns whether there was such a list
 */
export async function epochAfterExpiry(db: Db): Promise<boolean> {
  // asked first without the lock, which all changes of lists wait for
  if (!(await hasExpired(db))) return false
  return db.transaction().execute(async (trx) => {
    // of several matchers that ask, one finds it so
    await trx.selectFrom('list_epoch').select('epoch').forUpdate().execute()
    const isSo = await hasExpired(trx)
    if (isSo) await nextEpoch(trx, 'all')
    return isSo
  })
}

async function hasExpired(db: DbOrTransaction): Promise<boolean> {
  const { rows } = await sql`
    select from hash_list l
      join submission s on s.list_id = l.id and s.state = 'active'
     cross join lateral (select least(l.expires_at, s.expires_at) as expires_at) t
     where l.negative and t.expires_at + ${COMPARING} < clock_timestamp()
       and exists (select from match_run r
                    where r.epoch >= (select compare_epoch from list_epoch)
                      and r.at < t.expires_at + ${COMPARING})
     limit 1`.execute(db)
  return rows.length > 0
}
