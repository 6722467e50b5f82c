import type { Db, DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { IS_GIVEN_UP, IS_UNSENT, type BeforeSending } from './before-sending.ts'
import type { Deadlines } from './deadline.ts'
import { isDoneByHand } from './entered-step.ts'
import type { FindHost } from './find-host.ts'
import { followHost, type FollowDeps } from './follow-host.ts'
import { changeSteps, isLadderNotice } from './ladder-store.ts'
import { tryNextContact } from './next-contact.ts'
import { lockNoticeTakedowns } from './notice-store.ts'
import type { PolicyOf } from './policies/policy-in-use.ts'
import { usableContact } from './provider-store.ts'
import { redirect } from './retraction-store.ts'
import { lockTakedown } from './takedown-store.ts'

export type RecheckDeps = Omit<FollowDeps, 'policy'> & {
  db: Db
  deadlines: Deadlines
  findHost: FindHost
  policyOf: PolicyOf
}

/**
 * Looks once more before a notice is handed over: its takedowns must still be where it is going, and
 * its mailbox must not have been given up since it was written.
 *
 * What the registry said is believed as long as usual; one that does not answer keeps no notice back.
 * A takedown that has moved is not listed any more, for its row says so; a notice to a mailbox that
 * was given up is withdrawn, and its takedowns go to the next one. A notice that may be out already
 * is left as it is.
 */
export async function recheck(
  deps: RecheckDeps,
  before: BeforeSending,
  signal: AbortSignal,
): Promise<void> {
  const { db } = deps
  for (const takedownId of longUnseen(deps, before)) {
    const host = await deps.findHost(takedownId, signal)
    const { policy } = await deps.policyOf(takedownId)
    await db.transaction().execute(async (trx) => {
      const stored = await lockTakedown(trx, takedownId)
      if (stored) await followHost(trx, { ...deps, policy }, stored, host)
    })
  }
  if (before.isGivenUp) {
    await db.transaction().execute((trx) => recheckContact(trx, deps, before.noticeId))
  }
}

/** Takedowns of a notice that was never handed over, whose host was last looked for long ago. */
function longUnseen(
  { now, patience }: RecheckDeps,
  { isUnsent, isRetraction, takedowns }: BeforeSending,
): string[] {
  if (!isUnsent || isRetraction) return []
  const before = new Date(now().getTime() - patience.hostMs)
  return takedowns
    .filter(({ hostFoundAt }) => hostFoundAt !== null && hostFoundAt < before)
    .map(({ id }) => id)
}

async function recheckContact(
  db: DbOrTransaction,
  deps: RecheckDeps,
  noticeId: string,
): Promise<void> {
  const takedowns = await lockNoticeTakedowns(db, noticeId)
  const { rows } = await sql<{ provider_id: string; kind: string }>`
    select n.provider_id, n.kind from notice n
    join provider_contact c on c.id = n.contact_id
    where n.id = ${noticeId} and ${IS_UNSENT} and ${IS_GIVEN_UP}
      and n.channel in ('smtp', 'reply-page')
    for update of n`.execute(db)
  const notice = rows[0]
  if (!notice) return
  if (notice.kind === 'retraction') {
    const other = await usableContact(db, notice.provider_id)
    return other && redirect(db, noticeId, other.id)
  }
  await db.updateTable('notice').set({ state: 'refused' }).where('id', '=', noticeId).execute()
  if (isLadderNotice(takedowns)) {
    return changeSteps(db, deps, noticeId, { became: 'failed', noticeId, retryAt: null })
  }
  const ids = takedowns.flatMap(({ takedownId, seq, stored }) =>
    isDoneByHand(seq, stored.takedown) ? [] : takedownId,
  )
  await tryNextContact(db, deps, notice.provider_id, ids)
}
