import { DomainError } from '@nightlight/contract'
import type { Enqueue, Handler } from '@nightlight/runtime'
import { buildMail } from '../channels/email.ts'
import type { Mailer } from '../channels/mailer.ts'
import type { Ended } from '../ended.ts'
import type { Letter, LetterDeps, Sending } from '../letter.ts'
import { acceptedByGate } from '../mail-ledger.ts'
import { noticeLetter } from '../notice-letter.ts'
import { claimNotice, openAttempts, readNotice } from '../notice-store.ts'
import { retractionLetter } from '../retraction-letter.ts'
import { settleNotice, type SettleDeps } from '../settle-notice.ts'

export type SendDeps = SettleDeps &
  LetterDeps & {
    enqueue: Enqueue
    mailer: Mailer
    /** Longer than the mail server can take to answer; a hand-over is in doubt after it. */
    leaseMs: number
  }

/**
 * Hands one notice, or the retraction of one, to the mail server.
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
    const sending = { claim, head, copies }
    const letter =
      head.kind === 'retraction'
        ? await retractionLetter(deps, sending)
        : await noticeLetter(deps, sending, head.kind)
    if (!letter) return { status: 'skipped', reason: 'taken-over' }
    const ended: Ended =
      letter === 'nothing' ? { status: 'withdrawn' } : await deliver(deps, sending, letter, signal)
    await settleNotice(deps, claim, head, ended, deps.now())
    return { status: 'done' }
  }

async function deliver(
  deps: SendDeps,
  sending: Sending,
  letter: Letter,
  signal: AbortSignal,
): Promise<Ended> {
  const { head } = sending
  try {
    const raw = await writeMail(deps, sending, letter)
    return await deps.mailer.deliver({ from: deps.sender.mailbox, to: head.mailbox, raw }, signal)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    deps.log.error({ noticeId: head.id, error }, 'no mail can be made of a notice')
    return { status: 'unsendable' }
  }
}

function writeMail(
  { sender, now }: SendDeps,
  { head, copies }: Sending,
  { write, follows }: Letter,
): Promise<Uint8Array> {
  const date = now()
  const inReplyTo = follows.at(-1)
  return buildMail(write(date), {
    from: sender.mailbox,
    to: head.mailbox,
    messageId: head.messageId,
    noticeId: head.id,
    language: head.language,
    date,
    ...(inReplyTo === undefined ? {} : { inReplyTo, references: follows }),
    ...(copies > 1 ? { copyNumber: copies } : {}),
  })
}
