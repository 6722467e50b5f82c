import { ROLES } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { AT } from './audit-store.ts'

/** What is looked for; every part that is there must fit. */
export type LogFilter = {
  /** Included. */
  from?: Date | undefined
  /** Not included. */
  to?: Date | undefined
  /** As the log writes whoever did it, such as `analyst:Robin`. */
  actor?: string | undefined
  action?: string | undefined
  /** Any of them. */
  actions?: readonly string[] | undefined
  objectId?: string | undefined
  /** Any of them, such as all that the log has of one case. */
  objectIds?: readonly string[] | undefined
}

/** Where a search goes on: after this event, towards the older ones. */
export type LogPlace = { at: string; id: string }

/** An event as the log has it; of one whose erasure is told, `actor` is `erased`. */
export type FoundEvent = {
  id: string
  /** UTC, microseconds. */
  at: string
  action: string
  objectType: string
  objectId: string
  actor: string
  role: string | null
  detail: Record<string, unknown>
  /** Null until the sequencer has given it one. */
  index: number | null
  isErased: boolean
}

export type LogPage = {
  items: FoundEvent[]
  /** Null where there is nothing older. */
  next: LogPlace | null
  /** True where so many events were looked through that the search paused before it had found a whole page. */
  paused: boolean
}

/** Events that one page looks through at most: filters that no one index serves together must not read the whole log. */
export const MOST_LOOKED_THROUGH = 20_000

type FoundRow = Omit<FoundEvent, 'index'> & { index: string | null; fits: boolean; more: boolean }

/**
 * Events that fit, the newest first.
 *
 * One index gives the order and the rarest of the filters (object, then actor, then action); the others are compared with
 * what it gives. Of several objects or actions each is read by itself and no further than a page needs.
 *
 * @param options.lookThrough  `MOST_LOOKED_THROUGH` by default
 */
export async function searchEvents(
  db: DbOrTransaction,
  filter: LogFilter,
  options: { limit: number; after?: LogPlace | null | undefined; lookThrough?: number },
): Promise<LogPage> {
  const { limit, after = null } = options
  const [driver = EVERY, ...rest] = drivers(filter)
  const most = rest.length === 0 ? limit : (options.lookThrough ?? MOST_LOOKED_THROUGH)
  const others = rest.map(({ fits: one }) => one)
  const fits =
    others.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(others, sql` and `)}`
  const those = (which: RawBuilder<SqlBool>) => sql`
    select e.* from audit_event e
     where ${which} and ${within(filter)} and ${older(after)}
     order by e.at desc, e.id desc limit ${most + 1}`
  const { rows } = await sql<FoundRow>`
    with looked as materialized (
      ${driver.each === null ? those(driver.fits) : eachOf(driver.each, those(driver.each.fits), most)}),
    numbered as (select l.*, row_number() over (order by l.at desc, l.id desc) as n from looked l)
    select e.id, ${AT} as at, e.action, e.object_type as "objectType", e.object_id as "objectId", e.actor,
           e.actor_role as role, e.detail, e.leaf_index as index, e.erased_by is not null as "isErased",
           ${fits} as fits, (select count(*) > ${most} from looked) as more
      from numbered e
     where e.n <= ${most} and (${fits} or e.n = ${most})
     order by e.n limit ${limit + 1}`.execute(db)
  const found = rows.filter((row) => row.fits)
  if (found.length > limit) return pageOf(found.slice(0, limit), found[limit - 1]!, false)
  const last = rows.at(-1)
  return last?.more ? pageOf(found, last, rest.length > 0) : pageOf(found, null, false)
}

/**
 * Who did something under a name, in each role and as the log writes it; what has a colon is taken as it is.
 *
 * @param accounts  others that may have the name, such as its keys; those that did something come last
 */
export async function actorsNamed(
  db: DbOrTransaction,
  text: string,
  accounts: readonly string[] = [],
): Promise<string[]> {
  const named = text.includes(':') ? [text] : [text, ...ROLES.map((role) => `${role}:${text}`)]
  const { rows } = await sql<{ actor: string }>`
    select a.actor from unnest(${[...new Set([...named, ...accounts])]}::text[]) with ordinality a (actor, n)
     where exists (select from audit_event e where e.actor = a.actor) order by a.n`.execute(db)
  return rows.map(({ actor }) => actor)
}

/** Every action that the log has, sorted; each is found by one step in the index. */
export async function actionsInLog(db: DbOrTransaction): Promise<string[]> {
  const { rows } = await sql<{ action: string }>`
    with recursive step (action) as (
      (select action from audit_event order by action limit 1)
      union all
      select (select e.action from audit_event e where e.action > step.action order by e.action limit 1)
        from step where step.action is not null)
    select action from step where action is not null`.execute(db)
  return rows.map(({ action }) => action)
}

/** One event, placed or not; null where there is none. */
export async function findEvent(db: DbOrTransaction, id: string): Promise<FoundEvent | null> {
  const { rows } = await sql<FoundRow>`
    select e.id, ${AT} as at, e.action, e.object_type as "objectType", e.object_id as "objectId", e.actor,
           e.actor_role as role, e.detail, e.leaf_index as index, e.erased_by is not null as "isErased",
           true as fits, false as more
      from audit_event e where e.id = ${id}::uuid`.execute(db)
  return rows[0] ? eventOf(rows[0]) : null
}

type Several = { values: readonly string[]; fits: RawBuilder<SqlBool> }
/** A filter that an index serves: what fits it, and for several values what fits one of them, `o.value`. */
type Driver = { fits: RawBuilder<SqlBool>; each: Several | null }

const EVERY: Driver = { fits: sql<SqlBool>`true`, each: null }

function drivers({ actor, action, actions, objectId, objectIds }: LogFilter): Driver[] {
  const one = (column: RawBuilder<unknown>, value: string | undefined): Driver[] =>
    value === undefined ? [] : [{ fits: sql<SqlBool>`${column} = ${value}`, each: null }]
  const several = (column: RawBuilder<unknown>, values: readonly string[] | undefined): Driver[] =>
    values === undefined
      ? []
      : [
          {
            fits: sql<SqlBool>`${column} = any(${[...values]}::text[])`,
            each: { values, fits: sql<SqlBool>`${column} = o.value` },
          },
        ]
  const [object, does] = [sql`e.object_id`, sql`e.action`]
  return [
    ...one(object, objectId),
    ...several(object, objectIds),
    ...one(sql`e.actor`, actor),
    ...one(does, action),
    ...several(does, actions),
  ]
}

const eachOf = ({ values }: Several, those: RawBuilder<unknown>, most: number) => sql`
  select e.* from unnest(${[...new Set(values)]}::text[]) o (value) cross join lateral (${those}) e
   order by e.at desc, e.id desc limit ${most + 1}`

const within = ({ from, to }: LogFilter): RawBuilder<SqlBool> =>
  sql`${from ? sql`e.at >= ${from}` : sql`true`} and ${to ? sql`e.at < ${to}` : sql`true`}`

const older = (after: LogPlace | null): RawBuilder<SqlBool> =>
  after ? sql`(e.at, e.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql`true`

const pageOf = (rows: readonly FoundRow[], last: FoundRow | null, paused: boolean): LogPage => ({
  items: rows.map(eventOf),
  next: last && { at: last.at, id: last.id },
  paused,
})

const eventOf = ({ fits: _fits, more: _more, index, ...row }: FoundRow): FoundEvent => ({
  ...row,
  index: index === null ? null : Number(index),
})
