import type { Database, Db, DbOrTransaction, Enqueue, Handler } from '@nightlight/runtime'
import { sql, type ExpressionBuilder } from 'kysely'
import { STOPPING } from '../attention-store.ts'
import { composeRetractions } from '../compose-retractions.ts'
import type { Deadlines } from '../deadline.ts'
import type { NoticeKind } from '../documents/notice.ts'
import { insertNotice, nextReference } from '../notice-store.ts'
import { lockProvider, usableContact, type Provider } from '../provider-store.ts'
import {
  applyCommand,
  lockTakedown,
  postponeNotice,
  reviveDates,
  setAttention,
} from '../takedown-store.ts'
import type { Takedown } from '../takedown.ts'

type Deps = {
  db: Db
  enqueue: Enqueue
  deadlines: Deadlines
  now: () => Date
  mailDomain: string
}

/** Items of one mail: what an abuse desk can work through, and what fits a mail. */
const MAX_ITEMS = 50

/**
 * Writes one notice for everything that is due at a provider, and takes back what has lost its ground.
 *
 * The provider's row is locked and each takedown is marked in the same transaction, so that two runs
 * make one notice; first notices and reminders are separate letters.
 */
export const composeNotice =
  (deps: Deps): Handler<'compose-notice'> =>
  async ({ providerId }) => {
    const { db, mailDomain, now } = deps
    // In a transaction of its own: each locks its takedowns by id.
    const retractions = await db
      .transaction()
      .execute((trx) => composeRetractions(trx, providerId, { mailDomain, now: now() }))
    const notices = [
      ...retractions,
      ...(await db.transaction().execute((trx) => compose(trx, deps, providerId))),
    ]
    for (const noticeId of notices) await deps.enqueue('send-notice', { noticeId })
    return notices.length > 0 ? { status: 'done' } : { status: 'skipped', reason: 'nothing-due' }
  }

async function compose(db: DbOrTransaction, deps: Deps, providerId: string): Promise<string[]> {
  const provider = await lockProvider(db, providerId)
  if (!provider) return []
  const now = deps.now()
  await lockCandidates(db, deps, providerId)
  const due = await waitingTakedowns(db, deps, providerId)
  const unseen = due.filter(isUnseen).map(({ id }) => id)
  await postponeNotice(db, unseen, deps.deadlines.retryUnknown(now))
  const seen = due.filter((item) => !isUnseen(item))
  if (!seen.some(({ notifyAt }) => notifyAt <= now)) return []
  if (seen.some(({ takedown }) => takedown.noticesSent > 0)) {
    await takeAlong(db, deps, providerId)
  }
  const all = await waitingTakedowns(db, deps, providerId)
  const waiting = all.filter((item) => !isUnseen(item))
  const contact = await usableContact(db, providerId)
  await db
    .updateTable('takedown')
    .set({ notify_at: null })
    .where(
      'id',
      'in',
      waiting.map(({ id }) => id),
    )
    .execute()
  if (!contact) {
    const retryAt = deps.deadlines.remindAt(now)
    for (const { id } of waiting) await setAttention(db, id, 'no-contact', retryAt)
    return []
  }
  const notices: string[] = []
  for (const [kind, takedowns] of byKind(provider, waiting)) {
    for (let from = 0; from < takedowns.length; from += MAX_ITEMS) {
      const id = await insertNotice(db, {
        reference: await nextReference(db, now),
        providerId,
        contactId: contact.id,
        kind,
        language: provider.language,
        mailDomain: deps.mailDomain,
        dueAt: now,
        items: takedowns
          .slice(from, from + MAX_ITEMS)
          .map(({ id: takedownId, seq }) => ({ takedownId, seq })),
      })
      notices.push(id)
    }
  }
  return notices
}

/** The last look did not see it: not to be told before the next one does, or verifies that it is gone. */
const isUnseen = ({ takedown }: Waiting): boolean => takedown.negatives !== null

/**
 * Locks every takedown that may get into a notice, by id: the one order in which several takedowns
 * are locked.
 */
async function lockCandidates(
  db: DbOrTransaction,
  { deadlines, now }: Deps,
  providerId: string,
): Promise<void> {
  const until = new Date(now().getTime() + deadlines.groupWindowMs)
  await sql`
    select t.id from takedown t
    where t.provider_id = ${providerId}
      and (t.notify_at <= ${until}
        or (t.notify_at is null and t.status in ('notified', 'acknowledged') and exists (
          select 1 from takedown d
          where d.provider_id = ${providerId} and d.notify_at <= ${until}
            and (d.state ->> 'noticesSent')::int > 0)))
    order by t.id for update`.execute(db)
}

/** Asks the other takedowns of a provider that is reminded anyway whether they want to be in it. */
async function takeAlong(db: DbOrTransaction, deps: Deps, providerId: string): Promise<void> {
  const rows = await db
    .selectFrom('takedown')
    .select('id')
    .where('provider_id', '=', providerId)
    .where('notify_at', 'is', null)
    .where('status', 'in', ['notified', 'acknowledged'])
    .where((eb) => notStopped(eb))
    .orderBy('id')
    .execute()
  const command = { type: 'remind-along', at: deps.now(), actor: 'nightlight' } as const
  for (const { id } of rows) {
    const stored = await lockTakedown(db, id)
    if (stored) await applyCommand(db, stored, command, deps.deadlines)
  }
}

/** No person has to look before it is sent. */
const notStopped = (eb: ExpressionBuilder<Database, 'takedown'>) =>
  eb.or([eb('attention', 'is', null), eb('attention', 'not in', STOPPING)])

type Waiting = {
  id: string
  notifyAt: Date
  takedown: Takedown
  seq: number
  /** Notices to hosts that were taken back. */
  retracted: number
}

/** What is due, and what would be due within the group window: it travels along. */
async function waitingTakedowns(
  db: DbOrTransaction,
  { deadlines, now }: Deps,
  providerId: string,
): Promise<Waiting[]> {
  const until = new Date(now().getTime() + deadlines.groupWindowMs)
  const rows = await db
    .selectFrom('takedown')
    .select((eb) => [
      'id',
      'notify_at',
      'state',
      eb
        .selectFrom('notice_item')
        .select(sql<number>`coalesce(max(seq), 0)::int + 1`.as('next'))
        .whereRef('takedown_id', '=', 'takedown.id')
        .as('seq'),
      eb
        .selectFrom('retraction')
        .innerJoin('notice', 'notice.id', 'retraction.notice_id')
        .select(sql<number>`count(*)::int`.as('retracted'))
        .whereRef('takedown_id', '=', 'takedown.id')
        .where('notice.state', '=', 'sent')
        .where('notice.kind', '<>', 'police-hand-over')
        .as('retracted'),
    ])
    .where('provider_id', '=', providerId)
    .where('notify_at', '<=', until)
    .where((eb) => notStopped(eb))
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map((row) => ({
    id: row.id,
    notifyAt: row.notify_at!,
    takedown: reviveDates(row.state) as Takedown,
    seq: row.seq ?? 1,
    retracted: row.retracted ?? 0,
  }))
}

function byKind(provider: Provider, waiting: readonly Waiting[]): Map<NoticeKind, Waiting[]> {
  const kinds = new Map<NoticeKind, Waiting[]>()
  for (const item of waiting) {
    const kind: NoticeKind =
      provider.kind === 'police'
        ? 'police-hand-over'
        : item.takedown.noticesSent <= item.retracted
          ? 'provider-notice'
          : 'provider-reminder'
    kinds.set(kind, [...(kinds.get(kind) ?? []), item])
  }
  return kinds
}
