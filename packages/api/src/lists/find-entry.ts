import { DomainError } from '@nightlight/contract'
import { entryOfReference } from '@nightlight/matcher'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { asAsker } from '../identity/as-asker.ts'
import type { Principal } from '../identity/principal.ts'
import { isUuid } from '../uuid.ts'
import { seenBy } from './list-scope.ts'
import type { ListKind } from './submission-view-store.ts'

export type EntryView = {
  id: string
  status: 'active' | 'suspended' | 'revoked'
  legalClass: 'csam' | 'harmful'
  /** Code of the source. */
  category: string | null
  changedAt: Date | null
  submission: { id: string; state: string }
  list: { id: string; name: string } & ListKind
}

/**
 * Finds an entry of a list by its id, or by what its source calls it; never by a hash.
 *
 * @throws {DomainError} invalid `entry-not-in-list`: none such, or none of theirs
 */
export async function findEntry(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  principal: Principal,
  { listId, of }: { listId: string; of: string },
): Promise<string> {
  const text = of.trim()
  const id = isUuid(text) ? text : await entryOfReference({ db, crypto }, listId, text)
  const found = id === null ? null : await readEntry(db, principal, { listId, id })
  if (found) return found.id
  throw new DomainError('invalid', 'entry-not-in-list', 'Looking for an entry: not in this list', {
    detail: { field: 'of' },
  })
}

/** @returns null when there is none in the list, or none that the person sees */
export function readEntry(
  db: DbOrTransaction,
  principal: Principal,
  { listId, id }: { listId: string; id: string },
): Promise<EntryView | null> {
  return asAsker(db, principal, async (seen) => {
    const { rows } = await sql<EntryView>`
      select e.id, e.status, e.legal_class as "legalClass", e.category,
             e.changed_at as "changedAt",
             jsonb_build_object('id', s.id, 'state', s.state) as submission,
             jsonb_build_object('id', l.id, 'name', l.name, 'negative', l.negative,
               'legalClass', l.legal_class) as list
        from list_entry e
        join hash_list l on l.id = e.list_id
        join submission s on s.id = e.submission_id
       where e.id = ${id} and l.id = ${listId} and ${seenBy(principal)}`.execute(seen)
    return rows[0] ?? null
  })
}
