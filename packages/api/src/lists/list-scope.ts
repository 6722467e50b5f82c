import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { asAsker } from '../identity/as-asker.ts'
import type { Principal } from '../identity/principal.ts'

/** Whether a person sees list `l`: the police see those of their own authority, as if there were no others. */
export const seenBy = ({ role, authorityId }: Principal): RawBuilder<boolean> =>
  role === 'police' ? sql`(l.authority_id = ${authorityId}::uuid)` : sql`true`

/** Whether a person may follow cases: ids of matches, takedowns and notices, and who judged them. */
export const followsCases = ({ role }: Principal): boolean =>
  role === 'analyst' || role === 'supervisor'

/** Whether a person is told which officer answers for a submission that the person sees. */
export const seesOfficer = ({ role }: Principal): boolean =>
  role === 'police' || role === 'supervisor'

/** @throws {DomainError} not-found `list-not-found`: none such, or none of theirs */
export async function mustSeeList(
  db: DbOrTransaction,
  principal: Principal,
  listId: string,
): Promise<void> {
  const { rows } = await asAsker(db, principal, (seen) =>
    sql`select from hash_list l where l.id = ${listId} and ${seenBy(principal)}`.execute(seen),
  )
  if (rows.length === 0) throw notFound('list')
}

/** @throws {DomainError} not-found `submission-not-found`: none such, or none of theirs */
export async function mustSeeSubmission(
  db: DbOrTransaction,
  principal: Principal,
  submissionId: string,
): Promise<void> {
  const { rows } = await asAsker(db, principal, (seen) =>
    sql`
    select from submission s join hash_list l on l.id = s.list_id
     where s.id = ${submissionId} and ${seenBy(principal)}`.execute(seen),
  )
  if (rows.length === 0) throw notFound('submission')
}

/**
 * @param listId  of which list it must be; null for any
 * @throws {DomainError} not-found `entry-not-found`: none such, or none of theirs
 */
export async function mustSeeEntry(
  db: DbOrTransaction,
  principal: Principal,
  entryId: string,
  listId: string | null = null,
): Promise<void> {
  const { rows } = await asAsker(db, principal, (seen) =>
    sql`
    select from list_entry e join hash_list l on l.id = e.list_id
     where e.id = ${entryId} and (${listId}::uuid is null or l.id = ${listId}::uuid)
       and ${seenBy(principal)}`.execute(seen),
  )
  if (rows.length === 0) throw notFound('entry')
}

export const notFound = (what: 'list' | 'submission' | 'entry' | 'match'): DomainError =>
  new DomainError('not-found', `${what}-not-found`, `Looking for a ${what}: none such`)
