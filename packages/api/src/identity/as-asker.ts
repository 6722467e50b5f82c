import { asTenant, type DbOrTransaction } from '@nightlight/runtime'
import type { Principal } from './principal.ts'

/** Nobody's: what a tenant whose key names none may see. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * Reads as whoever asks: of a provider or the police Postgres itself shows what is theirs only; people of the hotline read as the
 * process does.
 */
export function asAsker<Result>(
  db: DbOrTransaction,
  { role, authorityId, providerId }: Principal,
  work: (db: DbOrTransaction) => Promise<Result>,
): Promise<Result> {
  if (role === 'police') return asTenant(db, { kind: 'police', id: authorityId ?? NOBODY }, work)
  if (role === 'provider') return asTenant(db, { kind: 'provider', id: providerId ?? NOBODY }, work)
  return work(db)
}
