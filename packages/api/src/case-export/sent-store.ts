import type { ReplyWay } from '@nightlight/contract'
import { readReplies } from '@nightlight/notices'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { iso } from '../iso.ts'

type NoticeRow = {
  id: string
  reference: string
  kind: string
  language: string
  channel: string
  state: string
  messageId: string
  seq: number
  retracts: string | null
  composedAt: Date
  dueAt: Date
  sentAt: Date | null
  bouncedAt: Date | null
  recipient: { id: string; name: string; kind: string; country: string | null; mailbox: string }
  attempts: Record<string, unknown>[]
  addresses: Record<string, unknown>[]
}

/** As JavaScript writes a time, whatever the time zone of the session. */
const time = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** How a reply came that nobody but the provider can have worded; a file may be handed in by either. */
const OWN_WORDS: readonly string[] = ['link', 'api', 'webhook', 'mail'] satisfies ReplyWay[]

/** More replies to one case than there are. */
const REPLIES_AT_ONCE = 200

/** Every notice of a takedown: to whom, by which way, what became of it, and what they answered. */
export async function* noticesOfCase(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  takedownId: string,
): AsyncGenerator<Record<string, unknown>> {
  const { rows } = await sql<NoticeRow>`
    select n.id, n.reference, n.kind, n.language, n.channel, n.state, n.message_id as "messageId", i.seq,
           n.retracts, n.composed_at as "composedAt", n.due_at as "dueAt", n.sent_at as "sentAt",
           n.bounced_at as "bouncedAt",
           json_build_object('id', p.id, 'name', p.name, 'kind', p.kind, 'country', p.country,
             'mailbox', c.mailbox) as recipient,
           array(select json_build_object('n', a.n, 'channel', a.channel, 'startedAt', ${time('a.started_at')},
                   'finishedAt', ${time('a.finished_at')}, 'outcome', a.outcome, 'smtpCode', a.smtp_code, 'urls', a.urls)
                   from notice_attempt a where a.notice_id = n.id order by a.n) as attempts,
           array(select json_build_object('attempt', x.attempt, 'n', x.n, 'address', x.location_id)
                   from notice_line x where x.notice_id = n.id and x.takedown_id = ${takedownId}
                   order by x.attempt, x.n) as addresses
      from notice_item i
      join notice n on n.id = i.notice_id
      join provider p on p.id = n.provider_id
      join provider_contact c on c.id = n.contact_id
     where i.takedown_id = ${takedownId}
     order by n.composed_at, n.id`.execute(db)
  for (const row of rows) {
    const replies = await repliesTo({ db, crypto }, row.id, takedownId)
    yield { type: 'nightlight/notice', version: 1, takedownId, ...iso(row), replies }
  }
}

async function repliesTo(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  noticeId: string,
  takedownId: string,
) {
  const replies = []
  for (let after: string | null = null; ;) {
    const lot = await readReplies(db, crypto, {
      noticeId,
      takedownId,
      limit: REPLIES_AT_ONCE,
      after,
    })
    for (const { id, answer, way, at, preserved, handledAt, ...said } of lot) {
      const detail = OWN_WORDS.includes(way) ? said.detail : null
      replies.push(iso({ id, answer, way, at, detail, preserved, handledAt }))
    }
    if (lot.length < REPLIES_AT_ONCE) return replies
    after = lot.at(-1)!.id
  }
}
