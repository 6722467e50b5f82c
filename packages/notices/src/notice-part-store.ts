import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Claim } from './claim-store.ts'

export type PartState = 'waiting' | 'handing' | 'taken'
export type NoticePart = { part: string; state: PartState; remoteId: string | null; at: Date }

/** Keeps the parts that a notice is handed over in, and reads how far each has come; none comes twice. */
export async function keepParts(
  db: DbOrTransaction,
  noticeId: string,
  parts: readonly string[],
): Promise<Map<string, PartState>> {
  if (parts.length === 0) return new Map()
  await db
    .insertInto('notice_part')
    .values(parts.map((part) => ({ notice_id: noticeId, part, state: 'waiting' as const })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const kept = new Map((await partsOf(db, noticeId)).map(({ part, state }) => [part, state]))
  return new Map(parts.map((part) => [part, kept.get(part) ?? 'waiting']))
}

export async function partsOf(db: DbOrTransaction, noticeId: string): Promise<NoticePart[]> {
  const rows = await db
    .selectFrom('notice_part')
    .select(['part', 'state', 'remote_id', 'at'])
    .where('notice_id', '=', noticeId)
    .orderBy('part')
    .execute()
  return rows.map(({ part, state, remote_id: remoteId, at }) => ({ part, state, remoteId, at }))
}

/**
 * Notes, before the call, that parts are being handed over, and makes the lease last for it: however many
 * calls a notice takes, nobody else takes it over while they go on.
 *
 * @returns false when someone else has taken the notice over meanwhile: then there must be no call
 */
export async function beginParts(
  db: DbOrTransaction,
  claim: Claim,
  parts: readonly string[],
): Promise<boolean> {
  const { rows } = await sql`
    with held as (
      update notice set lease_until = clock_timestamp() + ${claim.leaseMs} * interval '1 millisecond'
      where id = ${claim.noticeId} and fence = ${claim.fence} and state = 'handover'
      returning id
    )
    update notice_part p set state = 'handing', at = clock_timestamp()
    from held
    where p.notice_id = held.id and p.part = any(${[...parts]}::text[]) and p.state <> 'taken'
    returning p.part`.execute(db)
  return rows.length === parts.length
}

/**
 * Notes that parts were certainly not taken. Whoever has lost the notice says nothing: a call of the one who
 * has it now may be under way.
 */
export async function freeParts(
  db: DbOrTransaction,
  { noticeId, fence }: Claim,
  parts: readonly string[],
): Promise<void> {
  await sql`
    update notice_part p set state = 'waiting', at = clock_timestamp()
    from notice n
    where p.notice_id = ${noticeId} and p.part = any(${[...parts]}::text[]) and p.state <> 'taken'
      and n.id = p.notice_id and n.fence = ${fence} and n.state = 'handover'`.execute(db)
}

/** Notes that parts were taken; `askInMs` when the other side is to be asked what it made of them. */
export async function endParts(
  db: DbOrTransaction,
  noticeId: string,
  parts: readonly string[],
  taken: { remoteId: string | null; remoteStatus: string | null; askInMs?: number },
): Promise<void> {
  const askAt =
    taken.askInMs === undefined
      ? null
      : sql<Date>`clock_timestamp() + ${taken.askInMs} * interval '1 millisecond'`
  await db
    .updateTable('notice_part')
    .set({
      state: 'taken',
      at: sql`clock_timestamp()`,
      remote_id: taken.remoteId,
      remote_status: taken.remoteStatus,
      ask_at: askAt,
    })
    .where('notice_id', '=', noticeId)
    .where('part', 'in', parts)
    .where('state', '<>', 'taken')
    .execute()
}

export type OpenQuestion = {
  noticeId: string
  channelId: string
  part: string
  remoteId: string
  /** How long ago it was taken. */
  ageMs: number
}

/** Parts of notices that are out whole, of which the other side is to be asked now what it made of them. */
export async function partsToAsk(db: DbOrTransaction, limit: number): Promise<OpenQuestion[]> {
  const { rows } = await sql<OpenQuestion>`
    select p.notice_id as "noticeId", n.channel_id as "channelId", p.part, p.remote_id as "remoteId",
           extract(epoch from clock_timestamp() - p.at)::double precision * 1000 as "ageMs"
    from notice_part p join notice n on n.id = p.notice_id
    where p.ask_at <= clock_timestamp() and p.remote_id is not null and n.channel_id is not null
      and n.state = 'sent'
    order by p.ask_at limit ${limit}`.execute(db)
  return rows
}

/** Keeps what the other side says of a part; `askInMs` null when that was its last word. */
export async function keepAnswer(
  db: DbOrTransaction,
  { noticeId, part }: Pick<OpenQuestion, 'noticeId' | 'part'>,
  said: { remoteStatus: string | null; answer: string | null; askInMs: number | null },
): Promise<void> {
  await sql`
    update notice_part set
      remote_status = coalesce(${said.remoteStatus}, remote_status),
      answer = coalesce(${said.answer}, answer),
      ask_at = clock_timestamp() + ${said.askInMs}::double precision * interval '1 millisecond'
    where notice_id = ${noticeId} and part = ${part}`.execute(db)
}

/** The takedowns of a notice with each address that it named. */
export async function namedAddresses(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  noticeId: string,
): Promise<{ takedownId: string; url: string }[]> {
  const rows = await db
    .selectFrom('notice_line as n')
    .innerJoin('location as l', 'l.id', 'n.location_id')
    .select(['n.takedown_id', 'l.id', 'l.url_ct'])
    .distinct()
    .where('n.notice_id', '=', noticeId)
    .execute()
  return rows.map((row) => ({
    takedownId: row.takedown_id,
    url: crypto.openText({ table: 'location', column: 'url_ct', row: row.id }, row.url_ct),
  }))
}
