import { nameOfProvider, type ChannelKind, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { dayRange, foldFigureDays, sumsOf } from './figure-days.ts'
import { monthOf, monthStarts, nameOfMonth } from './months.ts'
import { isFew, standingAlone } from './small-numbers.ts'

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
  /** Letters by which cases were handed to the police, by month as above; in none of the other numbers. */
  handOvers: (Delivered & { month: string })[]
  /** Channels of ten letters or more, as all others together are too: the months stand above them, and have all letters. */
  channels: (Delivered & { channel: ChannelKind })[]
  /** Letters by other channels; no number where they are fewer than ten. */
  others: { written: number | null } | null
  /** Mailboxes that take nothing at present. */
  refusing: { mailboxes: number; providers: number }
}

/** Where days have letters that hand cases over, beside the channels. */
const HAND_OVERS = 'police-hand-over'

type Row = { month: number; channel: ChannelKind | typeof HAND_OVERS } & Delivered
type ProviderRow = Row & { channel: ChannelKind }

const isToProvider = (row: Row): row is ProviderRow => row.channel !== HAND_OVERS

/**
 * What became of notices and reminders by the month in which they were written (UTC) and by channel, and beside them of
 * hand-overs to the police. Letters that take something back ask for no answer and are not among them.
 */
export async function deliveries(
  db: DbOrTransaction,
  { since, until }: { since: Date; until: Date },
  now: Date,
): Promise<Deliveries> {
  const starts = monthStarts({ since, until })
  const { from, to } = dayRange({ since, until })
  await foldFigureDays(db)
  const { rows } = await sql<Row>`
    with stale as materialized (
      select distinct day from figure_day_stale where kind = 'letter' and day >= ${from}::date and day < ${to}::date
    ), counted as (
      select l.* from letter_day l
      where l.day >= ${from}::date and l.day < ${to}::date and l.day not in (select day from stale)
      union all select f.* from stale s, letters_of_day(s.day) f)
    select ${monthOf('at', starts)} as month, channel, ${sumsOf(PARTS)}
    from (select *, day_begins(day) as at from counted) c group by 1, 2 order by 1 desc, 2`.execute(
    db,
  )
  const letters = rows.filter(isToProvider)
  const byMonth = (some: readonly Row[]) =>
    [...Map.groupBy(some, ({ month }) => month)].map(([month, ofMonth]) => ({
      month: nameOfMonth(starts[month - 1]!),
      ...added(ofMonth),
    }))
  const byChannel = [...Map.groupBy(letters, ({ channel }) => channel)].map(([channel, some]) => {
    const told = { channel, ...added(some) }
    return { n: told.written, told }
  })
  const alone = standingAlone(byChannel)
  const rest = byChannel.reduce((all, one) => all + (alone.includes(one) ? 0 : one.n), 0)
  return {
    asOf: now,
    since,
    until,
    months: byMonth(letters),
    handOvers: byMonth(rows.filter((row) => !isToProvider(row))),
    channels: alone.map(({ told }) => told),
    others: alone.length === byChannel.length ? null : { written: isFew(rest) ? null : rest },
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
    select c.provider_id as "providerId", ${nameOfProvider('p')} as provider, c.mailbox,
      c.refused_at as "refusedAt", c.refusals,
      exists (select from provider_contact o where o.provider_id = c.provider_id
        and o.refused_at is null and o.retired_at is null) as "hasOther"
    from provider_contact c join provider p on p.id = c.provider_id
    where c.refused_at is not null and c.retired_at is null
    order by c.refused_at desc, c.id limit ${limit}`.execute(db)
  return rows
}
