import { DomainError } from '@nightlight/contract'
import { newId, PLANNED_ONCE, type Database, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder, type Selectable } from 'kysely'
import { attentionChange, GENERAL, type AttentionChange } from './attention.ts'
import { decide } from './decide.ts'
import { keepHolds } from './hold-store.ts'
import type { Deadlines } from './deadline.ts'
import { hasOpenNotice } from './open-notice-store.ts'
import { providerAfter } from './provider-after.ts'
import { notifyChange, scheduleOf } from './schedule.ts'
import { askOfRepliesAgain } from './replies/reply-tasks.ts'
import { stretchOf } from './stretch.ts'
import type { Command } from './takedown-command.ts'
import { evolve, type Takedown, type TakedownEvent, type TakedownStatus } from './takedown.ts'

export type StoredTakedown = {
  id: string
  takedown: Takedown
  version: number
  providerId: string | null
  pageLocationId: string
  mediaId: string
  matchId: string
  host: string
  notifyAt: Date | null
  appliedCheckAt: Date | null
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** JSON has no dates: texts of exactly the form that `Date` writes become dates again. */
export function reviveDates(value: unknown): unknown {
  if (typeof value === 'string') return isWrittenDate(value) ? new Date(value) : value
  if (Array.isArray(value)) return value.map(reviveDates)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, reviveDates(part)]))
}

const isWrittenDate = (text: string): boolean => {
  if (!ISO_DATE.test(text)) return false
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString() === text
}

/** What `toStored` needs of a row. */
export const TAKEDOWN_COLUMNS = [
  'id',
  'state',
  'version',
  'provider_id',
  'page_location_id',
  'media_id',
  'match_id',
  'host',
  'notify_at',
  'applied_check_at',
] as const

/** Reads a takedown and locks its row until the transaction ends. */
export async function lockTakedown(
  db: DbOrTransaction,
  id: string,
): Promise<StoredTakedown | null> {
  const query = db
    .selectFrom('takedown')
    .select([...TAKEDOWN_COLUMNS])
    .where('id', '=', id)
  const row = await query.forUpdate().modifyEnd(PLANNED_ONCE).executeTakeFirst()
  return row ? toStored(row) : null
}

/** Reads every takedown of some media and locks the rows by id, the one order in which several are locked. */
export async function lockTakedownsOf(
  db: DbOrTransaction,
  mediaIds: readonly string[],
): Promise<Map<string, StoredTakedown>> {
  const rows = await db
    .selectFrom('takedown')
    .select([...TAKEDOWN_COLUMNS])
    .where('media_id', 'in', mediaIds)
    .orderBy('id')
    .forUpdate()
    .execute()
  return new Map(rows.map((row) => [row.id, toStored(row)]))
}

export const toStored = (
  row: Pick<Selectable<Database['takedown']>, (typeof TAKEDOWN_COLUMNS)[number]>,
): StoredTakedown => ({
  id: row.id,
  takedown: reviveDates(row.state) as Takedown,
  version: row.version,
  providerId: row.provider_id,
  pageLocationId: row.page_location_id,
  mediaId: row.media_id,
  matchId: row.match_id,
  host: row.host,
  notifyAt: row.notify_at,
  appliedCheckAt: row.applied_check_at,
})

/** Makes the row of a new takedown from its `open` command; at most one per page, media and host. */
export async function insertTakedown(
  db: DbOrTransaction,
  facts: { pageLocationId: string; mediaId: string; matchId: string; host: string },
  command: Command & { type: 'open' },
  deadlines: Deadlines,
): Promise<StoredTakedown> {
  const id = newId()
  const events = decide(null, command, deadlines)
  const takedown = fold(null, events)
  const stored: StoredTakedown = {
    id,
    takedown,
    version: events.length,
    providerId: null,
    notifyAt: null,
    appliedCheckAt: null,
    ...facts,
  }
  const stretch = stretchOf(facts.pageLocationId)
  const { nextCheckAt } = scheduleOf(takedown, command.at, deadlines, null, stretch)
  await db
    .insertInto('takedown')
    .values({
      id,
      page_location_id: facts.pageLocationId,
      media_id: facts.mediaId,
      match_id: facts.matchId,
      host: facts.host,
      status: takedown.status,
      state: JSON.stringify(takedown),
      version: stored.version,
      opened_at: takedown.openedAt,
      next_check_at: nextCheckAt,
      // A new takedown is due at once: it wants a route.
      due_at: command.at,
    })
    .execute()
  await insertEvents(db, id, 0, events)
  return stored
}

