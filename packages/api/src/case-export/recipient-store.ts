import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** The police that a case is handed to. */
export type CaseRecipient = { id: string; name: string; country: string | null }

/**
 * @returns null where none is named
 * @throws {DomainError} not-found `provider-not-found`: none such, or they are not police
 */
export async function readRecipient(
  db: DbOrTransaction,
  id: string | null,
): Promise<CaseRecipient | null> {
  if (id === null) return null
  const row = await police(db).where('id', '=', id).executeTakeFirst()
  if (row) return row
  throw new DomainError(
    'not-found',
    'provider-not-found',
    'Exporting a case: there are no such police among the providers',
  )
}

/** All police that are known, by name. */
export const listRecipients = (
  db: DbOrTransaction,
): Promise<(CaseRecipient & { hasOfficers: boolean })[]> =>
  police(db)
    .select(
      sql<boolean>`exists (select from hand_over_office o where o.handle = provider.handle)`.as(
        'hasOfficers',
      ),
    )
    .orderBy('name')
    .orderBy('id')
    .execute()

const police = (db: DbOrTransaction) =>
  db.selectFrom('provider').select(['id', 'name', 'country']).where('kind', '=', 'police')
