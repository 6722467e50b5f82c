import {
  anyOf,
  PLANNED_ONCE,
  nameOfProvider,
  type CheckDetail,
  type DbOrTransaction,
} from '@nightlight/runtime'
import { isWordAwaited, withdrawableStep } from '@nightlight/notices'
import { sql, type RawBuilder } from 'kysely'
import { takedownOutcome, type TakedownOutcome } from './outcome.ts'
import { readMachineFacts, type MachineFacts } from './takedown-state.ts'

export const TAKEDOWN_STATUSES = [
  'opened',
  'routed',
  'held',
  'authorised',
  'notified',
  'acknowledged',
  'disputed',
  'removed',
  'watching',
  'resurfaced',
  'closed',
] as const
export type TakedownStatus = (typeof TAKEDOWN_STATUSES)[number]

export type Takedown = MachineFacts & {
  id: string
  /** What it rests on. */
  matchId: string
  status: TakedownStatus
  outcome: TakedownOutcome
  /** What a person has to do, as a code. */
  attention: string | null
  /** Of the address that is to be taken down. */
  host: string
  provider: { name: string; country: string | null } | null
  openedAt: Date
  /** A step entered by hand that can still be taken back. */
  withdrawable: { step: string; reference: string } | null
  /** The police or a partner have it, and its host is told once they say so. */
  waitsForWord: boolean
}

type TakedownRow = {
  id: string
  match_id: string
  status: TakedownStatus
  attention: string | null
  state: unknown
  opened_at: Date
  host: string
  provider_name: string | null
  provider_country: string | null
}

const SELECT: RawBuilder<unknown> = sql`
  select t.id, t.match_id, t.status, t.attention, t.state, t.opened_at, t.host,
    ${nameOfProvider('o')} as provider_name, o.country as provider_country
  from takedown t
  left join provider o on o.id = t.provider_id`

/** What is left out of a statement is no condition that a plan made for all askers has to allow for. */
const ANY: RawBuilder<unknown> = sql`true`

export async function readTakedown(db: DbOrTransaction, id: string): Promise<Takedown | null> {
  const { rows } = await sql<TakedownRow>`${PLANNED_ONCE}
    ${SELECT} where t.id = ${id}`.execute(db)
  return rows[0] ? toTakedown(rows[0]) : null
}

/** One page of takedowns, in the order they were opened. */
export async function listTakedowns(
  db: DbOrTransaction,
  asked: { status: TakedownStatus | null; limit: number; after: string | null },
): Promise<Takedown[]> {
  const { status, limit, after } = asked
  const { rows } = await sql<TakedownRow>`${SELECT}
    where ${status === null ? ANY : sql`t.status = ${status}`}
      and ${after === null ? ANY : sql`t.id > ${after}::uuid`}
    order by t.id limit ${limit}`.execute(db)
  return rows.map(toTakedown)
}

/** Takedowns that want looking at: open ones first, each group with the newest first. */
export async function takedownsAtHand(db: DbOrTransaction, limit: number): Promise<Takedown[]> {
  const open = sql`t.status not in ('removed', 'watching', 'closed')`
  const newest = async (which: RawBuilder<unknown>, most: number): Promise<TakedownRow[]> =>
    (await sql<TakedownRow>`${SELECT} where ${which} order by t.id desc limit ${most}`.execute(db))
      .rows
  const first = await newest(open, limit)
  const others = first.length < limit ? await newest(sql`not (${open})`, limit - first.length) : []
  return [...first, ...others].map(toTakedown)
}

export async function takedownsOfPages(
  db: DbOrTransaction,
  pageIds: readonly string[],
): Promise<Takedown[]> {
  const { rows } = await sql<TakedownRow>`${PLANNED_ONCE} ${SELECT}
    where t.page_location_id = ${anyOf(pageIds)} order by t.id`.execute(db)
  return rows.map(toTakedown)
}

/** Those of these ids that there are, by id. */
export async function takedownsOf(
  db: DbOrTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Takedown>> {
  const { rows } = await sql<TakedownRow>`${PLANNED_ONCE} ${SELECT}
    where t.id = ${anyOf(ids)}`.execute(db)
  return new Map(rows.map((row) => [row.id, toTakedown(row)]))
}

export type Check = {
  id: string
  at: Date
  verdict: string
  /** Name of the vantage point that looked. */
  from: string
  detail: CheckDetail[]
}

/** Removal checks that have ended, oldest first. */
export async function checksOf(db: DbOrTransaction, takedownId: string): Promise<Check[]> {
  const rows = await db
    .selectFrom('removal_check')
    .select(['id', 'finished_at', 'verdict', 'egress', 'detail'])
    .where('takedown_id', '=', takedownId)
    .where('finished_at', 'is not', null)
    .orderBy('finished_at')
    .modifyEnd(PLANNED_ONCE)
    .execute()
  return rows.flatMap(({ id, finished_at: at, verdict, egress: from, detail }) =>
    at === null || verdict === null ? [] : [{ id, at, verdict, from, detail }],
  )
}

export type TimelineEvent = {
  seq: number
  type: string
  at: Date
  actor: string
  data: Record<string, unknown>
}

export const timelineOf = (db: DbOrTransaction, takedownId: string): Promise<TimelineEvent[]> =>
  db
    .selectFrom('takedown_event')
    .select(['seq', 'type', 'at', 'actor', 'data'])
    .where('takedown_id', '=', takedownId)
    .orderBy('seq')
    .modifyEnd(PLANNED_ONCE)
    .execute()

export type TakedownAddress = { id: string; addedAt: Date; host: string }

export async function addressesOf(
  db: DbOrTransaction,
  takedownId: string,
): Promise<TakedownAddress[]> {
  const rows = await db
    .selectFrom('takedown_location')
    .innerJoin('location', 'location.id', 'takedown_location.location_id')
    .select(['location.id', 'location.host', 'takedown_location.added_at'])
    .where('takedown_id', '=', takedownId)
    .orderBy('added_at')
    .orderBy('location.id')
    .modifyEnd(PLANNED_ONCE)
    .execute()
  return rows.map(({ added_at: addedAt, ...address }) => ({ ...address, addedAt }))
}

function toTakedown(row: TakedownRow): Takedown {
  const machine = readMachineFacts(row.state)
  const { clocks, lastVerdict, resurfacings, lastPresentAt } = machine
  const facts = { status: row.status, lastVerdict, resurfacings, lastPresentAt }
  return {
    ...machine,
    id: row.id,
    matchId: row.match_id,
    status: row.status,
    outcome: takedownOutcome({ ...facts, firstNoticeAt: clocks.t6 }),
    attention: row.attention,
    host: row.host,
    provider:
      row.provider_name === null
        ? null
        : { name: row.provider_name, country: row.provider_country },
    openedAt: row.opened_at,
    withdrawable: withdrawableStep(row.state),
    waitsForWord: isWordAwaited(row.state),
  }
}
