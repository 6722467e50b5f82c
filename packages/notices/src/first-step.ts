import type { DbOrTransaction } from '@nightlight/runtime'
import { isStopping, readAttention } from './attention-store.ts'
import type { Deadlines } from './deadline.ts'
import { changeHost } from './change-host.ts'
import type { Host } from './find-host.ts'
import type { Patience } from './patience.ts'
import { isHostNext } from './next-step.ts'
import { hasOpenNotice } from './open-notice-store.ts'
import { planDiffers, planIsDisputed } from './plan-differs.ts'
import { upsertContact, upsertProvider, usableContact } from './provider-store.ts'
import { choiceFacts, chooseRecipient } from './recipient.ts'
import type { Policy } from './routing.ts'
import { applyCommand, setAttention, storeTakedown, type StoredTakedown } from './takedown-store.ts'
import type { Takedown } from './takedown.ts'
import { mailboxIsOfTheSite } from './tip-off.ts'
import { wantsNotice } from './wants-notice.ts'

export type FirstStepDeps = {
  deadlines: Deadlines
  patience: Patience
  now: () => Date
  policeMailbox: string | null
}

type RetryDeps = FirstStepDeps & { policy: Policy | null }

/** What is tried again by itself: the registry or the configuration may know a mailbox one day. */
const RETRIED = ['no-contact', 'mailbox-refused', 'police-mailbox-missing']

/**
 * Begins the next step of a routed takedown's plan, or says what a person has to do.
 *
 * A provider notice that the policy has switched on is thereby authorised, by the policy as actor.
 */
export async function takeNextStep(
  db: DbOrTransaction,
  deps: FirstStepDeps,
  stored: StoredTakedown,
  facts: { host: Host; actor: string },
): Promise<StoredTakedown> {
  const step = stored.takedown.plan[stored.takedown.step]
  if (step === 'provider-notice') return noticeToHost(db, deps, stored, facts)
  if (step === 'police-hand-over') return handOverToPolice(db, deps, stored)
  await setAttention(db, stored.id, step === 'iccam-hand-over' ? 'enter-in-iccam' : 'step-by-hand')
  return stored
}

async function noticeToHost(
  db: DbOrTransaction,
  deps: FirstStepDeps,
  stored: StoredTakedown,
  { host, actor }: { host: Host; actor: string },
): Promise<StoredTakedown> {
  if (host.status !== 'found') {
    await setAttention(db, stored.id, 'no-contact')
    return stored
  }
  if (await mailboxIsOfTheSite(db, stored.id, host.mailboxDomain)) {
    await setAttention(db, stored.id, 'provider-may-be-the-site')
    return stored
  }
  const about = { id: stored.id, plan: stored.takedown.plan }
  const choice = await chooseRecipient(db, deps, about, host.providerId)
  if (choice.status === 'none') {
    await setAttention(db, stored.id, 'no-contact')
    return stored
  }
  await setAttention(db, stored.id, null)
  const atHost = await changeHost(db, deps, stored, host.providerId)
  const { providerId } = choice.contact
  const authorised = await applyCommand(
    db,
    { ...atHost, providerId },
    { type: 'authorise', at: deps.now(), actor },
    deps.deadlines,
  )
  const toldAt = toldByHand(stored, host.providerId) ?? (await toldLast(db, stored, providerId))
  return tellLater(db, deps, authorised, toldAt)
}

/** The same of a host that a person told last. */
function toldByHand({ takedown }: StoredTakedown, hostId: string): Date | null {
  const { entered = [], lastNoticeAt, noticesSent, toldAt } = takedown
  const last = entered.findLast(({ before }) => before?.told)
  const isLast = last?.before?.noticesSent === noticesSent - 1
  return toldAt && isLast && last?.host === hostId ? lastNoticeAt : null
}

/** When a provider was last told of content that was not away since; null where nobody was, or another. */
async function toldLast(
  db: DbOrTransaction,
  { id, takedown }: StoredTakedown,
  providerId: string,
): Promise<Date | null> {
  const { lastNoticeAt, lastNoticeSeq, toldAt } = takedown
  if (lastNoticeAt === null || toldAt === null) return null
  const row = await db
    .selectFrom('notice_item as i')
    .innerJoin('notice as n', 'n.id', 'i.notice_id')
    .select('n.id')
    .where('i.takedown_id', '=', id)
    .where('i.seq', '=', lastNoticeSeq)
    .where('n.provider_id', '=', providerId)
    .where('n.state', '=', 'sent')
    .where('n.bounced_at', 'is', null)
    .executeTakeFirst()
  return row ? lastNoticeAt : null
}

/** Whoever was told by an earlier route is reminded in its time, and not told anew. */
async function tellLater(
  db: DbOrTransaction,
  { deadlines }: FirstStepDeps,
  stored: StoredTakedown,
  toldAt: Date | null,
): Promise<StoredTakedown> {
  const { noticesSent, terms } = stored.takedown
  const remindAt = toldAt && deadlines.under(terms).remindAt(toldAt, noticesSent)
  if (!remindAt || stored.notifyAt === null || remindAt <= stored.notifyAt) return stored
  await db
    .updateTable('takedown')
    .set({ notify_at: remindAt })
    .where('id', '=', stored.id)
    .execute()
  return { ...stored, notifyAt: remindAt }
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
  // What was entered by hand, and taken back before the letter had its turn.
  if (await hasOpenNotice(db, stored.id, providerId)) return stored
  // Police wait for no window of a policy.
  const notifyAt = new Date(now().getTime() + deadlines.groupWindowMs)
  const waiting: StoredTakedown = { ...stored, providerId, notifyAt }
  await storeTakedown(db, waiting, now(), deadlines)
  return waiting
}

