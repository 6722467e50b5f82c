import { DomainError } from '@nightlight/contract'
import { safeError, type Enqueue, type Handler } from '@nightlight/runtime'
import { addressingOf, tellOfKey, type Addressing } from '../addressing.ts'
import { readBeforeSending, type BeforeSending } from '../before-sending.ts'
import type { Channels } from '../channels.ts'
import { claimInTurn, type Claim, type MailPace } from '../claim-store.ts'
import type { Channel, DoubtSettled } from '../channels/channel.ts'
import type { UrlPolicy } from '../documents/url-policy.ts'
import type { Ended } from '../ended.ts'
import { endBeforeHandOver, endInDoubt, pauseWithin } from '../late-channel.ts'
import type { Letter, LetterDeps, Sending } from '../letter.ts'
import { noticeLetter } from '../notice-letter.ts'
import { noteUrls, readNotice, type NoticeHead } from '../notice-store.ts'
import { retractionLetter } from '../retraction-letter.ts'
import { postponeBlocked } from '../policies/blocked-notice.ts'
import { settleNotice, type SettleDeps } from '../settle-notice.ts'

export type SendDeps = SettleDeps &
  LetterDeps & {
    enqueue: Enqueue
    /** By which way each notice goes. */
    channels: Channels
    /** How much mail the servers of one domain get. */
    pace: MailPace
    /** Looks whether hosts and mailbox are still those that the notice was written for. */
    recheck: (before: BeforeSending, signal: AbortSignal) => Promise<void>
    /** Where exact addresses stand for a provider of whom nothing else was decided. */
    urls: UrlPolicy
    /** Longer than the mail server can take to answer; a hand-over is in doubt after it. */
    leaseMs: number
  }

/**
 * Hands one notice, or the retraction of one, to the mail server, or by the way that its provider wants.
 *
 * Intent is committed before the other side hears of it. When an earlier hand-over was cut off, the
 * ledger of the mail gate, or of the other way, is asked, not guessed at; only a mail that it never
 * took is sent again, with the same Message-ID and a line that says so. A mail for which it is too
 * early at its domain gets its turn, and counts no attempt. What a mail does not list is not counted as
 * notified. What another way has certainly not taken for too long goes on by mail; where that is not certain
 * a person asks. Where its exact addresses stand is the provider's policy; without a key that is fit a mail
 * that should be encrypted has none.
 */
export const sendNotice =
  (deps: SendDeps): Handler<'send-notice'> =>
  async ({ noticeId }, { signal }) => {
    const { db } = deps
    // Before the claim: an attempt that failed over it would count as one that may have been out.
    const before = await readBeforeSending(db, noticeId)
    if (!before) return { status: 'skipped', reason: 'not-due' }
    await deps.recheck(before, signal)
    if (await postponeBlocked(deps, before)) return { status: 'skipped', reason: 'not-due' }
    const claim = await claimInTurn(db, noticeId, deps.leaseMs, deps.pace)
    if (claim === 'waits') return { status: 'skipped', reason: 'throttled' }
    if (!claim) return { status: 'skipped', reason: 'not-due' }
    const head = await readNotice(db, noticeId)
    if (!head) return { status: 'skipped', reason: 'no-such-notice' }
    const { copies } = head
    const channel = await deps.channels(head)
    const wasTried = copies > 1 || (claim.attempt > 1 && !channel.isMail)
    const doubt = wasTried ? await channel.settleInDoubt({ claim, head }, signal) : NO_DOUBT
    const isLate = !channel.isMail && head.triedForMs >= deps.patience.channelMs
    const settled = endBeforeHandOver(doubt, isLate)
    if (settled) {
      const at = doubt.status === 'accepted' ? doubt.at : deps.now()
      await settleNotice(deps, claim, head, settled, at)
      await goOnByMail(deps, noticeId, settled)
      return { status: 'done' }
    }
    const addressing: Addressing = channel.urls
      ? { urls: channel.urls, encrypt: null, problem: null }
      : await addressingOf(db, head, deps.urls, deps.now())
    const sending = { claim, head, copies, urls: addressing.urls }
    const letter =
      head.kind === 'retraction'
        ? await retractionLetter(deps, sending)
        : await noticeLetter(deps, sending, head.kind)
    if (!letter) return { status: 'skipped', reason: 'taken-over' }
    const ended: Ended =
      letter === 'nothing'
        ? { status: 'withdrawn' }
        : await deliver(deps, channel, sending, addressing, letter, signal)
    const isOpen = doubt.status === 'not' && !doubt.isCertain
    const end = channel.isMail ? ended : endByChannel(deps, claim, head, ended, { isOpen, isLate })
    await settleNotice(deps, claim, head, end, deps.now())
    await goOnByMail(deps, noticeId, end)
    if (letter !== 'nothing' && addressing.problem) {
      await tellOfKey(deps, noticeId, addressing.problem)
    }
    return { status: 'done' }
  }

const NO_DOUBT: DoubtSettled = { status: 'not', isCertain: true }

/** @param isOpen  an earlier hand-over may have arrived */
function endByChannel(
  { patience }: SendDeps,
  { attempt }: Claim,
  { triedForMs }: NoticeHead,
  ended: Ended,
  { isOpen, isLate }: { isOpen: boolean; isLate: boolean },
): Ended {
  const end = isOpen ? endInDoubt(ended, isLate) : ended
  return pauseWithin(end, {
    usualMs: patience.retryInMs(attempt),
    leastMs: patience.retryInMs(0),
    leftMs: patience.channelMs - triedForMs,
  })
}

async function goOnByMail({ enqueue }: SendDeps, noticeId: string, ended: Ended): Promise<void> {
  const isForMail = ended.status === 'turned-away' || ended.status === 'fallen-back'
  if (isForMail) await enqueue('send-notice', { noticeId })
}

async function deliver(
  deps: SendDeps,
  channel: Channel,
  { claim, head, copies, urls }: Sending,
  { encrypt }: Addressing,
  { write, places, follows }: Letter,
  signal: AbortSignal,
): Promise<Ended> {
  try {
    const date = deps.now()
    const document = write(date)
    // A notice has noted it with its lines.
    if (head.kind === 'retraction') await noteUrls(deps.db, claim, urls)
    return await channel.deliver(
      { claim, head, copies, date, document, places, follows, encrypt },
      signal,
    )
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    deps.log.error(
      { noticeId: head.id, error: safeError(error) },
      'no mail can be made of a notice',
    )
    return { status: 'unsendable' }
  }
}
