import type { DbOrTransaction } from '@nightlight/runtime'
import { isStopping, readAttention } from './attention-store.ts'
import type { Deadlines } from './deadline.ts'
import type { Host } from './find-host.ts'
import type { Patience } from './patience.ts'
import { hasOpenNotice } from './notice-store.ts'
import { planDiffers } from './plan-differs.ts'
import { upsertContact, upsertProvider, usableContact } from './provider-store.ts'
import type { Policy } from './routing.ts'
import { applyCommand, setAttention, storeTakedown, type StoredTakedown } from './takedown-store.ts'
import type { Takedown } from './takedown.ts'
import { mailboxIsOfTheSite } from './tip-off.ts'

export type FirstStepDeps = {
  deadlines: Deadlines
  patience: Patience
  now: () => Date
  policeMailbox: string | null
}

/** What is tried again by itself: the registry or the configuration may know a mailbox one day. */
const RETRIED = ['no-contact', 'mailbox-refused', 'police-mailbox-missing']

/**
 * Begins the first step of a routed takedown's plan, or says what a person has to do.
 *
 * A provider notice that the policy has switched on is thereby authorised, by the policy as actor.
 */
export async function takeFirstStep(
  db: DbOrTransaction,
  deps: FirstStepDeps,
  stored: StoredTakedown,
  facts: { host: Host; actor: string },
): Promise<StoredTakedown> {
  const [step] = stored.takedown.plan
  if (step === 'provider-notice') return noticeToHost(db, deps, stored, facts)
  if (step === 'police-hand-over') return handOverToPolice(db, deps, stored)
  await setAttention(db, stored.id, step === 'iccam-hand-over' ? 'enter-in-iccam' : 'step-by-hand')
  return stored
}

async function noticeToHost(
  db: DbOrTransaction,
  { deadlines, now }: FirstStepDeps,
  stored: StoredTakedown,
  { host, actor }: { host: Host; actor: string },
): Promise<StoredTakedown> {
  if (host.status !== 'found' || !host.hasMailbox) {
    await setAttention(db, stored.id, 'no-contact')
    return stored
  }
  if (await mailboxIsOfTheSite(db, stored.id, host.mailboxDomain)) {
    await setAttention(db, stored.id, 'provider-may-be-the-site')
    return stored
  }
  await setAttention(db, stored.id, null)
  return applyCommand(
    db,
    { ...stored, providerId: host.providerId },
    { type: 'authorise', at: now(), actor },
    deadlines,
  )
}

async function handOverToPolice(
  db: DbOrTransaction,
  { deadlines, patience, now, policeMailbox }: FirstStepDeps,
  stored: StoredTakedown,
): Promise<StoredTakedown> {
  if (policeMailbox === null) {
    await setAttention(db, stored.id, 'police-mailbox-missing')
    return stored
  }
  const providerId = await upsertProvider(
    db,
    { handle: 'police', kind: 'police', name: 'Police', country: null, language: 'en' },
    now(),
  )
  await upsertContact(
    db,
    { providerId, mailbox: policeMailbox, source: 'configuration', fetchedAt: now() },
    patience.refusalMs,
  )
  if (!(await usableContact(db, providerId))) {
    await setAttention(db, stored.id, 'mailbox-refused')
    return stored
  }
  await setAttention(db, stored.id, null)
  const notifyAt = new Date(now().getTime() + deadlines.groupWindowMs)
  const waiting: StoredTakedown = { ...stored, providerId, notifyAt }
  await storeTakedown(db, waiting, now(), deadlines)
  return waiting
}

type Row = { attention: string | null; dueAt: Date | null }

/** Tells whether what a takedown lacked is to be looked for again now. */
export const isRetryDue = ({ attention, dueAt }: Row, now: Date): boolean =>
  attention !== null && RETRIED.includes(attention) && (dueAt === null || dueAt <= now)