type Row = { attention: string | null; dueAt: Date | null }

/** Tells whether what a takedown lacks is looked for again by itself. */
export const isRetried = (attention: string | null): boolean =>
  attention !== null && RETRIED.includes(attention)

/** Tells whether it is to be looked for now. */
export const isRetryDue = ({ attention, dueAt }: Row, now: Date): boolean =>
  isRetried(attention) && (dueAt === null || dueAt <= now)

/**
 * Tries again what found no mailbox: the first step that has not begun, or the notice of an
 * authorised takedown whose provider had none left.
 */
export async function retryContact(
  db: DbOrTransaction,
  deps: RetryDeps,
  stored: StoredTakedown,
  host: Host | null,
): Promise<StoredTakedown> {
  const { takedown } = stored
  const { attention } = await readAttention(db, stored.id)
  if (isStopping(attention)) return stored
  const toHost = takedown.plan[takedown.step] === 'provider-notice'
  if (toHost && host?.status === 'unavailable') return stored
  if (takedown.status === 'routed' && takedown.step < takedown.plan.length) {
    return goOn(db, deps, stored, host)
  }
  // A notice that came back told nobody, though the takedown says that one is out.
  const hasBounced = attention === 'mailbox-refused' && isTold(takedown)
  if ((!wantsNotice(takedown) && !hasBounced) || !stored.providerId) return stored
  const facts = await choiceFacts(db, deps, { id: stored.id, plan: takedown.plan })
  if (!(await usableContact(db, stored.providerId, facts))) return stored
  return notifyNow(db, deps, stored, hasBounced)
}

/**
 * Tells the host as well, where the policy has that follow the hand-over to police.
 *
 * @param isCorrected a person or an answer said where it really is, which settles what stopped its first notice
 */
export async function tellHostToo(
  db: DbOrTransaction,
  deps: RetryDeps,
  stored: StoredTakedown,
  host: Host,
  isCorrected = false,
): Promise<StoredTakedown> {
  const { legalClass, plan, status, step } = stored.takedown
  const isNext = isCorrected
    ? status === 'routed' && plan[step] === 'provider-notice'
    : isHostNext(stored.takedown)
  if (!isNext || host.status === 'unavailable') return stored
  if (!isCorrected) {
    const { attention } = await readAttention(db, stored.id)
    return isStopping(attention) ? stored : goOn(db, deps, stored, host)
  }
  if (host.status === 'found' && planIsDisputed(deps, { legalClass, plan }, host.rivals)) {
    await setAttention(db, stored.id, 'hosting-country-disputed')
    return stored
  }
  return goOn(db, deps, stored, host)
}

/** Takes the step that the plan has next, unless the host is elsewhere by now. */
async function goOn(
  db: DbOrTransaction,
  deps: RetryDeps,
  stored: StoredTakedown,
  host: Host | null,
): Promise<StoredTakedown> {
  const { plan, step } = stored.takedown
  const country = host?.status === 'found' ? host.country : null
  const toHost = plan[step] === 'provider-notice'
  if (toHost && country !== null && (await planDiffers(db, deps, stored, country))) {
    await setAttention(db, stored.id, 'hosting-country-changed')
    return stored
  }
  const actor = await actorOfRoute(db, stored.id)
  return takeNextStep(db, deps, stored, { host: host ?? { status: 'unknown' }, actor })
}

/**
 * Clears the way for a notice to the host that is to go out, and is in none that is written yet.
 *
 * @param isAnew whoever was told is not the host: the host is told, whatever is planned
 */
export async function notifyNow(
  db: DbOrTransaction,
  { now }: Pick<FirstStepDeps, 'now'>,
  stored: StoredTakedown,
  isAnew = false,
): Promise<StoredTakedown> {
  await setAttention(db, stored.id, null)
  const wanted = wantsNotice(stored.takedown) || (isAnew && isTold(stored.takedown))
  if (!wanted || (await hasOpenNotice(db, stored.id))) return stored
  const notifyAt = now()
  await db
    .updateTable('takedown')
    .set({ notify_at: notifyAt })
    .where('id', '=', stored.id)
    .execute()
  return { ...stored, notifyAt }
}

const isTold = ({ status }: Takedown): boolean => status === 'notified' || status === 'acknowledged'

async function actorOfRoute(db: DbOrTransaction, takedownId: string): Promise<string> {
  const row = await db
    .selectFrom('takedown_event')
    .select('actor')
    .where('takedown_id', '=', takedownId)
    .where('type', 'in', ['routed', 'notice-allowed'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return row.actor
}

/**
 * Has a takedown that lacks a mailbox looked at again within a day, whatever else is planned, and one whose host is next as
 * soon as a registry that does not answer allows.
 *
 * @param before what its row said before it was looked at
 * @param host an answer that says when the registry may be asked again moves that nearer
 * @param isNext police have it, and its host is told next
 */
export async function planRetry(
  db: DbOrTransaction,
  { deadlines, now }: Pick<FirstStepDeps, 'deadlines' | 'now'>,
  id: string,
  before: Row,
  host: Host | null,
  isNext = false,
): Promise<void> {
  const { attention, dueAt } = await readAttention(db, id)
  const isLacking = isRetried(attention)
  const isUnanswered = isNext && !isStopping(attention) && host?.status === 'unavailable'
  if (!isLacking && !isUnanswered) return
  const isPlanned =
    isLacking && attention === before.attention && before.dueAt && before.dueAt > now()
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
