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
  /** Items whose answer was taken in now. */
  items: number
  /** False where all of it had been taken in before. */
  isNew: boolean
  /** Items whose answer had been taken in before. */
  before: ReadonlySet<string>
  /** Takedowns to be looked at now. */
  looks: string[]
}

/** Items that are answered at once. */
export const MOST_ANSWERS = 2_500

/** What was sent: a form that knows its number, or a file. */
export type Sent = { way: 'portal'; key: string } | { way: 'csv' }

/**
 * Takes answers to items, of one notice or of several: all of them, or none. Call it in a transaction.
 *
 * Each goes to the newest notice that told of its item. The same form counts once, and so does what a file says of a
 * notice as it was said the last time, whatever the file says of others: one that was saved anew takes nothing in twice.
 *
 * @param given.key  what tells this form from every other one of the provider
 * @throws {DomainError} not-found `reply-item-not-found`, also for an item of another provider; invalid
 *   `portal-too-many`; as `applyReply`
 */
export async function answerItems(
  db: DbOrTransaction,
  deps: ReplyDeps,
  given: Sent & { answers: readonly ItemAnswer[] },
  by: { actor: string; providerId: string; at: Date },
): Promise<AnsweredItems> {
  const { way, answers } = given
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
  const before = new Set<string>()
  const looks: string[] = []
  for (const [noticeId, own] of byNotice) {
    const applied = await applyReply(db, deps, {
      noticeId,
      // Ids of forms, and what files say, are longer than an event may have.
      eventId: `${way}:${given.way === 'portal' ? digestOf(`${given.key}:${noticeId}`) : await digestOfFile(db, noticeId, saidOf(own))}`,
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
    if (applied.status === 'repeated') for (const { itemId } of own) before.add(itemId)
    looks.push(...applied.looks)
  }
  const items = answers.length - before.size
  return { items, isNew: items > 0, before, looks }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const saidOf = (answers: readonly ItemAnswer[]): string =>
  JSON.stringify(
    answers
      .map(({ itemId, answer, detail, preserved }) => [itemId, answer, detail, preserved])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )

/**
 * What tells what a file says of a notice from all that was said of it before: the same as the last time is the same event;
 * what had been said once, and otherwise since, is said anew.
 */
async function digestOfFile(db: DbOrTransaction, noticeId: string, said: string): Promise<string> {
  const { rows } = await sql<{ last: string | null; n: number }>`
    select (select i.event_id from reply r join inbound_event i on i.id = r.event_id
             where r.notice_id = ${noticeId}::uuid order by r.said_at desc, r.id desc limit 1) as last,
           (select count(distinct event_id)::int from reply where notice_id = ${noticeId}::uuid) as n`.execute(
    db,
  )
  const { last, n } = rows[0]!
  const digests = Array.from({ length: n + 1 }, (_, before) =>
    digestOf(`${noticeId}:${before}:${said}`),
  )
  return digests.find((one) => last?.endsWith(one)) ?? digests[n]!
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
