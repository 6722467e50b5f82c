import { reviveDates } from '../../packages/notices/src/takedown-store.ts'
import type { Takedown, TakedownEvent } from '../../packages/notices/src/takedown.ts'
import type { Db } from '../../packages/runtime/src/index.ts'

/** A picture on a page: what one takedown, and in it one first notice, is expected for. */
export type Case = { name: string; mediaId: string; pageLocationId: string; urls: string[] }

/** One mail that reached the gate in full, whether it was new there or a copy. */
export type Submission = {
  messageId: string
  outcome: 'recorded' | 'already-there' | 'failed'
  /** Of the machine-readable parts. */
  urls: string[]
  /** Of the items in the text. */
  references: string[]
}

/** What the database holds at the end, as far as the invariants speak of it. */
export type Rows = {
  takedowns: {
    id: string
    mediaId: string
    pageLocationId: string
    status: string
    state: Takedown
    version: number
    attention: string | null
    notifyAt: Date | null
  }[]
  events: { takedownId: string; seq: number; event: TakedownEvent }[]
  notices: {
    id: string
    reference: string
    kind: string
    messageId: string
    state: string
    attempts: number
    sentAt: Date | null
  }[]
  items: { noticeId: string; takedownId: string; seq: number }[]
  attempts: { noticeId: string; n: number; outcome: string | null }[]
  ledger: { messageId: string; acceptedAt: Date; copiesDropped: number }[]
}

/** Reads every row that the invariants speak of. */
export async function readRows(db: Db): Promise<Rows> {
  const takedowns = await db.selectFrom('takedown').selectAll().orderBy('id').execute()
  const events = await db
    .selectFrom('takedown_event')
    .selectAll()
    .orderBy('takedown_id')
    .orderBy('seq')
    .execute()
  const notices = await db.selectFrom('notice').selectAll().orderBy('id').execute()
  const items = await db.selectFrom('notice_item').selectAll().execute()
  const attempts = await db.selectFrom('notice_attempt').selectAll().execute()
  const ledger = await db.selectFrom('mail_ledger').selectAll().execute()
  return {
    takedowns: takedowns.map((row) => ({
      id: row.id,
      mediaId: row.media_id,
      pageLocationId: row.page_location_id,
      status: row.status,
      state: reviveDates(row.state) as Takedown,
      version: row.version,
      attention: row.attention,
      notifyAt: row.notify_at,
    })),
    events: events.map(({ takedown_id, seq, type, at, actor, data }) => ({
      takedownId: takedown_id,
      seq,
      event: { type, at, actor, ...(reviveDates(data) as object) } as TakedownEvent,
    })),
    notices: notices.map((row) => ({
      id: row.id,
      reference: row.reference,
      kind: row.kind,
      messageId: row.message_id,
      state: row.state,
      attempts: row.attempts,
      sentAt: row.sent_at,
    })),
    items: items.map((row) => ({
      noticeId: row.notice_id,
      takedownId: row.takedown_id,
      seq: row.seq,
    })),
    attempts: attempts.map((row) => ({ noticeId: row.notice_id, n: row.n, outcome: row.outcome })),
    ledger: ledger.map((row) => ({
      messageId: row.message_id,
      acceptedAt: row.accepted_at,
      copiesDropped: row.copies_dropped,
    })),
  }
}
