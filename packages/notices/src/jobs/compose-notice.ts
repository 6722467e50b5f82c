import {
  PLANNED_ONCE,
  type Database,
  type Db,
  type DbOrTransaction,
  type Enqueue,
  type Handler,
} from '@nightlight/runtime'
import { sql, type ExpressionBuilder } from 'kysely'
import { STOPPING } from '../attention-store.ts'
import { composeRetractions } from '../compose-retractions.ts'
import type { Deadlines } from '../deadline.ts'
import type { NoticeKind } from '../documents/notice.ts'
import { doneUpTo } from '../entered-step.ts'
import { handNotices } from '../hand-notice.ts'
import { insertNotice, MAX_ITEMS } from '../notice-store.ts'
import type { Patience } from '../patience.ts'
import { channelOf } from '../provider-channel-store.ts'
import { isToRetractFrom } from '../retraction-store.ts'
import { blockedUntil } from '../policies/blocked-notice.ts'
import { LONGEST_GROUP_HOURS } from '../policies/terms.ts'
import { contactsOf, lockProvider, type Provider, type StoredContact } from '../provider-store.ts'
import { choiceOf, knownOf } from '../recipient.ts'
import { chooseContact } from '../recipients/contact.ts'
import { isBeingDisputed } from '../replies/dispute-store.ts'
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
  patience: Patience
  now: () => Date
  mailDomain: string
}

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
    const retractions = (await isToRetractFrom(db, providerId))
      ? await db
          .transaction()
          .execute((trx) => composeRetractions(trx, providerId, { mailDomain, now: now() }))
      : []
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
  for (const { id, notifyAt, takedown } of due) {
    const until = blockedUntil(deps, provider, takedown.terms)
    if (until && until > notifyAt) await postponeNotice(db, [id], until)
  }
  const mayGo = (item: Waiting): boolean =>
    !isUnseen(item) && blockedUntil(deps, provider, item.takedown.terms) === null
  const seen = due.filter(mayGo)
  if (!seen.some(({ notifyAt }) => notifyAt <= now)) return []
  const isReminded = seen.some(({ takedown }) => takedown.noticesSent > 0)
  if (isReminded) await takeAlong(db, deps, providerId)
  const waiting = isReminded ? (await waitingTakedowns(db, deps, providerId)).filter(mayGo) : seen
  await sql`${PLANNED_ONCE}
    update takedown set notify_at = null
    where id = any(${waiting.map(({ id }) => id)}::uuid[])`.execute(db)
  const notices: string[] = []
  const channel = await channelOf(db, providerId)
  for (const { kind, contact, takedowns } of await byLetter(db, deps, provider, waiting)) {
    if (!contact) {
      const retryAt = deps.deadlines.remindAt(now)
      for (const { id } of takedowns) await setAttention(db, id, 'no-contact', retryAt)
      continue
    }
    for (let from = 0; from < takedowns.length; from += MAX_ITEMS) {
      const id = await insertNotice(db, {
        providerId,
        contactId: contact.id,
        kind,
        language: provider.language,
        mailDomain: deps.mailDomain,
        dueAt: now,
        channel,
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

/** Until when takedowns wait at most that could travel along now. */
const longestWait = ({ deadlines, now }: Deps): Date =>
  new Date(
    now().getTime() + deadlines.under({ groupWindowHours: LONGEST_GROUP_HOURS }).groupWindowMs,
  )

/**
 * Locks every takedown that may get into a notice, by id: the one order in which several takedowns
 * are locked.
 */
async function lockCandidates(db: DbOrTransaction, deps: Deps, providerId: string): Promise<void> {
  const until = longestWait(deps)
  await sql`${PLANNED_ONCE}
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

/** No person has to look before it is sent, and none has still to decide a dispute. */
const notStopped = (eb: ExpressionBuilder<Database, 'takedown'>) =>
  eb.and([
    eb.or([eb('attention', 'is', null), eb('attention', 'not in', STOPPING)]),
    eb.not(isBeingDisputed('takedown')),
  ])

type Waiting = {
  id: string
  notifyAt: Date
  takedown: Takedown
  seq: number
  /** Notices that were taken back, came back, or went to another provider. */
  untold: number
}

/** What is due, and what would be due within the group window of its policy: it travels along. */
async function waitingTakedowns(
  db: DbOrTransaction,
  deps: Deps,
  providerId: string,
): Promise<Waiting[]> {
  const { deadlines, now } = deps
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
        .selectFrom('notice_item')
        .innerJoin('notice', 'notice.id', 'notice_item.notice_id')
        .leftJoin('retraction', (join) =>
          join
            .onRef('retraction.notice_id', '=', 'notice_item.notice_id')
            .onRef('retraction.takedown_id', '=', 'notice_item.takedown_id'),
        )
        .select(sql<number>`count(*)::int`.as('untold'))
        .whereRef('notice_item.takedown_id', '=', 'takedown.id')
        .where('notice.state', '=', 'sent')
        .where('notice.kind', 'not in', ['police-hand-over', 'retraction'])
        // Letters of the ladder are none of its notices.
        .where('notice_item.seq', '>', 0)
        .where((eb) =>
          eb.or([
            eb('retraction.notice_id', 'is not', null),
            eb('notice.bounced_at', 'is not', null),
            eb('notice.provider_id', '<>', providerId),
          ]),
        )
        .as('untold'),
    ])
    .where('provider_id', '=', providerId)
    .where('notify_at', '<=', longestWait(deps))
    .where((eb) => notStopped(eb))
    .orderBy('id')
    .forUpdate()
    .modifyEnd(PLANNED_ONCE)
    .execute()
  const waiting = rows.map((row) => {
    const takedown = reviveDates(row.state) as Takedown
    return {
      id: row.id,
      notifyAt: row.notify_at!,
      takedown,
      // After those of a letter that it was taken out of because a person had done it.
      seq: Math.max(row.seq ?? 1, doneUpTo(takedown) + 1),
      untold: row.untold ?? 0,
    }
  })
  return waiting.filter(({ notifyAt, takedown }) => {
    const { groupWindowMs } = deadlines.under(takedown.terms)
    return notifyAt.getTime() - now().getTime() <= groupWindowMs
  })
}

type LetterPlan = { kind: NoticeKind; contact: StoredContact | null; takedowns: Waiting[] }

/**
 * Groups what is due by what is written to whom: a mailbox that is of the site of one takedown is
 * fit for the others.
 */
async function byLetter(
  db: DbOrTransaction,
  deps: Deps,
  provider: Provider,
  waiting: readonly Waiting[],
): Promise<LetterPlan[]> {
  const contacts = await contactsOf(db, [provider.id])
  const ids = waiting.map(({ id }) => id)
  const known = await knownOf(db, ids)
  const letters = new Map<string, LetterPlan>()
  for (const item of waiting) {
    const about = known(item.id)
    const facts = choiceOf(deps, item.takedown.plan, about)
    const choice = chooseContact(contacts, facts)
    const contact = choice.status === 'chosen' ? choice.contact : null
    const kind = kindOf(provider, item, about.wasTold)
    const key = `${kind} ${contact?.id ?? ''}`
    const letter = letters.get(key) ?? { kind, contact, takedowns: [] }
    letter.takedowns.push(item)
    letters.set(key, letter)
  }
  return [...letters.values()]
}

const kindOf = (
  { kind }: Provider,
  { takedown, untold }: Waiting,
  wasTold: boolean,
): NoticeKind => {
  // It is on the network of whoever is above as well: where no host can be told, they are the first.
  const isFirst = kind === 'upstream' && !wasTold
  if (kind !== 'host' && !isFirst) return LETTER_TO[kind]
  // Who was told by hand has no letter that this one could remind of.
  return takedown.noticesSent <= untold + handNotices(takedown)
    ? 'provider-notice'
    : 'provider-reminder'
}

const LETTER_TO = {
  police: 'police-hand-over',
  upstream: 'upstream-notice',
  registrar: 'registrar-notice',
  registry: 'registry-notice',
} as const satisfies Record<Exclude<Provider['kind'], 'host'>, NoticeKind>
