import type { ChannelKind, DbOrTransaction } from '@nightlight/runtime'
import { RESPONSE_CLASSES } from '@nightlight/contract'
import { sql } from 'kysely'
import { NO_ANSWER } from '../register/history-store.ts'
import { FEWEST } from './measures.ts'
import { monthOf, monthStarts, nameOfMonth } from './months.ts'

/** What became of letters that were written. */
export type Delivered = {
  written: number
  /** Not handed over yet, or on its way. */
  waiting: number
  /** Taken by the server of the recipient (T7), what came back later included. */
  accepted: number
  bounced: number
  refused: number
  /** Of those that were accepted and did not come back. */
  answered: number
  unanswered: number
}

export type Deliveries = {
  asOf: Date
  since: Date
  until: Date
  /** As 2026-03, the newest first. */
  months: (Delivered & { month: string })[]
  /** Channels with ten letters or more. */
  channels: (Delivered & { channel: ChannelKind })[]
  /** Letters by other channels; no number where they are fewer than ten. */
  others: { written: number | null } | null
  /** Mailboxes that take nothing at present. */
  refusing: { mailboxes: number; providers: number }
}

const ANSWERS = RESPONSE_CLASSES.filter((name) => !NO_ANSWER.includes(name))

type Row = { month: number; channel: ChannelKind } & Delivered

/**
 * What became of notices and reminders by the month in which they were written (UTC) and by channel. Letters that take
 * something back ask for no answer and are not among them.
 */
export async function deliveries(
  db: DbOrTransaction,
  { since, until }: { since: Date; until: Date },
  now: Date,
): Promise<Deliveries> {
  const starts = monthStarts({ since, until })
  const { rows } = await sql<Row>`
    with answered as materialized (
      select distinct notice_id from reply
      where class = any (${[...ANSWERS]}::text[]) and said_at >= ${since})
    select ${monthOf('n.composed_at', starts)} as month, n.channel,
      count(*)::int as written,
      count(*) filter (where n.state in ('due', 'handover'))::int as waiting,
      count(*) filter (where n.state = 'sent')::int as accepted,
      count(*) filter (where n.bounced_at is not null)::int as bounced,
      count(*) filter (where n.state = 'refused')::int as refused,
      count(*) filter (where n.state = 'sent' and n.bounced_at is null and a.notice_id is not null)::int as answered,
      count(*) filter (where n.state = 'sent' and n.bounced_at is null and a.notice_id is null)::int as unanswered
    from notice n left join answered a on a.notice_id = n.id
    where n.kind <> 'retraction' and n.composed_at >= ${since} and n.composed_at < ${until}
    group by 1, 2 order by 1 desc, 2`.execute(db)
  const byChannel = [...Map.groupBy(rows, ({ channel }) => channel)]
    .map(([channel, some]) => ({ channel, ...added(some) }))
    .toSorted((a, b) => b.written - a.written)
  const channels = byChannel.filter(({ written }) => written >= FEWEST)
  const rest = added(byChannel.filter(({ written }) => written < FEWEST)).written
  return {
    asOf: now,
    since,
    until,
    months: [...Map.groupBy(rows, ({ month }) => month)].map(([month, some]) => ({
      month: nameOfMonth(starts[month - 1]!),
      ...added(some),
    })),
    channels,
    others: channels.length === byChannel.length ? null : { written: rest < FEWEST ? null : rest },
    refusing: await refusing(db),
  }
}

const PARTS = [
  'written',
  'waiting',
  'accepted',
  'bounced',
  'refused',
  'answered',
  'unanswered',
] as const

const added = (rows: readonly Delivered[]): Delivered =>
  Object.fromEntries(
    PARTS.map((part) => [part, rows.reduce((all, row) => all + row[part], 0)]),
  ) as Delivered

async function refusing(db: DbOrTransaction): Promise<Deliveries['refusing']> {
  const { rows } = await sql<Deliveries['refusing']>`
    select count(*)::int as mailboxes, count(distinct provider_id)::int as providers
    from provider_contact where refused_at is not null and retired_at is null`.execute(db)
  return rows[0] ?? { mailboxes: 0, providers: 0 }
}

/** A mailbox that takes nothing at present, and whether the provider has another that does. */
export type RefusingMailbox = {
  providerId: string
  provider: string
  mailbox: string
  refusedAt: Date
  refusals: number
  hasOther: boolean
}

/** Mailboxes that take nothing at present, the last one to say so first. */
export async function refusingMailboxes(
  db: DbOrTransaction,
  limit: number,
): Promise<RefusingMailbox[]> {
  const { rows } = await sql<RefusingMailbox>`
    select c.provider_id as "providerId", coalesce(nullif(p.name, ''), p.handle) as provider, c.mailbox,
      c.refused_at as "refusedAt", c.refusals,
      exists (select from provider_contact o where o.provider_id = c.provider_id
        and o.refused_at is null and o.retired_at is null) as "hasOther"
    from provider_contact c join provider p on p.id = c.provider_id
    where c.refused_at is not null and c.retired_at is null
    order by c.refused_at desc, c.id limit ${limit}`.execute(db)
  return rows
}
