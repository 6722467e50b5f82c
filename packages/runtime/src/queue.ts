import {
  DomainError,
  JOBS,
  RetryLater,
  type JobName,
  type JobPayload,
  type Outcome,
} from '@nightlight/contract'
import {
  DelayedError,
  Queue,
  UnrecoverableError,
  Worker,
  createPostgresBackend,
  runMigrations,
  withBackend,
  type Job,
  type JobsOptions,
} from 'bullmq'
import { Client } from 'pg'
import { Value } from 'typebox/value'
import { safeError, type Log } from './log.ts'

/** BullMQ on Redis or Valkey, or on Postgres; the rest of the program does not know which. */
export type QueueBackend = {
  kind: 'redis' | 'postgres'
  url: string
  /** Keeps installations apart that share a Redis; on Postgres the database does. */
  prefix?: string
}

/** Redis when it is configured, else the database that is there anyway. */
export const queueBackend = (env: {
  DATABASE_URL: string
  REDIS_URL?: string
  QUEUE_PREFIX?: string
}): QueueBackend =>
  env.REDIS_URL
    ? { kind: 'redis', url: env.REDIS_URL, prefix: env.QUEUE_PREFIX ?? 'nightlight' }
    : { kind: 'postgres', url: env.DATABASE_URL }

export type JobContext = { signal: AbortSignal; log: Log }
export type Handler<Name extends JobName> = (
  payload: JobPayload<Name>,
  context: JobContext,
) => Promise<Outcome>
/** One handler for each name: a missing one does not compile. */
export type Handlers<Name extends JobName> = { [N in Name]: Handler<N> }

export type Enqueue = <Name extends JobName>(
  name: Name,
  ...payloads: JobPayload<Name>[]
) => Promise<void>

export type JobQueue = {
  /**
   * Leaves hints that rows want looking at, one each; call it after the commit.
   *
   * Never throws, and takes 3 s at most: a hint that is lost is made again by the sweep that owns
   * the row. At most 1,000 hints of a name wait at a time. A payload that does not fit its schema is refused, so nothing but ids gets out.
   */
  enqueue: Enqueue
  /** Begins to work on these names; resolves when the first job can come. */
  work: <Name extends JobName>(
    handlers: Handlers<Name>,
    options?: { concurrency?: number },
  ) => Promise<void>
  /** Lets running jobs end, for 10 s, then aborts their signal and waits for them. */
  [Symbol.asyncDispose](): Promise<void>
}

type Added = {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>
  addBulk(jobs: { name: string; data: unknown; opts: JobsOptions }[]): Promise<unknown>
  close(): Promise<void>
  getWaitingCount(): Promise<number>
  waitUntilReady(): Promise<unknown>
  on(event: 'error', heard: (error: Error) => void): unknown
}
type Working = {
  close(): Promise<void>
  waitUntilReady(): Promise<unknown>
  on(event: 'error', heard: (error: Error) => void): unknown
  on(event: 'failed', heard: (job: Job | undefined, error: Error) => void): unknown
}

const OnPostgres = withBackend(createPostgresBackend)
const HINT_TIMEOUT_MS = 3_000
const DRAIN_MS = 10_000
const LOCK_MS = 30_000
const BACKOFF_MS = 500
/** More waiting hints than this help nobody: the sweeps find the rows again. */
const MOST_WAITING = 1_000
const COUNT_EVERY_MS = 1_000
/** Fewer go one by one: on Postgres a bulk makes temporary tables, which takes as long as some twenty hints. */
const BULK_FROM = 20

// Completed and failed jobs are removed at once: keeping them by count deadlocks on Postgres, and a
// kept id would make the next hint for the same row a silent no-op.
const jobOptions = (name: JobName): JobsOptions => ({
  removeOnComplete: true,
  removeOnFail: true,
  attempts: JOBS[name].attempts,
  backoff: { type: 'exponential', delay: BACKOFF_MS },
})

