import { DomainError } from '@nightlight/contract'
import { allowNotice } from '@nightlight/notices'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Principal } from '../identity/principal.ts'
import { enteredHandOver, readHandOver } from './hand-over-store.ts'

type AllowDeps = Parameters<typeof allowNotice>[1]

/** What came of saying it: whoever was not first may still have given its number, or find that it has another. */
export type Receipt = 'received' | 'numbered' | 'other-number'

/**
 * Keeps that an authority has what was handed over to it, and since when. Saying it again gives it a number where it has none,
 * and changes nothing else. Call it, as what follows, in a transaction.
 *
 * @param ownReference  number that the authority gives the case
 * @throws {DomainError} not-found `hand-over-not-found`: none such, or none of theirs
 */
export async function receiveHandOver(
  db: DbOrTransaction,
  by: Principal,
  { id, ownReference, at }: { id: string; ownReference: string | null; at: Date },
): Promise<Receipt> {
  await mustSee(db, by, id)
  if (by.authorityId === null) return 'received'
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('hand_over_receipt')
    .values({
      notice_id: id,
      authority_id: by.authorityId,
      received_by: by.actor,
      receiver: by.name,
      received_at: at,
      own_reference: ownReference,
      allowed_by: null,
      allower: null,
      allowed_at: null,
    })
    .onConflict((conflict) => conflict.columns(['notice_id', 'authority_id']).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 0n) {
    await note(db, by, 'hand-over-received', id)
    return 'received'
  }
  if (ownReference === null) return 'received'
  const own = db
    .updateTable('hand_over_receipt')
    .set({ own_reference: ownReference })
    .where('notice_id', '=', id)
    .where('authority_id', '=', by.authorityId)
    .where('own_reference', 'is', null)
  const { numUpdatedRows } = await own.executeTakeFirst()
  if (numUpdatedRows !== 0n) {
    await note(db, by, 'hand-over-numbered', id)
    return 'numbered'
  }
  const { ownReference: stands } = await mustSee(db, by, id)
  return stands === ownReference ? 'received' : 'other-number'
}

const note = (db: DbOrTransaction, { actor }: Principal, action: string, id: string) =>
  writeAudit(db, { actor, action, objectType: 'notice', objectId: id, detail: {} })

/**
 * Lets the providers of its cases be told, as far as any waits for that.
 *
 * @returns the takedowns that go on now
 * @throws {DomainError} `hand-over-not-found`; conflict `hand-over-not-received`, `hand-over-nothing-waits`; as `allowNotice`
 *   where one of them went elsewhere meanwhile
 */
export async function allowNotices(
  db: DbOrTransaction,
  deps: AllowDeps,
  by: Principal,
  id: string,
): Promise<string[]> {
  // two officers at once: the second finds that nothing waits
  await sql`
    select from hand_over_receipt
     where notice_id = ${id} and authority_id = ${by.authorityId}::uuid for update`.execute(db)
  const found = await mustSee(db, by, id)
  if (found.receivedAt === null)
    throw impossible('hand-over-not-received', 'mark it as received first')
  const waiting = found.items.filter(({ waits }) => waits).map(({ takedownId }) => takedownId)
  if (waiting.length === 0)
    throw impossible('hand-over-nothing-waits', 'no case of it waits for that')
  for (const takedownId of waiting.toSorted()) {
    await allowNotice(db, deps, { takedownId, by: by.actor, from: 'police' })
  }
  await db
    .updateTable('hand_over_receipt')
    .set({ allowed_by: by.actor, allower: by.name, allowed_at: deps.now() })
    .where('notice_id', '=', id)
    .where('authority_id', '=', by.authorityId)
    .execute()
  return waiting
}

/**
 * Lets the provider of a case be told that a person of the hotline handed over by hand.
 *
 * @throws {DomainError} `hand-over-not-found`; conflict `hand-over-nothing-waits`
 */
export async function allowEntered(
  db: DbOrTransaction,
  deps: AllowDeps,
  by: Principal,
  takedownId: string,
): Promise<void> {
  const found = await enteredHandOver(db, by, takedownId)
  if (!found) throw handOverNotFound()
  const allowed = { takedownId, by: by.actor, from: 'police' } as const
  const isNew = found.waits && (await allowNotice(db, deps, allowed))
  if (!isNew) throw impossible('hand-over-nothing-waits', 'it does not wait for that')
}

async function mustSee(db: DbOrTransaction, by: Principal, id: string) {
  const found = await readHandOver(db, by, id)
  if (found) return found
  throw handOverNotFound()
}

export const handOverNotFound = (): DomainError =>
  new DomainError('not-found', 'hand-over-not-found', 'Looking for a hand-over: none such')

const impossible = (code: string, what: string): DomainError =>
  new DomainError('conflict', code, `Allowing notices of a hand-over: ${what}`)
