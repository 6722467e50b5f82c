import { DomainError, type Answer, type ReplyWay } from '@nightlight/contract'
import { asTenant, type DbOrTransaction } from '@nightlight/runtime'
import { applyReply, type Answered, type Applied, type ReplyDeps } from './apply-reply.ts'
import { parseReference, partsOf, readRepliedNotice, type RepliedNotice } from './notice-places.ts'

export type GivenAnswer = {
  /** Reference of one item; the whole notice without it. */
  item?: string | null
  answer: Answer
  detail?: string | null
  preserved?: boolean | null
}

export type Giver = {
  actor: string
  way: ReplyWay
  /** Whose notices may be answered; null for people of the hotline, who may answer for all. */
  providerId: string | null
  at: Date
}

/**
 * Takes answers that name items by their references. Call it in a transaction.
 *
 * @param which the notice, by its id or its reference
 * @throws {DomainError} not-found `notice-not-found`, also for a notice of another provider; as
 *   `applyReply`
 */
export async function giveAnswers(
  db: DbOrTransaction,
  deps: ReplyDeps,
  which: { id: string } | { reference: string },
  { eventId, answers }: { eventId: string; answers: readonly GivenAnswer[] },
  by: Giver,
): Promise<Applied> {
  const read = (seen: DbOrTransaction) => readRepliedNotice(seen, which)
  const notice =
    by.providerId === null
      ? await read(db)
      : await asTenant(db, { kind: 'provider', id: by.providerId }, read)
  if (!notice || (by.providerId !== null && by.providerId !== notice.providerId)) {
    throw new DomainError('not-found', 'notice-not-found', 'Answering a notice: none such')
  }
  const { actor, way, at } = by
  return applyReply(db, deps, {
    noticeId: notice.id,
    eventId,
    way,
    contactId: null,
    actor,
    at,
    answers: answers.flatMap((given) => spread(notice, given)),
  })
}

function spread(notice: RepliedNotice, { item = null, ...given }: GivenAnswer): Answered[] {
  if (item === null) return [{ ...given, takedownId: null }]
  const reference = parseReference(item)
  if (reference?.notice !== notice.reference) {
    throw new DomainError(
      'not-found',
      'reply-item-not-found',
      'Answering a notice: its items begin with its reference',
    )
  }
  return partsOf(notice, reference.item).map(({ takedownId }) => ({ ...given, takedownId }))
}
