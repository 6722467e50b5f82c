import { hash } from 'node:crypto'
import { Kysely, PostgresDialect, sql, type RawBuilder, type Transaction } from 'kysely'
import { Client, Pool } from 'pg'
import type { Database } from './database.ts'

export type Db = Kysely<Database>
/** A store function takes either, so that the caller owns the transaction. */
export type DbOrTransaction = Db | Transaction<Database>

/**
 * How long a connection that nothing asks for is kept: to sign in anew and to plan its statements again costs more than
 * many of them, and traffic comes in bursts.
 */
const IDLE_MS = 600_000

/** Workers and compilers take longer to start than a short statement to run: 0.2 s was seen for one of 3 ms. */
const BY_ITSELF = '-c max_parallel_workers_per_gather=0 -c jit=off'

/**
 * Opens a pool on a database.
 *
 * @param options.max connections, default 8
 * @param options.short somebody waits for each statement: it is run by its own process and as it stands, never spread over
 *   workers nor compiled, whatever Postgres expects of it
 */
export function connect(
  databaseUrl: string,
  options: { max?: number; name?: string; short?: boolean } = {},
): Db {
  const pool = new Pool({
    Client: PlanningOnce,
    connectionString: databaseUrl,
    max: options.max ?? 8,
    application_name: options.name ?? 'nightlight',
    idleTimeoutMillis: IDLE_MS,
    ...(options.short && { options: BY_ITSELF }),
  })
  // A server that goes away must surface in the query that needs it, not as an uncaught event.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
  })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  pools.set(db, pool)
  return db
}

const MARK = '/* planned once */'

/**
 * Marks a statement that every connection plans once, or a few times while it is new, and keeps, at its beginning or by `modifyEnd`: where many tables, or tables of many
 * parts, are joined for a few rows, or a statement runs for every row of a crowd, to plan costs more than to run. Only
 * for a text that is always the same.
 */
export const PLANNED_ONCE = sql.raw(MARK)

/**
 * Ids for a statement that is planned once: `column = ${anyOf(ids)}`, `unnest(${idsOf(ids)})`.
 *
 * Given as they are, their number is seen by who plans: a plan for any number then looks dearer than one for these, and
 * Postgres plans every time.
 */
export const idsOf = (ids: readonly string[]): RawBuilder<string[]> =>
  sql`(select ${[...ids]}::uuid[])::uuid[]`
export const anyOf = (ids: readonly string[]): RawBuilder<string> => sql`any (${idsOf(ids)})`

/**
 * After so many runs on a connection a statement is planned anew: a plan for tables that were empty reads them from end to
 * end, and would until Postgres counts their rows again.
 */
const REPLANNED_AT = [8, 64, 512]

class PlanningOnce extends Client {
  readonly #runs = new Map<string, { hash: string; count: number }>()

  // The one overload that Kysely calls; all others pass through.
  override query(...args: unknown[]): never {
    const [text, values] = args
    const call =
      typeof text === 'string' && text.includes(MARK)
        ? [{ name: this.#nameOf(text), text, values }]
        : args
    return (super.query as (...args: unknown[]) => never)(...call)
  }

  #nameOf(text: string): string {
    // Postgres cuts off longer names.
    const runs = this.#runs.get(text) ?? { hash: hash('sha256', text).slice(0, 40), count: 0 }
    this.#runs.set(text, runs)
    runs.count++
    return `${runs.hash}_${REPLANNED_AT.filter((at) => runs.count > at).length}`
  }
}

const pools = new WeakMap<Db, Pool>()

/**
 * The pool behind a database, for what Kysely does not do.
 *
 * @throws {TypeError} it was not made by `connect`
 */
export function poolOf(db: Db): Pool {
  const pool = pools.get(db)
  if (pool) return pool
  throw new TypeError('Using a connection: not a database that was connected here')
}

const CONNECT_TIMEOUT_MS = 5_000
const RETRY_MS = 1_000

/**
 * Calls `heard` for every notification on `channel`, reconnecting when the connection is lost.
 *
 * A notification is a hint: those sent while disconnected are missed, so poll as well.
 */
export function listen(
  databaseUrl: string,
  channel: string,
  heard: () => void,
): { [Symbol.asyncDispose](): Promise<void> } {
  let closed = false
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  const open = async (): Promise<void> => {
    const next = new Client({
      connectionString: databaseUrl,
      application_name: 'listen',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    })
    const lost = (): void => {
      if (closed || client !== next) return
      client = undefined
      timer = setTimeout(() => void (opening = open()), RETRY_MS)
    }
    client = next
    next.on('error', lost)
    next.on('end', lost)
    next.on('notification', heard)
    try {
      await next.connect()
      await next.query(`listen ${next.escapeIdentifier(channel)}`)
      heard()
    } catch {
      lost()
      await next.end().catch(() => undefined)
    }
  }
  let opening = open()
  return {
    async [Symbol.asyncDispose]() {
      closed = true
      clearTimeout(timer)
      await opening
      await client?.end().catch(() => undefined)
    },
  }
}
