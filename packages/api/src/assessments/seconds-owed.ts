import type { DbOrTransaction } from '@nightlight/runtime'
import { isAllowed, type Principal } from '../identity/principal.ts'
import { secondsAsked, type AskedSecond } from './assessment-store.ts'

/** Of some matches those whose first verdict whoever looks is not to be told, for theirs is asked and not given. */
export async function secondsOwed(
  db: DbOrTransaction,
  { role, name: person }: Pick<Principal, 'role' | 'name'>,
  matchIds: readonly string[],
): Promise<ReadonlyMap<string, AskedSecond>> {
  if (!isAllowed(role, 'assessment:give')) return new Map()
  return secondsAsked(db, { matchIds: [...new Set(matchIds)], person })
}
