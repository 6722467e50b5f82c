import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import {
  connect,
  createFieldCrypto,
  createLog,
  createQueue,
  parseMasterKey,
  prepareQueue,
  type Db,
  type Enqueue,
  type FieldCrypto,
} from '../../packages/runtime/src/index.ts'
import { createTestDatabase } from '../../packages/runtime/src/testing.ts'
import { processMemory, type ProcessMemory } from '../../trial/damaged-images/process-memory.ts'
import {
  cpuTime,
  parentOf,
  startProgram,
  watchCpu,
  type CpuWatch,
  type Running,
} from './processes.ts'

const ENTRY = new URL('../../packages/crawler/src/main.ts', import.meta.url)
/** What the kernel takes for: forget the high-water mark. */
const RESET_HIGH_WATER = '5'
const POLL_MS = 50
const TAKE_EVERY_MS = 500

/** The crawler process of the service at work on a database of its own. */
export type Crawler = {
  db: Db
  crypto: FieldCrypto
  enqueue: Enqueue
  process: Running
  spent: () => Spent
  /** Resident memory of the process itself; the most since it began, or since `forgetMemory`. */
  memory: () => ProcessMemory
  forgetMemory: () => void
}

/** CPU time so far, milliseconds. */
export type Spent = { crawler: number; decoders: number; postgres: number }

/** Settings of the crawler process; the rest is as in service. */
export type Settings = { port: number; perHost: number; gapMs: number }

/** For a site that does not mind, where speed is measured. */
export const HURRIED = { perHost: 16, gapMs: 0 }
/** As in service. */
export const UNHURRIED = { perHost: 2, gapMs: 250 }

/**
 * A new database with a queue on it; the crawler process is started by `start`.
 *
 * Hints for the matcher are taken away twice a second, as a matcher takes them: no more than a thousand may wait, and
 * what is not left costs nothing.
 */
export async function openWorld() {
  await using resources = new AsyncDisposableStack()
  const database = await createTestDatabase()
  resources.defer(() => database.drop())
  const backend = { kind: 'postgres', url: database.url } as const
  await prepareQueue(backend)
  const db = connect(database.url, { max: 4 })
  resources.defer(() => db.destroy())
  const key = randomBytes(32).toString('hex')
  const crypto = createFieldCrypto(parseMasterKey(key))
  const log = createLog('bench', { level: 'silent' })
  const { enqueue } = resources.use(createQueue({ log }, backend))
  const postgres = await postgresProcess(db)
  const hints = setInterval(() => void takeHints(db).catch(() => undefined), TAKE_EVERY_MS)
  resources.defer(() => clearInterval(hints))
  let running: Running | undefined
  let decoders: CpuWatch | undefined
  const owned = resources.move()
  return {
    db,
    crypto,
    enqueue,
    async start({ port, perHost, gapMs }: Settings): Promise<Crawler> {
      const process = startProgram(ENTRY, [], {
        DATABASE_URL: database.url,
        FIELD_KEY: key,
        CRAWL_ALLOW_NETWORKS: '127.0.0.0/8',
        CRAWL_ALLOW_PORTS: String(port),
        CRAWL_PER_HOST: String(perHost),
        CRAWL_GAP_MS: String(gapMs),
      })
      running = process
      await process.next()
      const below = watchCpu(process.id)
      decoders = below
      const spent = (): Spent => ({
        crawler: cpuTime(process.id).own,
        decoders: below.ms(),
        postgres: cpuTime(postgres).below,
      })
      return {
        db,
        crypto,
        enqueue,
        process,
        spent,
        memory: () => memoryOf(process.id),
        forgetMemory: () => writeFileSync(`/proc/${process.id}/clear_refs`, RESET_HIGH_WATER),
      }
    },
    /** Ends the process; another one may be started. */
    async stop(): Promise<void> {
      decoders?.[Symbol.dispose]()
      await running?.[Symbol.asyncDispose]()
      running = undefined
    },
    async [Symbol.asyncDispose]() {
      await this.stop()
      await owned.disposeAsync()
    },
  }
}

function memoryOf(processId: number): ProcessMemory {
  const memory = processMemory(processId)
  if (memory === undefined) throw new Error('bench crawl: the crawler has ended')
  return memory
}

export type World = Awaited<ReturnType<typeof openWorld>>

/** The server's main process; all connections are below it. */
async function postgresProcess(db: Db): Promise<number> {
  const { rows } = await sql<{ id: number }>`select pg_backend_pid() as id`.execute(db)
  return parentOf(rows[0]!.id)
}

const takeHints = (db: Db): Promise<unknown> =>
  sql`delete from bullmq.job where queue in ('match-media', 'advance-takedown')
    and state = 'waiting'`.execute(db)

/** Waits until nothing is left that `count` counts. @throws {Error} it takes longer than `maxMs` */
export async function untilNone(count: () => Promise<number>, maxMs: number): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    const left = await count()
    if (left === 0) return
    if (performance.now() - startedAt > maxMs) throw new Error(`bench crawl: ${left} left`)
    await setTimeout(POLL_MS)
  }
}

/** What was spent from one time to a later one. */
export const spentBetween = (from: Spent, to: Spent): Spent => ({
  crawler: to.crawler - from.crawler,
  decoders: to.decoders - from.decoders,
  postgres: to.postgres - from.postgres,
})
