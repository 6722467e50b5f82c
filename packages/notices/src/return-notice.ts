import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Deadlines } from './deadline.ts'
import { applyCommand, setAttention, type StoredTakedown } from './takedown-store.ts'
import { wantsHandOver } from './wants-notice.ts'

/** Says that a mail to the police came back once the plan had gone on: a person hands the case over. */
export const HAND_OVER_RETURNED = 'hand-over-returned'

type Back = {
  deadlines: Deadlines
  noticeId: string
  at: Date
  /** Locked. */
  stored: readonly StoredTakedown[]
}

/**
 * Notes that what police were told of by a mail that came back was not handed over: where nothing else of the plan was done
 * since, it is handed over again by itself, after a hold that stops it; else a person is asked.
 *
 * @returns those whose hand-over can be sent again now
 */
export async function returnHandOvers(
  db: DbOrTransaction,
  {
    deadlines,
    noticeId,
    at,
    stored,
    providerId,
    sentAt,
  }: Back & { providerId: string; sentAt: Date },
): Promise<string[]> {
  const again: string[] = []
  const left: string[] = []
  for (const one of stored) {
    const command = {
      type: 'return-hand-over',
      at,
      actor: 'mail-server',
      noticeId,
      sentAt,
    } as const
    const { id, takedown } = await applyCommand(db, one, command, deadlines)
    const isPlanned = takedown.plan.includes('police-hand-over')
    if (isPlanned && !isOwed(takedown)) left.push(id)
    if (!isOwed(takedown)) continue
    // Routed anew, it is with nobody before its step is begun.
    if (one.providerId !== providerId) await setAttention(db, id, 'mailbox-refused', at)
    else if (wantsHandOver(takedown)) again.push(id)
  }
  await askToHandOver(db, left)
  return again
}

/** The plan has the police next, now or after a hold. */
const isOwed = (takedown: StoredTakedown['takedown']): boolean =>
  wantsHandOver(takedown) ||
  (takedown.status === 'held' &&
    takedown.resume === 'routed' &&
    takedown.plan[takedown.step] === 'police-hand-over')

/** A task beside whatever they ask for: no notice to a host settles it. */
export const askToHandOver = (
  db: DbOrTransaction,
  takedownIds: readonly string[],
): Promise<unknown> =>
  sql`
    insert into task (takedown_id, code)
    select id, ${HAND_OVER_RETURNED} from unnest(${[...takedownIds]}::uuid[]) id
    on conflict (takedown_id, code) where done_at is null do nothing`.execute(db)

/**
 * Notes of those that are held that their first notice told nobody: it is due when the hold ends.
 *
 * @returns all of them
 */
export async function refuseHeld(
  db: DbOrTransaction,
  { deadlines, noticeId, at, stored }: Back,
): Promise<string[]> {
  for (const one of stored.filter(({ takedown }) => takedown.status === 'held')) {
    const command = { type: 'refuse-notice', at, actor: 'mail-server', noticeId } as const
    await applyCommand(db, one, command, deadlines)
  }
  return stored.map(({ id }) => id)
}
