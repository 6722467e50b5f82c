import type { Db, DbOrTransaction, Log } from '@nightlight/runtime'
import { sql } from 'kysely'
import { askToRetract } from './attention-store.ts'
import type { Deadlines } from './deadline.ts'
import { isDoneByHand } from './entered-step.ts'
import { changeSteps } from './ladder-store.ts'
import { tryNextContact } from './next-contact.ts'
import { lockNoticeTakedowns, type NoticeTakedown } from './notice-store.ts'
import type { Patience } from './patience.ts'
import { refuseContact } from './provider-store.ts'
import { askToHandOver, refuseHeld, returnHandOvers } from './return-notice.ts'
import { postponeNotice, type StoredTakedown } from './takedown-store.ts'

type Deps = { db: Db; deadlines: Deadlines; patience: Patience; now: () => Date; log: Log }

/**
 * Notes that a notice which was taken over came back: its mailbox is given up, and what it told of
 * goes to the next one by itself. What bounced told nobody, so a first notice is a first one again.
 *
 * Only for a mail that came back for good; one that is only late is none. Twice equals once.
 *
 * @returns false when there is no such notice that is out, or it has come back already
 */
export function bounceNotice(deps: Deps, noticeId: string): Promise<boolean> {
  return comeBack(deps, noticeId, async (trx, at, { contactId, providerId, takedownIds }) => {
    await refuseContact(trx, contactId, at, { kind: 'bounced', noticeId })
    await tryNextContact(trx, deps, providerId, takedownIds)
    await failSteps(trx, deps, noticeId, null)
  })
}

/**
 * Notes that a notice came back for a reason that may pass: it is told again at the same mailbox.
 *
 * @returns as `bounceNotice`
 */
export function returnNotice(deps: Deps, noticeId: string, retryAt: Date): Promise<boolean> {
  return comeBack(deps, noticeId, async (trx, _at, { takedownIds }) => {
    await postponeNotice(trx, takedownIds, retryAt)
    await failSteps(trx, deps, noticeId, retryAt)
  })
}

/**
 * Notes that a filter stopped a retraction, or a hand-over to the police. The same mail would be stopped again, there as at any
 * other mailbox, so that a person tells them.
 *
 * @returns as `bounceNotice`
 */
export function filterLetter(deps: Deps, noticeId: string): Promise<boolean> {
  return comeBack(deps, noticeId, async (trx, _at, { isPolice, takedownIds }) => {
    if (isPolice) await askToHandOver(trx, takedownIds)
  })
}

type Back = { isPolice: boolean; contactId: string; providerId: string; takedownIds: string[] }

/** A letter of the ladder goes to the next mailbox, or is told again later, as a letter of its own. */
async function failSteps(
  db: DbOrTransaction,
  { deadlines, now }: Deps,
  noticeId: string,
  retryAt: Date | null,
): Promise<void> {
  await changeSteps(db, { deadlines, now }, noticeId, { became: 'failed', noticeId, retryAt })
}

async function comeBack(
  { db, deadlines, log, now }: Deps,
  noticeId: string,
  follow: (trx: DbOrTransaction, at: Date, back: Back) => Promise<void>,
): Promise<boolean> {
  const at = now()
  const bounced = await db.transaction().execute(async (trx) => {
    const locked = await lockNoticeTakedowns(trx, noticeId)
    const notice = await trx
      .updateTable('notice')
      .set({ bounced_at: at })
      .where('id', '=', noticeId)
      .where('state', '=', 'sent')
      .where('bounced_at', 'is', null)
      .returning(['contact_id', 'provider_id', 'kind', 'sent_at'])
      .executeTakeFirst()
    if (!notice) return false
    const isRetraction = notice.kind === 'retraction'
    const isPolice = notice.kind === 'police-hand-over'
    const mailed = isRetraction ? [] : locked.filter((one) => !isToldByHand(one, notice))
    const untold = await wanting(trx, idsOf(mailed), noticeId, isPolice)
    const { contact_id: contactId, provider_id: providerId, sent_at: sentAt } = notice
    const back = { deadlines, noticeId, at, stored: storedOf(locked, untold) }
    const takedownIds = isPolice
      ? await returnHandOvers(trx, { ...back, providerId, sentAt: sentAt ?? at })
      : await refuseHeld(trx, back)
    await follow(trx, at, { isPolice, contactId, providerId, takedownIds })
    if (isRetraction) await askToRetract(trx, idsOf(locked))
    return true
  })
  if (bounced) log.info({ noticeId }, 'a notice came back')
  return bounced
}

const idsOf = (takedowns: readonly NoticeTakedown[]): string[] =>
  takedowns.map(({ takedownId }) => takedownId)

/** A person has told whoever the notice was for, in its place or since it went out. */
function isToldByHand(
  { seq, stored: { takedown } }: NoticeTakedown,
  { kind, sent_at: sentAt }: { kind: string; sent_at: Date | null },
): boolean {
  // That the host was told by hand gives the police nothing, though no letter before that is sent any more.
  if (kind !== 'police-hand-over' && isDoneByHand(seq, takedown)) return true
  const own = kind === 'police-hand-over' ? kind : 'provider-notice'
  return (takedown.entered ?? []).some(
    ({ before, step, upToSeq = 0 }) =>
      step === own &&
      ((seq > 0 && seq <= upToSeq) ||
        (before !== undefined && sentAt !== null && before.at >= sentAt)),
  )
}

const storedOf = (
  locked: readonly NoticeTakedown[],
  ids: readonly string[],
): readonly StoredTakedown[] =>
  locked.flatMap(({ takedownId, stored }) => (ids.includes(takedownId) ? stored : []))

/** Takedowns that were told of by no later notice, and still want their provider told, or the police. */
async function wanting(
  db: DbOrTransaction,
  takedownIds: readonly string[],
  noticeId: string,
  isPolice: boolean,
): Promise<string[]> {
  // Who hosts it may have been told since: the police do not have it by that.
  const wants = isPolice
    ? sql`t.status not in ('removed', 'watching', 'closed')`
    : sql`t.status in ('routed', 'held', 'authorised', 'notified', 'resurfaced')`
  const isLike = isPolice ? sql`n.kind = 'police-hand-over'` : sql`n.kind <> 'retraction'`
  const { rows } = await sql<{ id: string }>`
    select t.id from takedown t
    join notice_item i on i.takedown_id = t.id and i.notice_id = ${noticeId} and i.seq > 0
    where t.id = any(${[...takedownIds]}::uuid[])
      and ${wants}
      and not exists (
        select 1 from notice_item x join notice n on n.id = x.notice_id
        where x.takedown_id = t.id and x.seq > i.seq and ${isLike}
          and n.state <> 'refused' and n.bounced_at is null)
    order by t.id`.execute(db)
  return rows.map(({ id }) => id)
}
