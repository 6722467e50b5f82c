import type { LegalClass } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'

/** More lists than a form offers. */
const MOST = 200

/** Lists by name, with the legal class that their entries have unless an entry says otherwise. */
export async function listLegalClasses(
  db: DbOrTransaction,
): Promise<{ id: string; name: string; legalClass: LegalClass }[]> {
  const rows = await db
    .selectFrom('hash_list')
    .select(['id', 'name', 'legal_class'])
    .orderBy('name')
    .orderBy('id')
    .limit(MOST)
    .execute()
  return rows.map(({ id, name, legal_class: legalClass }) => ({ id, name, legalClass }))
}
