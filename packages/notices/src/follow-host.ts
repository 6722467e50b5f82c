import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { isStopping, readAttention, type Stopping } from './attention-store.ts'
import type { Host } from './find-host.ts'
import { notifyNow } from './first-step.ts'
import { planDiffers } from './plan-differs.ts'
import type { Policy } from './routing.ts'
import { setAttention, type StoredTakedown } from './takedown-store.ts'
import type { Takedown } from './takedown.ts'
import { mailboxIsOfTheSite } from './tip-off.ts'

type FollowDeps = { policy: Policy; now: () => Date }
type Found = Extract<Host, { status: 'found' }>

/**
 * Has the notices of an authorised takedown follow its content to another host.
 *
 * Another provider gets them from then on. Where the policy says something else of the country now,
 * or the mailbox is that of the site itself, no notice goes out before a person has looked, or
 * before the content is back where it may go out.
 */
export async function followHost(
  db: DbOrTransaction,
  deps: FollowDeps,
  stored: StoredTakedown,
  host: Host,
): Promise<StoredTakedown> {
  if (host.status !== 'found' || !isTheHosts(stored.takedown)) return stored
  const reason = await reasonToStop(db, deps, stored, host)
  if (reason) return stop(db, stored, reason)
  const moved = host.providerId === stored.providerId ? stored : await move(db, stored, host)
  const { attention } = await readAttention(db, stored.id)
  return isStopping(attention) ? notifyNow(db, deps, moved) : moved
}

/** Notices of this takedown go to the host, and not to somebody else first. */
export const isTheHosts = ({ clocks, plan, status }: Takedown): boolean =>
  clocks.t5 !== null &&
  plan[0] === 'provider-notice' &&
  status !== 'opened' &&
  status !== 'routed' &&
  status !== 'closed'

async function reasonToStop(
  db: DbOrTransaction,
  deps: FollowDeps,
  stored: StoredTakedown,
  host: Found,
): Promise<Stopping | null> {
  if (await planDiffers(db, deps, stored, host.country)) return 'hosting-country-changed'
  if (host.providerId === stored.providerId) return null
  return (await mailboxIsOfTheSite(db, stored.id, host.mailboxDomain))
    ? 'provider-may-be-the-site'
    : null
}

async function stop(
  db: DbOrTransaction,
  stored: StoredTakedown,
  reason: Stopping,
): Promise<StoredTakedown> {
  await setAttention(db, stored.id, reason)
  await db.updateTable('takedown').set({ notify_at: null }).where('id', '=', stored.id).execute()
  return { ...stored, notifyAt: null }
}

async function move(
  db: DbOrTransaction,
  stored: StoredTakedown,
  { providerId }: Found,
): Promise<StoredTakedown> {
  await db
    .updateTable('takedown')
    .set({ provider_id: providerId })
    .where('id', '=', stored.id)
    .execute()
  await writeAudit(db, {
    actor: 'nightlight',
    action: 'host-changed',
    objectType: 'takedown',
    objectId: stored.id,
    detail: { from: stored.providerId, to: providerId },
  })
  return { ...stored, providerId }
}
