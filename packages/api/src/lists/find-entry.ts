import { DomainError } from '@nightlight/contract'
import { entryOfReference, namesakesOf } from '@nightlight/matcher'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { asAsker } from '../identity/as-asker.ts'
import type { Principal } from '../identity/principal.ts'
import { isUuid } from '../uuid.ts'
import { inTime } from '../match-conditions.ts'
import { seenBy } from './list-scope.ts'
import type { ListKind } from './submission-view-store.ts'

/**
 * Whether it counts: `waiting` for its file to be activated, `over` where the end of its file or list has passed, `ended`
 * where nobody stands by it any more.
 */
export type EntryState = 'counts' | 'waiting' | 'over' | 'ended' | 'suspended' | 'revoked'

/** State of entry `e` of list `l` in submission `s`. */
const STATE = sql<EntryState>`case
  when e.status <> 'active' then e.status
  when not ${inTime} then 'over'
  when exists (select from entry_in_force f where f.id = e.id) then 'counts'
  when l.withdrawn_at is null and s.state in ('receiving', 'staged') then 'waiting'
  else 'ended' end`

export type EntryView = {
  id: string
  status: 'active' | 'suspended' | 'revoked'
  state: EntryState
  /** Others of the list that have a number of it, the newest first. */
  namesakes: { id: string; state: EntryState; changedAt: Date | null }[]
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
    const { rows } = await sql<Omit<EntryView, 'namesakes'>>`
      select e.id, e.status, ${STATE} as state, e.legal_class as "legalClass", e.category,
             e.changed_at as "changedAt",
             jsonb_build_object('id', s.id, 'state', s.state) as submission,
             jsonb_build_object('id', l.id, 'name', l.name, 'negative', l.negative,
               'legalClass', l.legal_class) as list
        from list_entry e
        join hash_list l on l.id = e.list_id
        join submission s on s.id = e.submission_id
       where e.id = ${id} and l.id = ${listId} and ${seenBy(principal)}`.execute(seen)
    const [entry] = rows
    return entry ? { ...entry, namesakes: await namesakes(seen, { listId, id }) } : null
  })
}

async function namesakes(
  db: DbOrTransaction,
  entry: { listId: string; id: string },
): Promise<EntryView['namesakes']> {
  const ids = await namesakesOf(db, entry)
  if (ids.length === 0) return []
  const { rows } = await sql<EntryView['namesakes'][number]>`
    select e.id, ${STATE} as state, e.changed_at as "changedAt"
      from list_entry e
      join hash_list l on l.id = e.list_id
      join submission s on s.id = e.submission_id
     where e.id = any(${ids}::uuid[])
     order by e.status <> 'revoked' desc, e.id desc`.execute(db)
  return rows
}
