import { DomainError } from '@nightlight/contract'
import type { Enqueue, Handler } from '@nightlight/runtime'
import { addressingOf, tellOfKey, type Addressing } from '../addressing.ts'
import { readBeforeSending, type BeforeSending } from '../before-sending.ts'
import type { Channels } from '../channels.ts'
import { claimInTurn, type MailPace } from '../claim-store.ts'
import type { Channel, DoubtSettled } from '../channels/channel.ts'
import type { UrlPolicy } from '../documents/url-policy.ts'
import type { Ended } from '../ended.ts'
import type { Letter, LetterDeps, Sending } from '../letter.ts'
import { noticeLetter } from '../notice-letter.ts'
import { noteUrls, readNotice } from '../notice-store.ts'
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
 * notified. Where its exact addresses stand is the provider's policy; without a key that is fit a mail
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
    const doubt = copies > 1 ? await channel.settleInDoubt({ claim, head }, signal) : NO_DOUBT
    if (doubt.status !== 'not') {
      const at = doubt.status === 'accepted' ? doubt.at : deps.now()
      await settleNotice(deps, claim, head, endOfDoubt(doubt), at)
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
    await settleNotice(deps, claim, head, ended, deps.now())
    if (ended.status === 'turned-away') await deps.enqueue('send-notice', { noticeId })
    if (letter !== 'nothing' && addressing.problem) {
      await tellOfKey(deps, noticeId, addressing.problem)
    }
    return { status: 'done' }
  }

const NO_DOUBT: DoubtSettled = { status: 'not' }

function endOfDoubt(doubt: Exclude<DoubtSettled, { status: 'not' }>): Ended {
  if (doubt.status === 'accepted') return { status: 'recovered' }
  return doubt.later
    ? { status: 'deferred', code: null, response: 'in doubt, no answer yet' }
    : { status: 'doubtful' }
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
    deps.log.error({ noticeId: head.id, error }, 'no mail can be made of a notice')
    return { status: 'unsendable' }
  }
}
