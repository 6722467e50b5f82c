import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { isStopping, readAttention, type Stopping } from './attention-store.ts'
import { changeHost } from './change-host.ts'
import type { Deadlines } from './deadline.ts'
import type { Host } from './find-host.ts'
import { notifyNow } from './first-step.ts'
import { planDiffers, planIsDisputed } from './plan-differs.ts'
import type { Patience } from './patience.ts'
import { chooseRecipient } from './recipient.ts'
import type { Policy } from './routing.ts'
import { setAttention, type StoredTakedown } from './takedown-store.ts'
import type { Takedown } from './takedown.ts'
import { mailboxIsOfTheSite } from './tip-off.ts'

export type FollowDeps = {
  policy: Policy | null
  patience: Patience
  deadlines: Deadlines
  now: () => Date
}
type Found = Extract<Host, { status: 'found' }>

/**
 * Has the notices of an authorised takedown follow its content to another host.
 *
 * Another provider gets them from then on: that of another host, or whoever is left to be told of
 * this one. Where the policy says something else of the country now, or of the one that another
 * source names, or the mailbox is that of the site itself, no notice goes out before a person has
 * looked, or before the content is back where it may go out.
 *
 * @param isCorrected a person or an answer said where it really is: that host is told at once
 */
export async function followHost(
  db: DbOrTransaction,
  deps: FollowDeps,
  stored: StoredTakedown,
  host: Host,
  isCorrected = false,
): Promise<StoredTakedown> {
  if (host.status !== 'found') {
    const isLost = isCorrected && host.status === 'unknown' && isTheHosts(stored.takedown)
    if (isLost) await setAttention(db, stored.id, 'no-contact')
    return stored
  }
  if (!isTheHosts(stored.takedown)) {
    return isCorrected ? askToRouteAnew(db, deps, stored, host) : stored
  }
  const reason = await reasonToStop(db, deps, stored, host)
  if (reason) return stop(db, stored, reason)
  const about = { id: stored.id, plan: stored.takedown.plan }
  const choice = await chooseRecipient(db, deps, about, host.providerId)
  const providerId = choice.status === 'chosen' ? choice.contact.providerId : host.providerId
  const hasMoved = providerId !== stored.providerId
  const given = hasMoved ? await move(db, stored, providerId) : stored
  const moved = await changeHost(db, deps, given, host.providerId)
  const { attention } = await readAttention(db, stored.id)
  const isAnew = isCorrected && hasMoved
  return isStopping(attention) || isAnew ? notifyNow(db, deps, moved, isAnew) : moved
}

/** Somebody else was told first: whether that still holds where it really is, a person decides. */
async function askToRouteAnew(
  db: DbOrTransaction,
  deps: FollowDeps,
  stored: StoredTakedown,
  { country }: Found,
): Promise<StoredTakedown> {
  if (await planDiffers(db, deps, stored, country)) {
    await setAttention(db, stored.id, 'hosting-country-changed')
  }
  return stored
}

/** Notices of this takedown go to the host, and not to somebody else first. */
export const isTheHosts = ({ clocks, plan, status, step }: Takedown): boolean =>
  clocks.t5 !== null &&
  plan[step] === 'provider-notice' &&
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
  const { legalClass, plan } = stored.takedown
  if (planIsDisputed(deps, { legalClass, plan }, host.rivals)) return 'hosting-country-disputed'
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
  providerId: string,
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
