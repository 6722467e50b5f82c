import { PLANNED_ONCE, type Db, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Deadlines } from './deadline.ts'
import type { FindHost } from './find-host.ts'
import { followHost, type FollowDeps } from './follow-host.ts'
import { changeSteps, isLadderNotice } from './ladder-store.ts'
import { tryNextContact } from './next-contact.ts'
import { lockNoticeTakedowns, noticeTakedowns } from './notice-store.ts'
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
  noticeId: string,
  signal: AbortSignal,
): Promise<void> {
  const { db } = deps
  for (const takedownId of await longUnseen(deps, noticeId)) {
    const host = await deps.findHost(takedownId, signal)
    const { policy } = await deps.policyOf(takedownId)
    await db.transaction().execute(async (trx) => {
      const stored = await lockTakedown(trx, takedownId)
      if (stored) await followHost(trx, { ...deps, policy }, stored, host)
    })
  }
  if (await isGivenUp(db, noticeId)) {
    await db.transaction().execute((trx) => recheckContact(trx, deps, noticeId))
  }
}

/** Takedowns of a notice that was never handed over, whose host was last looked for long ago. */
async function longUnseen({ db, now, patience }: RecheckDeps, noticeId: string): Promise<string[]> {
  const before = new Date(now().getTime() - patience.hostMs)
  const { rows } = await sql<{ id: string }>`${PLANNED_ONCE}
    select i.takedown_id as id from notice n
    join notice_item i on i.notice_id = n.id
    join host_finding f on f.takedown_id = i.takedown_id
    where n.id = ${noticeId} and ${IS_UNSENT} and n.kind <> 'retraction' and f.found_at < ${before}
    order by i.position`.execute(db)
  return rows.map(({ id }) => id)
}

/** Tells whether the mailbox of a notice was given up, so that only then rows are locked. */
async function isGivenUp(db: Db, noticeId: string): Promise<boolean> {
  const { rows } = await sql`${PLANNED_ONCE}
    select 1 from notice n join provider_contact c on c.id = n.contact_id
    where n.id = ${noticeId} and ${IS_GIVEN_UP}`.execute(db)
  return rows.length > 0
}

/** It refused a mail, or a person said that nothing is to go there. */
const IS_GIVEN_UP = sql`(c.refused_at is not null or c.retired_at is not null)`

/** No attempt began whose end is not known to be a failure. */
const IS_UNSENT = sql`(n.state = 'due' and not exists (
  select 1 from notice_attempt a
  where a.notice_id = n.id and (a.outcome is null or a.outcome = 'in-doubt')))`

async function recheckContact(
  db: DbOrTransaction,
  deps: RecheckDeps,
  noticeId: string,
): Promise<void> {
  await lockNoticeTakedowns(db, noticeId)
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
  if (await isLadderNotice(db, noticeId)) {
    return changeSteps(db, deps, noticeId, { became: 'failed', noticeId, retryAt: null })
  }
  const takedowns = await noticeTakedowns(db, noticeId)
  const ids = takedowns.map(({ takedownId }) => takedownId)
  await tryNextContact(db, deps, notice.provider_id, ids)
}