/**
 * Decides a command, appends its events and stores the evolved row with the times it is found by.
 *
 * The only writer of a takedown's state; call it with the row locked. What a person has to do follows
 * from the events.
 *
 * @returns the takedown as stored; the same object when the command changed nothing
 */
export async function applyCommand(
  db: DbOrTransaction,
  stored: StoredTakedown,
  command: Command,
  deadlines: Deadlines,
): Promise<StoredTakedown> {
  const told = command.type === 'tick' ? { ...command, notifyAt: stored.notifyAt } : command
  const events = decide(stored.takedown, told, deadlines)
  if (events.length === 0) return stored
  const takedown = fold(stored.takedown, events)
  const change = notifyChange(takedown, events, deadlines)
  const next: StoredTakedown = {
    ...stored,
    takedown,
    version: stored.version + events.length,
    providerId: await providerAfter(db, stored, takedown),
    matchId: command.type === 'change-ground' ? command.matchId : stored.matchId,
    notifyAt: await notifyAtAfter(db, stored, events, change),
  }
  await insertEvents(db, stored.id, stored.version, events)
  if (stored.takedown.status === 'held' || takedown.status === 'held') {
    await keepHolds(db, stored.id, events, takedown)
  }
  const attention = attentionChange(takedown, events)
  const isSame = takedown.status === stored.takedown.status
  if (command.type === 'change-ground' && isSame) {
    await storeGround(db, next)
  } else {
    const isChecked = events.some(({ type }) => type === 'checked')
    const restMs = deadlines.askAgainAt(command.at).getTime() - command.at.getTime()
    const always =
      attention && !attention.over
        ? { attention: unlessTickedOff(stored.id, attention.code, restMs) }
        : {}
    await storeTakedown(db, next, command.at, deadlines, isChecked, always)
  }
  if (attention?.over) await storeAttention(db, stored.id, attention.code, attention.over)
  if (events.some(({ type }) => type === 'resurfaced' || type === 'reopened')) {
    await askOfRepliesAgain(db, stored.id)
  }
  return next
}

/** Where one is written that may still go out, what waited goes with it: whoever stopped that one has another planned. */
async function notifyAtAfter(
  db: DbOrTransaction,
  { id, notifyAt, providerId }: StoredTakedown,
  events: readonly TakedownEvent[],
  change: { notifyAt: Date | null } | undefined,
): Promise<Date | null> {
  if (!change) return notifyAt
  const goesOn =
    change.notifyAt !== null &&
    events.some(({ type }) => type === 'released' || type === 'step-withdrawn')
  return goesOn && providerId && (await hasOpenNotice(db, id, providerId)) ? null : change.notifyAt
}

/** What only still stands is not asked again by each notice: that is for the clock (`askWhere`). */
const unlessTickedOff = (id: string, code: string | null, restMs: number) =>
  code === null || !GENERAL.includes(code)
    ? code
    : sql<string | null>`case when exists (
        select from task k where k.takedown_id = ${id} and k.code = ${code}
          and k.done_by <> 'nightlight'
          and k.done_at > clock_timestamp() - ${restMs} * interval '1 millisecond')
      then null else ${code}::text end`

async function storeAttention(
  db: DbOrTransaction,
  id: string,
  code: string | null,
  over: NonNullable<AttentionChange['over']>,
): Promise<void> {
  const codes = over.filter((one) => one !== null)
  await db
    .updateTable('takedown')
    .set({ attention: code })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        ...(over.includes(null) ? [eb('attention', 'is', null)] : []),
        ...(codes.length > 0 ? [eb('attention', 'in', codes)] : []),
      ]),
    )
    .execute()
}

/** What a takedown rests on bears on none of the times that it is found by. */
async function storeGround(db: DbOrTransaction, stored: StoredTakedown): Promise<void> {
  const { id, matchId, takedown, version } = stored
  await db
    .updateTable('takedown')
    .set({ state: JSON.stringify(takedown), version, match_id: matchId })
    .where('id', '=', id)
    .execute()
}

