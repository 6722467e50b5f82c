import type { DbOrTransaction } from '@nightlight/runtime'

export type WaitingRelease = {
  submissionId: string
  listId: string
  list: string
  /** Media that were seen before and match. */
  found: number
}

/** Active submissions whose finds in everything seen before wait for a supervisor, the longest active first. */
export const waitingReleases = (
  db: DbOrTransaction,
  { listId = null, limit }: { listId?: string | null; limit: number },
): Promise<WaitingRelease[]> =>
  db
    .selectFrom('submission as s')
    .innerJoin('hash_list as l', 'l.id', 's.list_id')
    .select([
      's.id as submissionId',
      'l.id as listId',
      'l.name as list',
      's.look_back_found as found',
    ])
    .where('s.look_back', '=', 'found')
    .where('s.state', '=', 'active')
    .$if(listId !== null, (query) => query.where('s.list_id', '=', listId!))
    .orderBy('s.activated_at')
    .orderBy('s.id')
    .limit(limit)
    .execute()

/** How many there are, and how much they found. */
export async function countReleases(
  db: DbOrTransaction,
): Promise<{ submissions: number; found: number }> {
  const row = await db
    .selectFrom('submission')
    .select((eb) => [
      eb.fn.countAll<string>().as('n'),
      eb.fn.sum<string | null>('look_back_found').as('found'),
    ])
    .where('look_back', '=', 'found')
    .where('state', '=', 'active')
    .executeTakeFirstOrThrow()
  return { submissions: Number(row.n), found: Number(row.found ?? 0) }
}
