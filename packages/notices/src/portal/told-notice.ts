import { writeAudit, asTenant, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import type { Deadlines } from '../deadline.ts'
import {
  addressesTold,
  readRepliedNotice,
  type RepliedNotice,
  type ToldAddress,
} from '../replies/notice-places.ts'
import { deadlineOf, wereInClear } from '../replies/reply-page.ts'

export type ToldNotice = {
  notice: RepliedNotice
  /** The date that the letter says; null where it says none. */
  deadline: Date | null
  /** Whether the notice itself brought the exact addresses in clear. */
  isClear: boolean
}

/** A notice that went out to this provider; null for every other one. */
export async function readToldNotice(
  db: DbOrTransaction,
  deadlines: Deadlines,
  { id, providerId }: { id: string; providerId: string },
): Promise<ToldNotice | null> {
  const notice = await asTenant(db, { kind: 'provider', id: providerId }, (seen) =>
    readRepliedNotice(seen, { id }),
  )
  if (!notice?.isOut || notice.providerId !== providerId || notice.kind === 'retraction')
    return null
  return {
    notice,
    deadline: await deadlineOf(db, deadlines, notice),
    isClear: await wereInClear(db, id),
  }
}

/**
 * The exact addresses of a notice, for somebody of its provider who asked for them on purpose: an event says so before they
 * are shown. Call it in a transaction.
 */
export async function revealAddresses(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { notice }: ToldNotice,
  by: { actor: string },
): Promise<ToldAddress[]> {
  const told = await addressesTold(db, crypto, notice)
  await writeAudit(db, {
    actor: by.actor,
    action: 'notice.addresses-shown',
    objectType: 'notice',
    objectId: notice.id,
    detail: { count: told.length },
  })
  return told
}

/** How a provider is called where its people are spoken of; null when there is none. */
export async function readProviderName(db: DbOrTransaction, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('provider')
    .select(['name', 'handle'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? row.name || row.handle : null
}
