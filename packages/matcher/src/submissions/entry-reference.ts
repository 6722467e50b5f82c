import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sourceKey } from './stage-batch.ts'

/** The newest entry of a list that its source calls so, or null. */
export async function entryOfReference(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  listId: string,
  reference: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('list_entry')
    .select('id')
    .where('list_id', '=', listId)
    .where('source_key', '=', sourceKey(crypto, reference))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}
