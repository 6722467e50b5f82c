import { DomainError } from '@nightlight/contract'
import type { Db, DbOrTransaction, Enqueue, FieldCrypto, Handler, Log } from '@nightlight/runtime'
import { buildMail } from '../channels/email.ts'
import type { DeliveryOutcome, Mailer } from '../channels/mailer.ts'
import type { Deadlines } from '../deadline.ts'
import { composeNotice } from '../documents/notice.ts'
import { acceptedByGate } from '../mail-ledger.ts'
import { noticeItems, type ListedItem } from '../notice-item-store.ts'
import {
  claimNotice,
  finishAttempt,
  holdsClaim,
  leaveOut,
  noticeTakedowns,
  openAttempts,
  readNotice,
  type Claim,
  type NoticeHead,
} from '../notice-store.ts'
import { refuseContact, usableContact } from '../provider-store.ts'
import { applyCommand, lockTakedown, postponeNotice, setAttention } from '../takedown-store.ts'
import type { Command } from '../takedown.ts'

export type SendDeps = {
  db: Db
  crypto: FieldCrypto
  enqueue: Enqueue
  deadlines: Deadlines
  now: () => Date
  log: Log
  mailer: Mailer
  sender: { organisation: string; mailbox: string; domain: string; replyUrl: string | null }
  urlPolicy: 'clear' | 'defanged'
  /** Longer than the mail server can take to answer; a hand-over is in doubt after it. */
  leaseMs: number
  /** Pause after the n-th deferred attempt, milliseconds. */
  retryInMs: (attempt: number) => number
}

/** How an attempt ended. */
type Ended =
  | DeliveryOutcome
  /** An earlier attempt had reached the mail gate, says its ledger. */
  | { status: 'recovered' }
  /** Nothing of it is up any more. */
  | { status: 'withdrawn' }
  /** No mail can be made of it; trying again does not help. */
  | { status: 'unsendable' }

/**
 * Hands one notice to the mail server.
 *
 * Intent is committed before the mail server hears of it. When an earlier hand-over was cut off, the
 * ledger of the mail gate is asked, not guessed at; only a mail that it never took is sent again,
 * with the same Message-ID and a line that says so. What a mail does not list is not counted as
 * notified.
 */
export const sendNotice =
  (deps: SendDeps): Handler<'send-notice'> =>
  async ({ noticeId }, { signal }) => {
    const { db } = deps
    const claim = await db.transaction().execute((trx) => claimNotice(trx, noticeId, deps.leaseMs))
    if (!claim) return { status: 'skipped', reason: 'not-due' }
    const head = await readNotice(db, noticeId)
    if (!head) return { status: 'skipped', reason: 'no-such-notice' }
    const copies = await openAttempts(db, noticeId)
    const acceptedAt = copies > 1 ? await acceptedByGate(db, claim.messageId) : null
    if (acceptedAt) {
      await settle(deps, claim, head, { status: 'recovered' }, acceptedAt)
      return { status: 'done' }
    }
    const items = await itemsToSend(deps, claim, head, copies)
    if (!items) return { status: 'skipped', reason: 'taken-over' }
    const ended: Ended =
      items.length > 0 ? await deliver(deps, head, items, copies, signal) : { status: 'withdrawn' }
    await settle(deps, claim, head, ended, deps.now())
    return { status: 'done' }
  }

/** Takedowns with nothing to list leave a notice that was never out; null when the claim is lost. */
async function itemsToSend(
  { db, crypto, deadlines, now }: SendDeps,
  claim: Claim,
  head: NoticeHead,
  copies: number,
): Promise<ListedItem[] | null> {
  return db.transaction().execute(async (trx) => {
    if (!(await holdsClaim(trx, claim))) return null
    const items = await noticeItems(trx, crypto, head)
    const listed = new Set(items.map(({ takedownId }) => takedownId))
    const all = (await noticeTakedowns(trx, head.id)).map(({ takedownId }) => takedownId)
    const unlisted = all.filter((id) => !listed.has(id))
    if (unlisted.length === 0 || (copies > 1 && items.length > 0)) return items
    await postponeNotice(trx, unlisted, deadlines.retryUnknown(now()))
    if (items.length > 0) await leaveOut(trx, head.id, unlisted)
    return items
  })
}

