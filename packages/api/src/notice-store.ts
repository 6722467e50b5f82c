import { isStoppedLetter } from '@nightlight/notices'
import { PLANNED_ONCE, nameOfProvider, type DbOrTransaction } from '@nightlight/runtime'

export type NoticeOfTakedown = {
  id: string
  reference: string
  kind: string
  seq: number
  state: string
  composedAt: Date
  sentAt: Date | null
  /** When it came back: whoever it was for was not told by it. */
  bouncedAt: Date | null
  /** It was stopped before it was out: its state is that of a letter that was refused, and nobody did. */
  isStopped: boolean
}

export async function noticesOf(
  db: DbOrTransaction,
  takedownId: string,
): Promise<NoticeOfTakedown[]> {
  const rows = await db
    .selectFrom('notice_item')
    .innerJoin('notice', 'notice.id', 'notice_item.notice_id')
    .select([
      'notice.id',
      'notice.reference',
      'notice.kind',
      'notice_item.seq',
      'notice.state',
      'notice.composed_at',
      'notice.sent_at',
      'notice.bounced_at',
    ])
    .select(isStoppedLetter('notice').as('isStopped'))
    .where('notice_item.takedown_id', '=', takedownId)
    .orderBy('notice.composed_at')
    .orderBy('notice_item.seq')
    .modifyEnd(PLANNED_ONCE)
    .execute()
  return rows.map(
    ({ composed_at: composedAt, sent_at: sentAt, bounced_at: bouncedAt, ...notice }) => ({
      ...notice,
      composedAt,
      sentAt,
      bouncedAt,
    }),
  )
}

export type Notice = {
  id: string
  reference: string
  kind: string
  language: string
  state: string
  provider: { name: string; country: string | null }
  composedAt: Date
  dueAt: Date
  sentAt: Date | null
  bouncedAt: Date | null
  items: { takedownId: string; seq: number; host: string }[]
  attempts: {
    n: number
    /** By which way it went, or was to go. */
    channel: string
    startedAt: Date
    finishedAt: Date | null
    outcome: string | null
    smtpCode: number | null
  }[]
}

/** A notice without its text, its addresses and the mailbox it goes to. */
export async function readNotice(db: DbOrTransaction, id: string): Promise<Notice | null> {
  const row = await db
    .selectFrom('notice')
    .innerJoin('provider', 'provider.id', 'notice.provider_id')
    .select([
      'notice.reference',
      'notice.kind',
      'notice.language',
      'notice.state',
      'notice.composed_at',
      'notice.due_at',
      'notice.sent_at',
      'notice.bounced_at',
      'provider.country',
    ])
    .select(nameOfProvider('provider').as('name'))
    .where('notice.id', '=', id)
    .modifyEnd(PLANNED_ONCE)
    .executeTakeFirst()
  if (!row) return null
  return {
    id,
    reference: row.reference,
    kind: row.kind,
    language: row.language,
    state: row.state,
    provider: { name: row.name, country: row.country },
    composedAt: row.composed_at,
    dueAt: row.due_at,
    sentAt: row.sent_at,
    bouncedAt: row.bounced_at,
    items: await itemsOf(db, id),
    attempts: await attemptsOf(db, id),
  }
}

async function itemsOf(db: DbOrTransaction, id: string): Promise<Notice['items']> {
  const rows = await db
    .selectFrom('notice_item')
    .innerJoin('takedown', 'takedown.id', 'notice_item.takedown_id')
    .select(['takedown_id', 'seq', 'takedown.host'])
    .where('notice_id', '=', id)
    .orderBy('position')
    .modifyEnd(PLANNED_ONCE)
    .execute()
  return rows.map(({ takedown_id: takedownId, seq, host }) => ({ takedownId, seq, host }))
}

async function attemptsOf(db: DbOrTransaction, id: string): Promise<Notice['attempts']> {
  const rows = await db
    .selectFrom('notice_attempt')
    .select(['n', 'channel', 'started_at', 'finished_at', 'outcome', 'smtp_code'])
    .where('notice_id', '=', id)
    .orderBy('n')
    .modifyEnd(PLANNED_ONCE)
    .execute()
  return rows.map((row) => ({
    n: row.n,
    channel: row.channel,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    outcome: row.outcome,
    smtpCode: row.smtp_code,
  }))
}
