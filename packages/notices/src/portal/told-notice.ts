import { DomainError } from '@nightlight/contract'
import {
  asTenant,
  nameOfProvider,
  writeAudit,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql } from 'kysely'
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

const SHOWN = 'notice.addresses-shown'
/** Addresses that one person may have shown within an hour: more leave as a file, to which a second one agrees. */
export const ADDRESSES_AN_HOUR = 500

/**
 * The exact addresses of a notice, for somebody of its provider who asked for them on purpose: an event says so before they
 * are shown. Call it in a transaction.
 *
 * @throws {DomainError} conflict `portal-addresses-many`: with these it would be more than 500 within an hour, with the seconds
 *   until they can be shown (`retryAfterSeconds`). A first notice is always shown, and one that was shown within the hour again
 */
export async function revealAddresses(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { notice }: ToldNotice,
  by: { actor: string },
): Promise<ToldAddress[]> {
  const told = await addressesTold(db, crypto, notice)
  const shown = await shownTo(db, by.actor)
  // what was shown is known already
  const isAgain = shown.some(({ noticeId }) => noticeId === notice.id)
  const retryAfterSeconds = isAgain ? 0 : secondsToWait(shown, told.length)
  if (retryAfterSeconds > 0) {
    throw new DomainError(
      'conflict',
      'portal-addresses-many',
      'Showing addresses: too many an hour',
      { detail: { retryAfterSeconds } },
    )
  }
  await writeAudit(db, {
    actor: by.actor,
    action: SHOWN,
    objectType: 'notice',
    objectId: notice.id,
    detail: { count: told.length },
  })
  return told
}

type Shown = {
  noticeId: string
  /** Addresses of one notice. */
  count: number
  /** Until then it counts, seconds from now. */
  seconds: number
}

/** Until so many more can be shown; 0 when they can be. */
function secondsToWait(shown: readonly Shown[], more: number): number {
  const most = Math.max(0, ADDRESSES_AN_HOUR - more)
  let left = shown.reduce((sum, { count }) => sum + count, 0)
  let wait = 0
  for (const { count, seconds } of shown) {
    if (left <= most) break
    left -= count
    wait = Math.max(1, Math.ceil(seconds))
  }
  return wait
}

/** What somebody had shown in the last hour, longest ago first; one at a time asks for more. */
async function shownTo(db: DbOrTransaction, actor: string): Promise<Shown[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${SHOWN} ${actor}`}, 0))`.execute(db)
  const { rows } = await sql<Shown>`
    select object_id as "noticeId", max((detail ->> 'count')::integer) as count,
           extract(epoch from max(at) + interval '1 hour' - clock_timestamp())::float8 as seconds
      from audit_event
      where actor = ${actor} and action = ${SHOWN}
        and at > clock_timestamp() - interval '1 hour'
     group by object_id order by max(at)`.execute(db)
  return rows
}

/** How a provider is called where its people are spoken of; null when there is none. */
export async function readProviderName(db: DbOrTransaction, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('provider')
    .select(nameOfProvider('provider').as('name'))
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.name ?? null
}
