import { DomainError } from '@nightlight/contract'
import { findAuthority } from '@nightlight/matcher'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'

/** By what name notices keep the police to whom they hand over. */
export const POLICE_HANDLE = 'police'

/**
 * Says which authority stands behind the mailbox of the police: its officers see what was handed over to that, also before.
 * Another one takes its place. Call it in a transaction.
 *
 * @throws {DomainError} not-found `authority-not-found`
 */
export async function bindOffice(
  db: DbOrTransaction,
  { authority, actor }: { authority: string; actor: string },
): Promise<{ authorityId: string }> {
  const found = await findAuthority(db, authority)
  if (!found) {
    throw new DomainError(
      'not-found',
      'authority-not-found',
      'Saying who receives hand-overs: no such authority; make a key or a link of one of its officers first',
    )
  }
  const bound = { authority_id: found.id, bound_by: actor }
  await db
    .insertInto('hand_over_office')
    .values({ handle: POLICE_HANDLE, ...bound })
    .onConflict((conflict) =>
      conflict.column('handle').doUpdateSet({ ...bound, bound_at: new Date() }),
    )
    .execute()
  await writeAudit(db, {
    actor,
    action: 'hand-over-office-bound',
    objectType: 'authority',
    objectId: found.id,
    detail: {},
  })
  return { authorityId: found.id }
}