async function deliver(
  deps: SendDeps,
  head: NoticeHead,
  items: readonly ListedItem[],
  copies: number,
  signal: AbortSignal,
): Promise<Ended> {
  const { sender } = deps
  try {
    const raw = await writeMail(deps, head, items, copies)
    return await deps.mailer.deliver({ from: sender.mailbox, to: head.mailbox, raw }, signal)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    deps.log.error({ noticeId: head.id, error }, 'no mail can be made of a notice')
    return { status: 'unsendable' }
  }
}

async function writeMail(
  { sender, urlPolicy, now }: SendDeps,
  head: NoticeHead,
  items: readonly ListedItem[],
  copies: number,
): Promise<Uint8Array> {
  const copyNumber = copies > 1 ? { copyNumber: copies } : {}
  const at = now()
  const document = composeNotice({
    kind: head.kind,
    reference: head.reference,
    noticeId: head.id,
    seq: head.seq,
    language: head.language,
    provider: { name: head.providerName },
    items: [...items],
    firstSentAt: head.firstSentAt,
    now: at,
    sender,
    urlPolicy,
    ...copyNumber,
  })
  return buildMail(document, {
    from: sender.mailbox,
    to: head.mailbox,
    messageId: head.messageId,
    noticeId: head.id,
    language: head.language,
    date: at,
    ...(head.previousMessageId
      ? { inReplyTo: head.previousMessageId, references: [head.previousMessageId] }
      : {}),
    ...copyNumber,
  })
}

async function settle(
  deps: SendDeps,
  claim: Claim,
  head: NoticeHead,
  ended: Ended,
  at: Date,
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const finished = await finishAttempt(trx, claim, resultOf(deps, claim, ended, at))
    if (!finished) return
    if (ended.status === 'accepted' || ended.status === 'recovered') {
      await applyToAll(trx, deps, head, (seq) => sentCommand(head, seq, at))
    }
    if (ended.status === 'refused') await afterRefusal(trx, deps, head, ended.code, at)
    if (ended.status === 'unsendable') {
      for (const { takedownId } of await noticeTakedowns(trx, head.id)) {
        await setAttention(trx, takedownId, 'notice-unsendable')
      }
    }
  })
  deps.log.info({ noticeId: head.id, attempt: claim.attempt, outcome: ended.status }, 'notice')
}

/** Another mailbox of the provider is tried; without one it is for a person. */
async function afterRefusal(
  db: DbOrTransaction,
  deps: SendDeps,
  head: NoticeHead,
  smtpCode: number,
  at: Date,
): Promise<void> {
  await refuseContact(db, head.contactId, at)
  await applyToAll(db, deps, head, () => ({
    type: 'refuse-notice',
    at,
    actor: 'mail-server',
    noticeId: head.id,
    smtpCode,
  }))
  const takedowns = (await noticeTakedowns(db, head.id)).map(({ takedownId }) => takedownId)
  if (await usableContact(db, head.providerId)) return postponeNotice(db, takedowns, at)
  for (const id of takedowns) await setAttention(db, id, 'mailbox-refused')
}

function resultOf(
  deps: SendDeps,
  claim: Claim,
  ended: Ended,
  at: Date,
): Parameters<typeof finishAttempt>[2] {
  const { status: outcome } = ended
  switch (ended.status) {
    case 'accepted':
      return { state: 'sent', outcome, smtpCode: ended.code, sentAt: at }
    case 'recovered':
      return { state: 'sent', outcome, smtpCode: null, sentAt: at }
    case 'refused':
      return { state: 'refused', outcome, smtpCode: ended.code }
    case 'withdrawn':
    case 'unsendable':
      return { state: 'refused', outcome, smtpCode: null }
    case 'deferred': {
      const retryInMs = deps.retryInMs(claim.attempt)
      return { state: 'due', outcome, smtpCode: ended.code, retryInMs }
    }
    case 'in-doubt':
      // The lease runs on: whoever takes the notice after it asks the ledger first.
      return { state: 'handover', outcome, smtpCode: null }
  }
}

const sentCommand = (head: NoticeHead, seq: number, at: Date): Command =>
  head.kind === 'police-hand-over'
    ? { type: 'hand-over', at, actor: 'nightlight', noticeId: head.id }
    : { type: 'notify', at, actor: 'nightlight', noticeId: head.id, seq }

async function applyToAll(
  db: DbOrTransaction,
  { deadlines }: SendDeps,
  head: NoticeHead,
  command: (seq: number) => Command,
): Promise<void> {
  for (const { takedownId, seq } of await noticeTakedowns(db, head.id)) {
    const stored = await lockTakedown(db, takedownId)
    if (stored) await applyCommand(db, stored, command(seq), deadlines)
  }
}
