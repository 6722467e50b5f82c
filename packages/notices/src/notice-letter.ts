import { clearAttention, UNSENT } from './attention-store.ts'
import { composeNotice, type NoticeKind } from './documents/notice.ts'
import type { Letter, LetterDeps, Sending } from './letter.ts'
import { noticeItems, type ListedItem } from './notice-item-store.ts'
import {
  holdsClaim,
  keepLines,
  leaveOut,
  lockNoticeTakedowns,
  noticeTakedowns,
  type Claim,
  type NoticeHead,
} from './notice-store.ts'
import { postponeNotice } from './takedown-store.ts'

/**
 * What a notice says now. Takedowns with nothing to list leave a notice that was never out.
 *
 * @returns null when the claim is lost, `nothing` when nothing is left to be told
 */
export async function noticeLetter(
  deps: LetterDeps,
  { claim, head, copies }: Sending,
  kind: NoticeKind,
): Promise<Letter | 'nothing' | null> {
  const items = await itemsToSend(deps, claim, head, copies)
  if (!items || items.length === 0) return items && 'nothing'
  const { sender, urlPolicy } = deps
  return {
    write: (now) =>
      composeNotice({
        kind,
        reference: head.reference,
        noticeId: head.id,
        seq: head.seq,
        language: head.language,
        provider: { name: head.providerName },
        items: [...items],
        firstSentAt: head.firstSentAt,
        now,
        sender,
        urlPolicy,
        ...(copies > 1 ? { copyNumber: copies } : {}),
      }),
    follows: head.previousMessageId ? [head.previousMessageId] : [],
  }
}

async function itemsToSend(
  { db, crypto, deadlines, now }: LetterDeps,
  claim: Claim,
  head: NoticeHead,
  copies: number,
): Promise<ListedItem[] | null> {
  return db.transaction().execute(async (trx) => {
    if (!(await holdsClaim(trx, claim))) return null
    // All at once and by id, before rows that point to them lock some of them.
    await lockNoticeTakedowns(trx, head.id)
    const items = await noticeItems(trx, crypto, head)
    if (items.length > 0) await keepLines(trx, claim, items, copies <= 1)
    const listed = new Set(items.map(({ takedownId }) => takedownId))
    const all = (await noticeTakedowns(trx, head.id)).map(({ takedownId }) => takedownId)
    const unlisted = all.filter((id) => !listed.has(id))
    if (unlisted.length === 0 || (copies > 1 && items.length > 0)) return items
    await clearAttention(trx, unlisted, UNSENT)
    await postponeNotice(trx, unlisted, deadlines.retryUnknown(now()))
    if (items.length > 0) await leaveOut(trx, head.id, unlisted)
    return items
  })
}
