import { DomainError } from '@nightlight/contract'
import { isSameName } from '@nightlight/matcher'
import { newId, writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { isThere, type HoldScope } from './hold-scope.ts'

export const HOLD_REASONS = [
  'investigation',
  'court-order',
  'litigation',
  'complaint',
  'audit',
] as const

type Person = { actor: string; name: string }

/**
 * Has nothing erased of what it covers until somebody else releases it. Call it in a transaction; it waits for a batch that is
 * being erased, and holds from its commit on.
 *
 * @param asked.reviewAt  when people look at it again; it does not end by itself
 * @throws {DomainError} not-found `legal-hold-of-nothing`
 */
export async function placeHold(
  db: DbOrTransaction,
  scope: HoldScope,
  asked: { reason: (typeof HOLD_REASONS)[number]; authority: string; reviewAt: Date },
  { actor, name }: Person,
  at: Date,
): Promise<string> {
  if (!(await isThere(db, scope))) {
    throw new DomainError(
      'not-found',
      'legal-hold-of-nothing',
      'Placing a hold: there is no such report, takedown or page',
    )
  }
  const id = newId()
  const hold = {
    id,
    report_id: 'reportId' in scope ? scope.reportId : null,
    takedown_id: 'takedownId' in scope ? scope.takedownId : null,
    page_location_id: 'pageId' in scope ? scope.pageId : null,
    reason_code: asked.reason,
    authority: asked.authority,
    placed_by: actor,
    placer: name,
    placed_at: at,
    review_at: asked.reviewAt,
  }
  await db.insertInto('legal_hold').values(hold).execute()
  const event = { action: 'legal-hold.placed', objectType: 'legal_hold', objectId: id }
  await writeAudit(db, { ...event, actor, detail: { reason: asked.reason } })
  return id
}

/**
 * Ends a hold. Doing it again changes nothing. Call it in a transaction.
 *
 * @throws {DomainError} not-found `legal-hold-not-found`, forbidden `second-person-needed`
 */
export async function releaseHold(
  db: DbOrTransaction,
  id: string,
  { actor, name }: Person,
  at: Date,
): Promise<void> {
  const hold = await db
    .selectFrom('legal_hold')
    .select(['placed_by', 'placer', 'released_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!hold)
    throw new DomainError('not-found', 'legal-hold-not-found', 'Releasing a hold: none such')
  if (hold.released_at !== null) return
  if (hold.placed_by === actor || isSameName(hold.placer, name)) {
    throw new DomainError(
      'forbidden',
      'second-person-needed',
      'Releasing a hold: who placed it does not release it; ask somebody else',
    )
  }
  const released = { released_by: actor, releaser: name, released_at: at }
  await db.updateTable('legal_hold').set(released).where('id', '=', id).execute()
  const event = { action: 'legal-hold.released', objectType: 'legal_hold', objectId: id }
  await writeAudit(db, { ...event, actor })
}