/**
 * Writes the row with the times it is found by.
 *
 * @param isChecked a look has ended: the next one is planned anew; else one that is planned for
 *   earlier, or due already, stays
 * @param attention what a person has to do, where that changes with it
 */
export async function storeTakedown(
  db: DbOrTransaction,
  stored: StoredTakedown,
  now: Date,
  deadlines: Deadlines,
  isChecked = false,
  attention: { attention?: string | RawBuilder<string | null> | null } = {},
): Promise<void> {
  const { takedown, notifyAt } = stored
  const stretch = stretchOf(stored.pageLocationId)
  const { nextCheckAt, dueAt } = scheduleOf(takedown, now, deadlines, notifyAt, stretch)
  const { numUpdatedRows } = await db
    .updateTable('takedown')
    .set({
      status: stored.takedown.status,
      state: JSON.stringify(stored.takedown),
      version: stored.version,
      provider_id: stored.providerId,
      match_id: stored.matchId,
      notify_at: stored.notifyAt,
      next_check_at:
        isChecked || nextCheckAt === null
          ? nextCheckAt
          : sql<Date>`least(next_check_at, ${nextCheckAt}::timestamptz)`,
      due_at: dueAt,
      applied_check_at: stored.appliedCheckAt,
      policy_id: takedown.policyId ?? null,
      ...attention,
    })
    .where('id', '=', stored.id)
    .modifyEnd(PLANNED_ONCE)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) {
    throw new DomainError('not-found', 'takedown-not-found', 'Storing a takedown: no such row')
  }
}

/**
 * Notes that a takedown was looked at and nothing was due: only the time of the next tick moves on.
 *
 * The next check stays where it is; to plan it anew at each look would put it off for ever.
 */
export async function restTakedown(
  db: DbOrTransaction,
  stored: StoredTakedown,
  now: Date,
  deadlines: Deadlines,
): Promise<void> {
  await db
    .updateTable('takedown')
    .set({
      due_at: scheduleOf(stored.takedown, now, deadlines, stored.notifyAt).dueAt,
      applied_check_at: stored.appliedCheckAt,
    })
    .where('id', '=', stored.id)
    .execute()
}

/**
 * Puts off the notice of takedowns that want one: their content was not seen by the last look, and
 * the next will tell.
 */
export async function postponeNotice(
  db: DbOrTransaction,
  ids: readonly string[],
  until: Date,
): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('takedown')
    .set({ notify_at: until })
    .where('id', 'in', ids)
    .where('status', 'not in', ['opened', 'held', 'disputed', 'removed', 'watching', 'closed'])
    .execute()
}

/**
 * Makes the next look due: a crawl saw the content after the last look at it.
 *
 * @param statuses only while the takedown is in one of them
 * @returns false when it is in none of them, or the look is due already
 */
export async function lookAgain(
  db: DbOrTransaction,
  id: string,
  seenAt: Date,
  statuses: readonly TakedownStatus[],
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('takedown')
    .set({ next_check_at: seenAt })
    .where('id', '=', id)
    .where('status', 'in', statuses)
    .where('next_check_at', '>', seenAt)
    .where(sql<Date>`coalesce(applied_check_at, opened_at)`, '<', seenAt)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** What a person has to do about it, as a code, or null when the machine can go on by itself. */
export async function setAttention(
  db: DbOrTransaction,
  id: string,
  attention: string | null,
  dueAt?: Date,
): Promise<void> {
  await db
    .updateTable('takedown')
    .set({ attention, ...(dueAt ? { due_at: dueAt } : {}) })
    .where('id', '=', id)
    .execute()
}

const fold = (takedown: Takedown | null, events: readonly TakedownEvent[]): Takedown => {
  let state = takedown
  for (const event of events) state = evolve(state, event)
  return state!
}

async function insertEvents(
  db: DbOrTransaction,
  id: string,
  version: number,
  events: readonly TakedownEvent[],
): Promise<void> {
  await db
    .insertInto('takedown_event')
    .values(
      events.map(({ type, at, actor, ...data }, index) => ({
        takedown_id: id,
        seq: version + index + 1,
        type,
        at,
        actor,
        data: JSON.stringify(data),
      })),
    )
    .modifyEnd(PLANNED_ONCE)
    .execute()
}
