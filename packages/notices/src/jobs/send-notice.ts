import type { Db, DbOrTransaction, Enqueue, FieldCrypto, Handler, Log } from '@nightlight/runtime'
import { buildMail } from '../channels/email.ts'
import type { DeliveryOutcome, Mailer } from '../channels/mailer.ts'
import type { Deadlines } from '../deadline.ts'
import { composeNotice } from '../documents/notice.ts'
import { acceptedByGate } from '../mail-ledger.ts'
import {
  claimNotice,
  finishAttempt,
  noticeItems,
  noticeTakedowns,
  openAttempts,
  readNotice,
  type Claim,
  type NoticeHead,
} from '../notice-store.ts'
import { applyCommand, lockTakedown, setAttention } from '../takedown-store.ts'
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

/**
 * Hands one notice to the mail server.
 *
 * Intent is committed before the mail server hears of it. When an earlier hand-over was cut off, the
 * ledger of the mail gate is asked, not guessed at; only a mail that it never took is sent again,
 * with the same Message-ID and a line that says so.
 */
export const sendNotice =
  (deps: SendDeps): Handler<'send-notice'> =>
  async ({ noticeId }, { signal }) => {
    const { db } = deps
    const claim = await db.transaction().execute((trx) => claimNotice(trx, noticeId, deps.leaseMs))
    if (!claim) return { status: 'skipped', reason: 'not-due' }
    const head = await readNotice(db, noticeId)
    if (!head) return { status: 'skipped', reason: 'no-such-notice' }
    if (claim.inDoubt) {
      const acceptedAt = await acceptedByGate(db, claim.messageId)
      if (acceptedAt) {
        await settle(deps, claim, head, { status: 'accepted', code: 250, response: '' }, acceptedAt)
        return { status: 'done' }
      }
    }
    const outcome = await deliver(deps, claim, head, signal)
    await settle(deps, claim, head, outcome, deps.now())
    return { status: 'done' }
  }

async function deliver(
  deps: SendDeps,
  claim: Claim,
  head: NoticeHead,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const { db, crypto, sender } = deps
  const items = await noticeItems(db, crypto, head)
  const copies = await openAttempts(db, head.id)
  const copyNumber = claim.inDoubt && copies > 1 ? { copyNumber: copies } : {}
  const document = composeNotice({
    kind: head.kind,
    reference: head.reference,
    noticeId: head.id,
    seq: head.seq,
    language: head.language,
    provider: { name: head.providerName },
    items,
    firstSentAt: head.firstSentAt,
    now: deps.now(),
    sender,
    urlPolicy: deps.urlPolicy,
    ...copyNumber,
  })
  const raw = await buildMail(document, {
    from: sender.mailbox,
    to: head.mailbox,
    messageId: head.messageId,
    noticeId: head.id,
    language: head.language,
    date: deps.now(),
    ...(head.previousMessageId
      ? { inReplyTo: head.previousMessageId, references: [head.previousMessageId] }
      : {}),
    ...copyNumber,
  })
  return deps.mailer.deliver({ from: sender.mailbox, to: head.mailbox, raw }, signal)
}

async function settle(
  deps: SendDeps,
  claim: Claim,
  head: NoticeHead,
  outcome: DeliveryOutcome,
  at: Date,
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const finished = await finishAttempt(trx, claim, resultOf(deps, claim, outcome, at))
    if (!finished) return
    if (outcome.status === 'accepted') {
      await applyToAll(trx, deps, head, (seq) => sentCommand(head, seq, at))
    }
    if (outcome.status === 'refused') {
      await trx
        .updateTable('provider_contact')
        .set({ refused_at: at })
        .where('id', '=', head.contactId)
        .execute()
      const { code } = outcome
      await applyToAll(trx, deps, head, () => ({
        type: 'refuse-notice',
        at,
        actor: 'mail-server',
        noticeId: head.id,
        smtpCode: code,
      }))
      for (const { takedownId } of await noticeTakedowns(trx, head.id)) {
        await setAttention(trx, takedownId, 'mailbox-refused')
      }
    }
  })
  deps.log.info({ noticeId: head.id, attempt: claim.attempt, outcome: outcome.status }, 'notice')
}

function resultOf(
  deps: SendDeps,
  claim: Claim,
  outcome: DeliveryOutcome,
  at: Date,
): Parameters<typeof finishAttempt>[2] {
  switch (outcome.status) {
    case 'accepted':
      return { state: 'sent', outcome: 'accepted', smtpCode: outcome.code, sentAt: at }
    case 'refused':
      return { state: 'refused', outcome: 'refused', smtpCode: outcome.code }
    case 'deferred':
      return {
        state: 'due',
        outcome: 'deferred',
        smtpCode: outcome.code,
        retryInMs: deps.retryInMs(claim.attempt),
      }
    case 'in-doubt':
      // The lease runs on: whoever takes the notice after it asks the ledger first.
      return { state: 'handover', outcome: 'in-doubt', smtpCode: null }
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
