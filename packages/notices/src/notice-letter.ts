import { askedBefore } from './asked-store.ts'
import { UNSENT } from './attention.ts'
import { clearAttention } from './attention-store.ts'
import { isDoneByHand } from './entered-step.ts'
import { composeNotice, isEscalation, type NoticeKind } from './documents/notice.ts'
import { atOtherHosts, changeSteps, doneByHand, isLadderNotice } from './ladder-store.ts'
import { legalTextsFor, type LegalReader } from './legal-texts.ts'
import type { Letter, LetterDeps, Sending } from './letter.ts'
import { keepNumbers, noticeItems, type ListedItem } from './notice-item-store.ts'
import {
  holdsClaim,
  keepLines,
  leaveOut,
  lockNoticeTakedowns,
  type NoticeHead,
  type NoticeTakedown,
} from './notice-store.ts'
import { letterLink, linkUrl, REPLY_LINK_MS } from './replies/reply-link-store.ts'
import { answerBy } from './policies/answer-within.ts'
import { chosenLegal } from './policies/chosen-legal.ts'
import type { Terms } from './policies/terms.ts'
import { postponeNotice } from './takedown-store.ts'

/**
 * What a notice says now. Takedowns with nothing to list leave a notice that was never out.
 *
 * @returns null when the claim is lost, `nothing` when nothing is left to be told
 */
export async function noticeLetter(
  deps: LetterDeps,
  { claim, head, copies, urls }: Sending,
  kind: NoticeKind,
): Promise<Letter | 'nothing' | null> {
  const said = await itemsToSend(deps, { claim, head, copies, urls })
  if (!said || said.items.length === 0) return said && 'nothing'
  const { items, terms } = said
  const writtenAt = deps.now()
  const sender = await withReplyLink(deps, head, writtenAt)
  const legal = chosenLegal([...terms.values()], deps.legal)
  const { language } = head
  const saidTerms = items.map(({ takedownId }) => terms.get(takedownId))
  const countries = items.map(({ country }) => country)
  const asked = isEscalation(kind) ? await askedBefore(deps.db, head.id) : []
  return {
    write: (now) =>
      composeNotice({
        kind,
        reference: head.reference,
        noticeId: head.id,
        seq: head.seq,
        language,
        provider: { name: head.providerName },
        items: [...items],
        firstSentAt: head.firstSentAt,
        now,
        sender,
        urls,
        asked,
        answerBy: answerBy(deps.deadlines, saidTerms, writtenAt),
        legal: legalTextsFor(legal, { countries, language, day: now, reader: READERS[kind] }),
        ...(copies > 1 ? { copyNumber: copies } : {}),
      }),
    places: items.map(({ reference, url }) => ({ reference, url })),
    follows: head.previousMessageId ? [head.previousMessageId] : [],
  }
}

/** Who answers gets a page for this notice; the same one in each copy. */
async function withReplyLink(
  { db, crypto, sender, replyLinkMs: ttlMs = REPLY_LINK_MS }: LetterDeps,
  { id, contactId }: NoticeHead,
  now: Date,
): Promise<LetterDeps['sender']> {
  if (sender.replyUrl === null) return sender
  const token = await letterLink(db, crypto, { noticeId: id, contactId, now, ttlMs })
  const replyHours = Math.max(1, Math.round(ttlMs / 3_600_000))
  return { ...sender, replyUrl: linkUrl(sender.replyUrl, token), replyHours }
}

/** What is listed, and the terms of every takedown that is in the notice. */
type Said = { items: ListedItem[]; terms: ReadonlyMap<string, Terms | null | undefined> }

async function itemsToSend(
  { db, crypto, deadlines, now }: LetterDeps,
  { claim, head, copies, urls }: Sending,
): Promise<Said | null> {
  return db.transaction().execute(async (trx) => {
    if (!(await holdsClaim(trx, claim))) return null
    // All at once and by id, before rows that point to them lock some of them.
    const takedowns = await lockNoticeTakedowns(trx, head.id)
    const terms = new Map(takedowns.map((one) => [one.takedownId, one.stored.takedown.terms]))
    // What was written of a host that the content has left says nothing of the one where it is.
    const left = copies <= 1 ? atOtherHosts(takedowns) : []
    const done = copies <= 1 ? [...doneByHand(takedowns), ...toldByHand(takedowns)] : []
    const found = await noticeItems(trx, crypto, head)
    const kept = found.filter(({ takedownId }) => ![...left, ...done].includes(takedownId))
    const items = copies <= 1 ? kept : await keepNumbers(trx, head, kept)
    if (items.length > 0) await keepLines(trx, claim, items, { isFirstOut: copies <= 1, urls })
    const listed = new Set(items.map(({ takedownId }) => takedownId))
    const unlisted = [...terms.keys()].filter((id) => !listed.has(id))
    if (unlisted.length === 0 || (copies > 1 && items.length > 0)) return { items, terms }
    await clearAttention(trx, unlisted, UNSENT)
    const retryAt = deadlines.retryUnknown(now())
    if (isLadderNotice(takedowns)) {
      // Written anew once it is seen again.
      const failed = { became: 'failed', noticeId: head.id, retryAt } as const
      const again = unlisted.filter((id) => !done.includes(id))
      if (copies <= 1) await changeSteps(trx, { deadlines, now }, head.id, failed, again)
    } else {
      const waiting = unlisted.filter((id) => !done.includes(id))
      await postponeNotice(trx, waiting, retryAt)
    }
    if (items.length > 0) await leaveOut(trx, head.id, unlisted)
    for (const id of unlisted) terms.delete(id)
    return { items, terms }
  })
}

/** Takedowns of which a person has told the host or the police since the notice was written. */
const toldByHand = (takedowns: readonly NoticeTakedown[]): string[] =>
  takedowns.flatMap(({ seq, stored, takedownId }) =>
    isDoneByHand(seq, stored.takedown) ? takedownId : [],
  )

/** To whom the law is cited; the police know theirs. */
const READERS = {
  'provider-notice': 'host',
  'provider-reminder': 'host',
  'police-hand-over': null,
  'upstream-notice': 'upstream',
  'registrar-notice': 'registrar',
  'registry-notice': 'registry',
} as const satisfies Record<NoticeKind, LegalReader | null>
