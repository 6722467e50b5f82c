import { fork } from 'node:child_process'
import { once } from 'node:events'
import { DomainError, RetryLater } from '@nightlight/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from './crypto.ts'
import { freePort } from './embedded/free-port.ts'
import { happenings, until, type Happenings } from './fixtures/happenings.ts'
import { queueOnPostgres, queueOnRedis, type QueueServer } from './fixtures/queue-server.ts'
import { createLog, type Log } from './log.ts'
import { createQueue, prepareQueue, type JobQueue } from './queue.ts'
import { createTestDatabase } from './testing.ts'

const CANARY = 'canary.example/picture'
const LOCK_MS = 1_000
const STUCK_WORKER = new URL('fixtures/stuck-worker.ts', import.meta.url)

let database: { url: string; drop(): Promise<void> }
beforeAll(async () => {
  database = await createTestDatabase()
  await prepareQueue({ kind: 'postgres', url: database.url })
})
afterAll(() => database.drop())

describe.each(['postgres', 'redis'] as const)('createQueue on %s', (kind) => {
  let server: QueueServer
  let stack: AsyncDisposableStack
  let lines: Happenings<string>
  let log: Log
  beforeEach(async () => {
    server = kind === 'postgres' ? queueOnPostgres(database.url) : queueOnRedis()
    await server.clear()
    stack = new AsyncDisposableStack()
    lines = happenings()
    log = createLog('test', { destination: { write: (line) => lines.happen(line) } })
  })
  afterEach(() => stack.disposeAsync())

  const open = (to = server.backend): JobQueue =>
    stack.use(createQueue({ log }, to, { lockMs: LOCK_MS }))
  const openRaw = (): ReturnType<QueueServer['raw']> => {
    const queue = server.raw()
    queue.on('error', () => undefined)
    stack.defer(() => queue.close())
    return queue
  }

  it('runs a job with its payload', async () => {
    const ran = happenings<unknown>()
    const queue = open()
    await queue.work({
      'match-media': async (payload) => {
        ran.happen(payload)
        return { status: 'done' }
      },
    })
    const mediaId = newId()
    await queue.enqueue('match-media', { mediaId })
    expect(await ran.next()).toEqual({ mediaId })
  })

  it('leaves many hints at once, and none whose payload does not fit', async () => {
    const raw = openRaw()
    const hints = Array.from({ length: 1_200 }, () => ({ mediaId: newId() }))
    await open().enqueue('match-media', { mediaId: 'https://site.example/' }, ...hints.slice(0, 9))
    expect(await raw.getWaitingCount()).toBe(9)
    expect(await lines.next()).toContain('hint refused')
    await open().enqueue('match-media', ...hints)
    expect(await raw.getWaitingCount()).toBe(1_000)
    expect(await server.contents()).not.toContain('site.example')
  })

  it('keeps a hint that is left before its connection is up', async () => {
    const ran = happenings<unknown>()
    const mediaId = newId()
    await open().enqueue('match-media', { mediaId })
    await open().work({
      'match-media': async (payload) => {
        ran.happen(payload)
        return { status: 'done' }
      },
    })
    expect(await ran.next()).toEqual({ mediaId })
  })

  it('keeps a hint that is left just after the connection was lost', async () => {
    const ran = happenings<string>()
    const queue = open()
    await queue.enqueue('match-media', { mediaId: newId() })
    await server.cutConnections()
    const mediaId = newId()
    await queue.enqueue('match-media', { mediaId })
    await open().work({
      'match-media': async (payload) => {
        ran.happen(payload.mediaId)
        return { status: 'done' }
      },
    })
    expect(await until(ran.next, (id) => id === mediaId)).toBe(mediaId)
  })

  it('runs a hint that was left twice twice', async () => {
    const ran = happenings<string>()
    const queue = open()
    const mediaId = newId()
    await queue.enqueue('match-media', { mediaId })
    await queue.enqueue('match-media', { mediaId })
    await queue.work({
      'match-media': async (payload) => {
        ran.happen(payload.mediaId)
        return { status: 'done' }
      },
    })
    expect([await ran.next(), await ran.next()]).toEqual([mediaId, mediaId])
  })

  it.each([4, 40])('leaves %i hints at once, but for one that does not fit', async (many) => {
    const queue = open()
    const hints = Array.from({ length: many }, () => ({ mediaId: newId() }))
    await queue.enqueue('match-media', hints[0]!, { mediaId: CANARY }, ...hints.slice(1))
    expect(await lines.next()).not.toContain(CANARY)
    const ran = happenings<unknown>()
    await queue.work({
      'match-media': async (payload) => {
        ran.happen(payload)
        return { status: 'done' }
      },
    })
    const left = new Set<unknown>()
    for (const _hint of hints) left.add(await ran.next())
    expect(left).toEqual(new Set(hints))
  })

  it('takes of many hints at once as many as may wait', async () => {
    const hints = Array.from({ length: 1_200 }, () => ({ mediaId: newId() }))
    await open().enqueue('match-media', ...hints)
    expect(await openRaw().getWaitingCount()).toBe(1_000)
  })

  it('takes no more than a thousand waiting hints of a name', async () => {
    const queue = open()
    const hints = Array.from({ length: 1_200 }, () => ({ mediaId: newId() }))
    for (const hint of hints) await queue.enqueue('match-media', hint)
    const waiting = await openRaw().getWaitingCount()
    // Counted anew each second, so a few more may slip in while a count is under way.
    expect(waiting).toBeGreaterThanOrEqual(990)
    expect(waiting).toBeLessThanOrEqual(1_010)
  })

  it('gives a job up at a DomainError', async () => {
    const ran = happenings<string>()
    const queue = open()
    await queue.work(
      {
        'match-media': async ({ mediaId }) => {
          ran.happen(mediaId)
          if (mediaId === bad) throw new DomainError('invalid', 'no-good', 'Testing: no good')
          return { status: 'done' }
        },
      },
      { concurrency: 1 },
    )
    const bad = newId()
    await queue.enqueue('match-media', { mediaId: bad })
    const line = await until(lines.next, (text) => text.includes('job given up'))
    expect(JSON.parse(line)).toMatchObject({ mediaId: bad, error: { code: 'no-good' } })
    expect(await openRaw().getJobCounts()).toMatchObject({ delayed: 0, failed: 0, waiting: 0 })
    expect(ran.all).toEqual([bad])
  })

  it('retries a job after an unexpected error', async () => {
    const ran = happenings<number>()
    const queue = open()
    await queue.work({
      'match-media': async () => {
        ran.happen(ran.all.length)
        if (ran.all.length < 3) throw new Error('odd')
        return { status: 'done' }
      },
    })
    await queue.enqueue('match-media', { mediaId: newId() })
    await until(ran.next, (n) => n === 2)
    expect(ran.all).toEqual([0, 1, 2])
  })

  it('stops retrying after the attempts of the catalogue', async () => {
    const ran = happenings<number>()
    const raw = openRaw()
    const queue = open()
    await queue.work({
      'match-media': async () => {
        ran.happen(ran.all.length)
        throw new Error('odd')
      },
    })
    await raw.add('match-media', { mediaId: newId() }, { attempts: 2, removeOnFail: true })
    await until(lines.next, (text) => text.includes('"attempt":2'))
    await until(
      async () => (await raw.getJobCounts())['active'],
      (active) => active === 0,
    )
    expect(await raw.getJobCounts()).toMatchObject({ delayed: 0, failed: 0, waiting: 0 })
    expect(ran.all).toEqual([0, 1])
  })

  it('puts a job off at RetryLater without counting an attempt', async () => {
    const ran = happenings<number>()
    const raw = openRaw()
    const queue = open()
    const waits = 200
    await queue.work({
      'match-media': async () => {
        ran.happen(Date.now())
        if (ran.all.length < 3) throw new RetryLater(new Date(Date.now() + waits), 'Testing: later')
        return { status: 'done' }
      },
    })
    await raw.add('match-media', { mediaId: newId() }, { attempts: 1 })
    const times = [await ran.next(), await ran.next(), await ran.next()]
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(waits)
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(waits)
  })

  it('refuses a payload that does not fit, without running or repeating it', async () => {
    const ran = happenings<string>()
    const raw = openRaw()
    const queue = open()
    await queue.work(
      {
        'match-media': async ({ mediaId }) => {
          ran.happen(mediaId)
          return { status: 'done' }
        },
      },
      { concurrency: 1 },
    )
    const mediaId = newId()
    await raw.add('match-media', { mediaId: CANARY }, { attempts: 5, removeOnFail: true })
    await raw.add('match-media', { mediaId }, { removeOnComplete: true })
    expect(await ran.next()).toBe(mediaId)
    expect(lines.all.join('')).toContain('payload does not fit')
    expect(lines.all.join('')).not.toContain(CANARY)
    expect(await raw.getJobCounts()).toMatchObject({ delayed: 0, failed: 0, waiting: 0 })
  })

  it('lets no more than the ids of a payload out', async () => {
    const payload = { mediaId: newId(), url: CANARY }
    await open().enqueue('match-media', payload)
    expect(await server.contents()).not.toContain(CANARY)
    expect(lines.all.join('')).toContain('hint refused')
  })

  it('keeps the message of a failed try from the queue and the log', async () => {
    const queue = open()
    const mediaId = newId()
    await queue.work({
      'match-media': async () => {
        throw new Error(`fetching ${CANARY}\n    at ${CANARY}`, { cause: CANARY })
      },
    })
    await queue.enqueue('match-media', { mediaId })
    await until(lines.next, (text) => text.includes('job failed'))
    await until(server.contents, (text) => text.includes('FailedTry'))
    expect(await server.contents()).not.toContain(CANARY)
    expect(lines.all.join('')).not.toContain(CANARY)
  })

  it('runs a job again whose worker was killed in the middle of it', async () => {
    const mediaId = newId()
    const { url } = server.backend
    const child = fork(STUCK_WORKER, [kind, url, String(LOCK_MS)], { stdio: 'inherit' })
    const taken = once(child, 'message')
    const ended = once(child, 'exit')
    await open().enqueue('match-media', { mediaId })
    const [message] = await taken
    expect(message).toEqual({ taken: mediaId })
    child.kill('SIGKILL')
    await ended
    const ran = happenings<string>()
    await open().work({
      'match-media': async (payload) => {
        ran.happen(payload.mediaId)
        return { status: 'done' }
      },
    })
    expect(await ran.next()).toBe(mediaId)
  })

  it('ends a running job before it closes, and begins no other', async () => {
    const queue = createQueue({ log }, server.backend)
    const started = happenings<string>()
    const ended: string[] = []
    const gate = Promise.withResolvers<void>()
    await queue.work(
      {
        'match-media': async ({ mediaId }) => {
          started.happen(mediaId)
          await gate.promise
          ended.push(mediaId)
          return { status: 'done' }
        },
      },
      { concurrency: 1 },
    )
    const [first, second] = [newId(), newId()]
    await queue.enqueue('match-media', { mediaId: first })
    await queue.enqueue('match-media', { mediaId: second })
    expect(await started.next()).toBe(first)
    const closing = queue[Symbol.asyncDispose]()
    gate.resolve()
    await closing
    expect(ended).toEqual([first])
    expect(started.all).toEqual([first])
    expect(await server.contents()).toContain(second)
  })

  it('waits once, not for each of many hints, when the server cannot be reached', async () => {
    const url = new URL(server.backend.url)
    url.port = String(await freePort())
    const queue = createQueue({ log }, { kind, url: url.href })
    const from = performance.now()
    for (let n = 0; n < 50; n++) await queue.enqueue('match-media', { mediaId: newId() })
    await queue[Symbol.asyncDispose]()
    expect(performance.now() - from).toBeLessThan(30_000)
    expect(lines.all.join('')).toContain('hint not left')
  })
})

describe('createQueue', () => {
  it('leaves hints on Postgres once its tables are there, even if they were not at first', async () => {
    const fresh = await createTestDatabase()
    const ran = happenings<string>()
    const lines = happenings<string>()
    const log = createLog('test', { destination: { write: (line) => lines.happen(line) } })
    const queue = createQueue({ log }, { kind: 'postgres', url: fresh.url })
    await queue.enqueue('match-media', { mediaId: newId() })
    expect(lines.all.join('')).toContain('hint not left')
    await prepareQueue({ kind: 'postgres', url: fresh.url })
    const mediaId = newId()
    await queue.enqueue('match-media', { mediaId })
    await queue.work({
      'match-media': async (payload) => {
        ran.happen(payload.mediaId)
        return { status: 'done' }
      },
    })
    expect(await ran.next()).toBe(mediaId)
    await queue[Symbol.asyncDispose]()
    await fresh.drop()
  })
})

describe('prepareQueue', () => {
  it('may be repeated', async () => {
    await expect(prepareQueue({ kind: 'postgres', url: database.url })).resolves.toBeUndefined()
  })
})