/** Makes the tables the queue needs; on Redis there is nothing to do. */
export async function prepareQueue(backend: QueueBackend): Promise<void> {
  if (backend.kind !== 'postgres') return
  const client = new Client({ connectionString: backend.url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await runMigrations(client)
  } finally {
    await client.end()
  }
}

/**
 * The queue of a process: leaves hints for others and works on its own names.
 *
 * At least once: a job whose worker dies runs again, so handlers make twice equal once. Errors map
 * here and nowhere else: `DomainError` is not retried, `RetryLater` waits without costing an
 * attempt, anything else is retried with growing pauses.
 *
 * @param options.lockMs how long a job belongs to a worker that gives no sign of life; another one
 *   takes it over after once to twice that time
 */
export function createQueue(
  deps: { log: Log },
  backend: QueueBackend,
  options: { lockMs?: number } = {},
): JobQueue {
  const { log } = deps
  const lockMs = options.lockMs ?? LOCK_MS
  const queues = new Map<JobName, Added>()
  const waiting = new Map<JobName, { count: number; at: number }>()
  const workers: Working[] = []
  const shutdown = new AbortController()
  let silentUntil = 0

  const queueOf = (name: JobName): Added => {
    const known = queues.get(name)
    if (known) return known
    const queue = openQueue(backend, name)
    queue.on('error', (error) => log.warn({ job: name, error: safeError(error) }, 'queue error'))
    queues.set(name, queue)
    // One that could not connect at first never does on Postgres: the next hint opens another.
    queue.waitUntilReady().catch(async () => {
      if (queues.get(name) === queue) queues.delete(name)
      await queue.close().catch(() => undefined)
    })
    return queue
  }

  /** Counted once a second and after that by the hints we leave ourselves: a sweep asks hundreds of times. */
  const roomFor = async (name: JobName, hints: number): Promise<number> => {
    const now = performance.now()
    let known = waiting.get(name)
    if (!known || now - known.at > COUNT_EVERY_MS) {
      known = { count: await queueOf(name).getWaitingCount(), at: now }
      waiting.set(name, known)
    }
    const room = Math.min(hints, Math.max(0, MOST_WAITING - known.count))
    known.count += room
    return room
  }

  return {
    async enqueue(name, ...payloads) {
      const fitting = payloads.filter((payload) => Value.Check(JOBS[name].schema, payload))
      if (fitting.length < payloads.length) {
        log.error({ job: name }, 'hint refused: its payload does not fit')
      }
      if (fitting.length === 0) return
      // A sweep leaves hundreds of hints in a row: only one of them waits for a silent server.
      if (performance.now() < silentUntil) return
      try {
        const left = async (): Promise<void> => {
          const room = await roomFor(name, fitting.length)
          if (room === 0) return
          const hints = fitting.slice(0, room)
          const opts = jobOptions(name)
          if (hints.length >= BULK_FROM) {
            await queueOf(name).addBulk(hints.map((data) => ({ name, data, opts })))
          } else for (const data of hints) await queueOf(name).add(name, data, opts)
        }
        await within(left(), HINT_TIMEOUT_MS)
      } catch (error) {
        if (error instanceof TimedOut) silentUntil = performance.now() + HINT_TIMEOUT_MS
        log.warn({ job: name, error: safeError(error) }, 'hint not left; the sweep will')
      }
    },
    async work(handlers, { concurrency = 4 } = {}) {
      for (const name of Object.keys(handlers) as (keyof typeof handlers & JobName)[]) {
        const process = processorOf(name, handlers[name], shutdown.signal, log)
        const worker = openWorker(backend, name, process, { concurrency, lockMs })
        worker.on('error', (error) => log.warn({ job: name, error: safeError(error) }, 'worker'))
        worker.on('failed', (job, error) => {
          if (error instanceof FailedTry || error instanceof UnrecoverableError) return
          log.error({ job: name, attempt: job?.attemptsMade, error: safeError(error) }, 'job lost')
        })
        workers.push(worker)
      }
      await Promise.all(workers.map((worker) => worker.waitUntilReady()))
    },
    async [Symbol.asyncDispose]() {
      const abort = setTimeout(() => shutdown.abort(), DRAIN_MS)
      await Promise.all(workers.map((worker) => worker.close()))
      clearTimeout(abort)
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
}

/** What the queue is told of a try that failed: it keeps the text, so the text holds no value. */
class FailedTry extends Error {
  override name = 'FailedTry'

  constructor(error: unknown) {
    const { type, code } = safeError(error)
    super(code === undefined ? type : `${type} ${code}`)
  }
}

function processorOf<Name extends JobName>(
  name: Name,
  handler: Handler<Name>,
  shutdown: AbortSignal,
  log: Log,
): (job: Job, token?: string) => Promise<Outcome> {
  const { schema, timeoutMs } = JOBS[name]
  return async (job, token) => {
    const data: unknown = job.data
    if (!Value.Check(schema, data)) {
      log.error({ job: name }, 'job given up: its payload does not fit')
      throw new UnrecoverableError('payload-invalid')
    }
    const jobLog = log.child({ job: name, ...ids(data) })
    const signal = AbortSignal.any([shutdown, AbortSignal.timeout(timeoutMs)])
    try {
      return await handler(data as JobPayload<Name>, { signal, log: jobLog })
    } catch (error) {
      if (error instanceof RetryLater) {
        await job.moveToDelayed(error.at.getTime(), token)
        throw new DelayedError()
      }
      const final = error instanceof DomainError
      const facts = { attempt: job.attemptsMade + 1, error: safeError(error) }
      jobLog.error(facts, final ? 'job given up' : 'job failed')
      throw final ? new UnrecoverableError(error.code) : new FailedTry(error)
    }
  }
}

const ids = (data: unknown): Record<string, unknown> =>
  typeof data === 'object' && data !== null ? { ...data } : {}

const prefixOf = ({ prefix }: QueueBackend): { prefix?: string } =>
  prefix === undefined ? {} : { prefix }

function openQueue(backend: QueueBackend, name: JobName): Added {
  // On Redis one retry: a hint outlives a lost connection, but does not pile up before a dead server.
  return backend.kind === 'postgres'
    ? new OnPostgres.Queue(name, { connection: { connectionString: backend.url, max: 2 } })
    : new Queue(name, {
        connection: { url: backend.url, maxRetriesPerRequest: 1 },
        ...prefixOf(backend),
      })
}

function openWorker(
  backend: QueueBackend,
  name: JobName,
  process: (job: Job, token?: string) => Promise<Outcome>,
  { concurrency, lockMs }: { concurrency: number; lockMs: number },
): Working {
  const options = { concurrency, lockDuration: lockMs, stalledInterval: lockMs }
  return backend.kind === 'postgres'
    ? new OnPostgres.Worker(name, process, {
        ...options,
        connection: { connectionString: backend.url, max: 3 },
      })
    : new Worker(name, process, {
        ...options,
        ...prefixOf(backend),
        connection: { url: backend.url, maxRetriesPerRequest: null },
      })
}

class TimedOut extends Error {
  override name = 'TimedOut'
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOut()), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
