import { createHash } from 'node:crypto'
import { DomainError, needsDetail, type Answer } from '@nightlight/contract'
import { asTenant, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { applyReply, type Answered, type ReplyDeps } from '../replies/apply-reply.ts'

/** What one item is answered. */
export type ItemAnswer = {
  itemId: string
  answer: Answer
  detail: string | null
  preserved: boolean | null
}

export type AnsweredItems = {
  /** Items whose answer was taken in now, or had been by the same form. */
  items: number
  /** False where all of it had been taken in before. */
  isNew: boolean
  /** Takedowns to be looked at now. */
  looks: string[]
}

/** Items that are answered at once. */
export const MOST_ANSWERS = 1_000

/**
 * Takes answers to items, of one notice or of several: all of them, or none. Call it in a transaction.
 *
 * Each goes to the newest notice that told of its item. The same form or file counts once.
 *
 * @param given.key  what tells this form or file from every other one of the provider
 * @throws {DomainError} not-found `reply-item-not-found`, also for an item of another provider; invalid
 *   `portal-too-many`; as `applyReply`
 */
export async function answerItems(
  db: DbOrTransaction,
  deps: ReplyDeps,
  given: { key: string; way: 'portal' | 'csv'; answers: readonly ItemAnswer[] },
  by: { actor: string; providerId: string; at: Date },
): Promise<AnsweredItems> {
  const { key, way, answers } = given
  if (answers.length > MOST_ANSWERS) {
    throw new DomainError(
      'invalid',
      'portal-too-many',
      `Answering items: more than ${MOST_ANSWERS} at once`,
    )
  }
  const ids = answers.map(({ itemId }) => itemId)
  const notices = await noticesOf(db, by.providerId, ids)
  if (ids.some((id) => !notices.has(id))) {
    throw new DomainError('not-found', 'reply-item-not-found', 'Answering items: none such')
  }
  const byNotice = Map.groupBy(answers, ({ itemId }) => notices.get(itemId)!)
  await lockTakedowns(db, [...byNotice.keys()])
  const done: AnsweredItems = { items: answers.length, isNew: false, looks: [] }
  for (const [noticeId, own] of byNotice) {
    const applied = await applyReply(db, deps, {
      noticeId,
      // Ids of forms and files are longer together than an event may have.
      eventId: `${way}:${createHash('sha256').update(`${key}:${noticeId}`).digest('hex')}`,
      way,
      contactId: null,
      actor: by.actor,
      at: by.at,
      answers: own.map(({ itemId, ...said }): Answered => ({
        ...said,
        takedownId: itemId,
        detail: needsDetail(said.answer) || said.detail?.trim() ? said.detail : null,
      })),
    })
    if (applied.status === 'applied') done.isNew = true
    done.looks.push(...applied.looks)
  }
  return done
}

/** By which notice each item was asked for last; what is not of the provider is not in it. */
async function noticesOf(
  db: DbOrTransaction,
  providerId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await asTenant(db, { kind: 'provider', id: providerId }, (seen) =>
    sql<{ id: string; noticeId: string }>`
      select takedown_id as id, notice_id as "noticeId" from told_item
      where provider_id = ${providerId} and takedown_id = any (${[...ids]}::uuid[])`.execute(seen),
  )
  return new Map(rows.map(({ id, noticeId }) => [id, noticeId]))
}

/** Those of all notices at once and by id, as whoever locks those of one does. */
const lockTakedowns = (db: DbOrTransaction, noticeIds: readonly string[]): Promise<unknown> =>
  sql`select id from takedown where id in (
      select takedown_id from notice_item where notice_id = any (${[...noticeIds]}::uuid[]))
    order by id for update`.execute(db)
