import { DomainError } from '@nightlight/contract'
import type { Enqueue, FieldCrypto, Handler } from '@nightlight/runtime'
import { clearAttention, UNSENT } from '../attention-store.ts'
import { buildMail } from '../channels/email.ts'
import type { Mailer } from '../channels/mailer.ts'
import { composeNotice } from '../documents/notice.ts'
import { acceptedByGate } from '../mail-ledger.ts'
import { noticeItems, type ListedItem } from '../notice-item-store.ts'
import {
  claimNotice,
  holdsClaim,
  leaveOut,
  lockNoticeTakedowns,
  noticeTakedowns,
  openAttempts,
  readNotice,
  type Claim,
  type NoticeHead,
} from '../notice-store.ts'
import { settleNotice, type Ended, type SettleDeps } from '../settle-notice.ts'
import { postponeNotice } from '../takedown-store.ts'

export type SendDeps = SettleDeps & {
  crypto: FieldCrypto
  enqueue: Enqueue
  now: () => Date
  mailer: Mailer
  sender: { organisation: string; mailbox: string; domain: string; replyUrl: string | null }
  urlPolicy: 'clear' | 'defanged'
  /** Longer than the mail server can take to answer; a hand-over is in doubt after it. */
  leaseMs: number
}

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
      await settleNotice(deps, claim, head, { status: 'recovered' }, acceptedAt)
      return { status: 'done' }
    }
    const items = await itemsToSend(deps, claim, head, copies)
    if (!items) return { status: 'skipped', reason: 'taken-over' }
    const ended: Ended =
      items.length > 0 ? await deliver(deps, head, items, copies, signal) : { status: 'withdrawn' }
    await settleNotice(deps, claim, head, ended, deps.now())
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
    await lockNoticeTakedowns(trx, head.id)
    await clearAttention(trx, unlisted, UNSENT)
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
