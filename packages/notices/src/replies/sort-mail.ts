import { DomainError, type Answer } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { Applied, ReplyDeps } from './apply-reply.ts'
import { giveAnswers } from './give-answers.ts'
import { readRepliedNotice } from './notice-places.ts'
import { handleReply, readReply } from './reply-store.ts'

export type SortedMail = {
  /** The only item that it answers; null for all that the notice is about, which sees to the mail. */
  takedownId: string | null
  answer: Answer
  /** The words of the mail without it. */
  detail: string | null
  preserved: boolean | null
}

/**
 * Takes in the answer that a person has read out of a mail in somebody's own words: it counts as any other answer. Call it
 * in a transaction. The same answer of the same mail twice counts once.
 *
 * @throws {DomainError} not-found `reply-not-found`, also for what is no such mail; as `giveAnswers`
 */
export async function sortMail(
  db: DbOrTransaction,
  deps: ReplyDeps,
  replyId: string,
  { takedownId, answer, detail, preserved }: SortedMail,
  { actor, at }: { actor: string; at: Date },
): Promise<Applied> {
  const mail = await readReply(db, deps.crypto, replyId)
  if (mail?.answer !== 'unsorted') {
    throw new DomainError('not-found', 'reply-not-found', 'Sorting a mail: none such')
  }
  const notice = await readRepliedNotice(db, { id: mail.noticeId })
  const about = (notice?.parts ?? []).filter((part) => part.takedownId === takedownId)
  const isAll = takedownId === null || (notice?.parts.length === 1 && about.length === 1)
  const item = about[0]?.references[0]
  if (!isAll && item === undefined) {
    throw new DomainError('not-found', 'reply-item-not-found', 'Sorting a mail: not in its notice')
  }
  const said = detail?.trim() || mail.detail
  const given = { item: isAll ? null : (item ?? null), answer, detail: said, preserved }
  const eventId = `mail:${replyId}:${isAll ? 'all' : takedownId}:${answer}`
  const by = { actor, way: 'person', providerId: null, at } as const
  const which = { id: mail.noticeId }
  const applied = await giveAnswers(db, deps, which, { eventId, answers: [given] }, by)
  if (isAll) await handleReply(db, replyId, { actor, at })
  return applied
}