/**
 * Tries again what found no mailbox: the first step that has not begun, or the notice of an
 * authorised takedown whose provider had none left.
 */
export async function retryContact(
  db: DbOrTransaction,
  deps: FirstStepDeps & { policy: Policy },
  stored: StoredTakedown,
  host: Host | null,
): Promise<StoredTakedown> {
  const { takedown } = stored
  if (isStopping((await readAttention(db, stored.id)).attention)) return stored
  const toHost = takedown.plan[0] === 'provider-notice'
  if (toHost && host?.status === 'unavailable') return stored
  if (takedown.status === 'routed' && takedown.step === 0) {
    const country = host?.status === 'found' ? host.country : null
    if (toHost && country !== null && (await planDiffers(db, deps, stored, country))) {
      await setAttention(db, stored.id, 'hosting-country-changed')
      return stored
    }
    const actor = await actorOfRoute(db, stored.id)
    return takeFirstStep(db, deps, stored, { host: host ?? { status: 'unknown' }, actor })
  }
  if (!wantsNotice(takedown) || !stored.providerId) return stored
  if (!(await usableContact(db, stored.providerId))) return stored
  return notifyNow(db, deps, stored)
}

/** Clears the way for a notice to the host that is to go out, and is in none that is written yet. */
export async function notifyNow(
  db: DbOrTransaction,
  { now }: Pick<FirstStepDeps, 'now'>,
  stored: StoredTakedown,
): Promise<StoredTakedown> {
  await setAttention(db, stored.id, null)
  if (!wantsNotice(stored.takedown) || (await hasOpenNotice(db, stored.id))) return stored
  const notifyAt = now()
  await db
    .updateTable('takedown')
    .set({ notify_at: notifyAt })
    .where('id', '=', stored.id)
    .execute()
  return { ...stored, notifyAt }
}

const wantsNotice = (takedown: Takedown): boolean =>
  takedown.status === 'authorised' ||
  takedown.status === 'resurfaced' ||
  (takedown.status === 'notified' && takedown.noticeDue)

async function actorOfRoute(db: DbOrTransaction, takedownId: string): Promise<string> {
  const row = await db
    .selectFrom('takedown_event')
    .select('actor')
    .where('takedown_id', '=', takedownId)
    .where('type', '=', 'routed')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return row.actor
}

/**
 * Has a takedown that lacks a mailbox looked at again within a day, whatever else is planned.
 *
 * @param before what its row said before it was looked at
 * @param host an answer that says when the registry may be asked again moves that nearer
 */
export async function planRetry(
  db: DbOrTransaction,
  { deadlines, now }: Pick<FirstStepDeps, 'deadlines' | 'now'>,
  id: string,
  before: Row,
  host: Host | null,
): Promise<void> {
  const { attention, dueAt } = await readAttention(db, id)
  if (attention === null || !RETRIED.includes(attention)) return
  const isPlanned = attention === before.attention && before.dueAt && before.dueAt > now()
  const next = host?.status === 'unavailable' ? host.retryAt : deadlines.remindAt(now())
  const retryAt = isPlanned && before.dueAt ? before.dueAt : next
  if (dueAt && dueAt <= retryAt) return
  await db.updateTable('takedown').set({ due_at: retryAt }).where('id', '=', id).execute()
}

/** At the start of a process: what lacked a mailbox is tried again at once. @returns how many */
export async function retryAtStart(
  db: DbOrTransaction,
  { now, policeMailbox }: Pick<FirstStepDeps, 'now' | 'policeMailbox'>,
): Promise<bigint> {
  const codes = policeMailbox === null ? ['no-contact'] : ['no-contact', 'police-mailbox-missing']
  const { numUpdatedRows } = await db
    .updateTable('takedown')
    .set({ due_at: now() })
    .where('attention', 'in', codes)
    .where('status', '<>', 'closed')
    .executeTakeFirst()
  return numUpdatedRows
}
