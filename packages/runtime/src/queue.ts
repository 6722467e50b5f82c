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
export type QueueBackend = { kind: 'redis' | 'postgres'; url: string }

/** Redis when it is configured, else the database that is there anyway. */
export const queueBackend = (env: { DATABASE_URL: string; REDIS_URL?: string }): QueueBackend =>
  env.REDIS_URL ? { kind: 'redis', url: env.REDIS_URL } : { kind: 'postgres', url: env.DATABASE_URL }

export type JobContext = { signal: AbortSignal; log: Log }
export type Handler<Name extends JobName> = (
  payload: JobPayload<Name>,
  context: JobContext,
) => Promise<Outcome>
/** One handler for each name: a missing one does not compile. */
export type Handlers<Name extends JobName> = { [N in Name]: Handler<N> }

export type Enqueue = <Name extends JobName>(name: Name, payload: JobPayload<Name>) => Promise<void>

export type JobQueue = {
  /**
   * Leaves a hint that a row wants looking at; call it after the commit.
   *
   * Never throws: a hint that is lost is made again by the sweep that owns the row.
   */
  enqueue: Enqueue
  work: <Name extends JobName>(
    handlers: Handlers<Name>,
    options?: { concurrency?: number },
  ) => Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

type Added = {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>
  close(): Promise<void>
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
// Completed and failed jobs are removed at once: keeping them by count deadlocks on Postgres, and a
// kept id would make the next hint for the same row a silent no-op.
const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true } as const

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
 */
export function createQueue(deps: { log: Log }, backend: QueueBackend): JobQueue {
  const { log } = deps
  const queues = new Map<JobName, Added>()
  const workers: Working[] = []
  const shutdown = new AbortController()

  const queueOf = (name: JobName): Added => {
    const known = queues.get(name)
    if (known) return known
    const queue = openQueue(backend, name)
    queue.on('error', (error) => log.warn({ job: name, error: safeError(error) }, 'queue error'))
    queues.set(name, queue)
    return queue
  }

  return {
    async enqueue(name, payload) {
      const { attempts } = JOBS[name]
      const added = queueOf(name).add(name, payload, {
        ...JOB_OPTIONS,
        attempts,
        backoff: { type: 'exponential', delay: 500 },
      })
      await within(added, HINT_TIMEOUT_MS).catch((error: unknown) => {
        log.warn({ job: name, error: safeError(error) }, 'hint not left; the sweep will')
      })
    },
    async work(handlers, options = {}) {
      for (const name of Object.keys(handlers) as (keyof typeof handlers & JobName)[]) {
        const process = processorOf(name, handlers[name], shutdown.signal, log)
        const worker = openWorker(backend, name, process, options.concurrency ?? 4)
        worker.on('error', (error) => log.warn({ job: name, error: safeError(error) }, 'worker'))
        worker.on('failed', (job, error) =>
          log.error(
            { job: name, attempt: job?.attemptsMade, error: safeError(error) },
            'job failed',
          ),
        )
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

function processorOf<Name extends JobName>(
  name: Name,
  handler: Handler<Name>,
  shutdown: AbortSignal,
  log: Log,
): (job: Job, token?: string) => Promise<Outcome> {
  const { schema, timeoutMs } = JOBS[name]
  return async (job, token) => {
    const data: unknown = job.data
    if (!Value.Check(schema, data)) throw new UnrecoverableError('payload does not fit its schema')
    const signal = AbortSignal.any([shutdown, AbortSignal.timeout(timeoutMs)])
    try {
      return await handler(data as JobPayload<Name>, {
        signal,
        log: log.child({ job: name, ...ids(data) }),
      })
    } catch (error) {
      if (error instanceof DomainError) {
        log.error({ job: name, ...ids(data), error: safeError(error) }, 'job given up')
        throw new UnrecoverableError(error.code)
      }
      if (error instanceof RetryLater) {
        await job.moveToDelayed(error.at.getTime(), token)
        throw new DelayedError()
      }
      throw error
    }
  }
}

const ids = (data: unknown): Record<string, unknown> =>
  typeof data === 'object' && data !== null ? { ...data } : {}

function openQueue(backend: QueueBackend, name: JobName): Added {
  return backend.kind === 'postgres'
    ? new OnPostgres.Queue(name, { connection: { connectionString: backend.url, max: 2 } })
    : new Queue(name, { connection: { url: backend.url, enableOfflineQueue: false } })
}

function openWorker(
  backend: QueueBackend,
  name: JobName,
  process: (job: Job, token?: string) => Promise<Outcome>,
  concurrency: number,
): Working {
  return backend.kind === 'postgres'
    ? new OnPostgres.Worker(name, process, {
        connection: { connectionString: backend.url, max: 3 },
        concurrency,
      })
    : new Worker(name, process, {
        connection: { url: backend.url, maxRetriesPerRequest: null },
        concurrency,
      })
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timed out')), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
