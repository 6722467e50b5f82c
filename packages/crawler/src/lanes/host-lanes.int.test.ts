import { connect, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHostDoor } from './host-door.ts'
import { createHostLanes, type HostLanes } from './host-lanes.ts'
import { forgetLanes } from './lane-store.ts'

const TIMES = { leaseMs: 1_500, renewMs: 100, askMs: 40, idleMs: 100 }

let database: { url: string; drop(): Promise<void> }
const connections: Db[] = []
const opened: HostLanes[] = []
beforeAll(async () => {
  database = await createTestDatabase()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((lanes) => lanes[Symbol.asyncDispose]()))
  await Promise.all(connections.splice(0).map((db) => db.destroy()))
})
afterAll(() => database.drop())

/** The lanes of one more process, with connections of its own. */
function open({ perHost = 2, minGapMs = 0, db = connect(database.url, { max: 2 }) } = {}) {
  connections.push(db)
  const lanes = createHostLanes({ db, now: () => new Date() }, { perHost, minGapMs }, TIMES)
  opened.push(lanes)
  return { lanes, db }
}

/** A host that notes who asks it when. */
function createHost(name: string, answersInMs: number) {
  const starts: { by: number; at: number }[] = []
  let active = 0
  let most = 0
  return {
    starts,
    most: () => most,
    ask: (lanes: HostLanes, by: number, signal?: AbortSignal) =>
      lanes.run(
        name,
        async () => {
          starts.push({ by, at: performance.now() })
          most = Math.max(most, ++active)
          await pause(answersInMs)
          active--
        },
        signal,
      ),
  }
}

/** Has something run on a host until it is told to end. */
async function keepBusy(lanes: HostLanes, name: string) {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const running = lanes.run(name, async () => {
    begun.resolve()
    await end.promise
  })
  await begun.promise
  return {
    end: async () => {
      end.resolve()
      await running
    },
  }
}

describe('createHostLanes', () => {
  it('never has more than perHost at once on a host, whoever asks, and serves everybody', async () => {
    const processes = [open(), open(), open()]
    const host = createHost('slow.test', 15)
    const asked = processes.flatMap(({ lanes }, by) =>
      Array.from({ length: 20 }, () => host.ask(lanes, by)),
    )
    await Promise.all(asked)
    expect(host.starts).toHaveLength(60)
    expect(host.most()).toBe(2)
  })

  it('keeps starts apart, across processes too', async () => {
    const processes = [open({ minGapMs: 30 }), open({ minGapMs: 30 })]
    const host = createHost('gap.test', 1)
    const asked = processes.flatMap(({ lanes }, by) =>
      Array.from({ length: 12 }, () => host.ask(lanes, by)),
    )
    await Promise.all(asked)
    const gaps = host.starts.slice(1).map(({ at }, n) => at - host.starts[n]!.at)
    // a timer may be early by one millisecond, and the clock tells whole ones
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(28)
    expect(new Set(host.starts.map(({ by }) => by)).size).toBe(2)
  })

  it('has a process that holds a lane give it up for one that waits, again and again', async () => {
    const [a, b] = [open({ perHost: 1 }), open({ perHost: 1 })]
    const host = createHost('turns.test', 10)
    const stop = new AbortController()
    const busy = async (lanes: HostLanes, by: number): Promise<void> => {
      while (!stop.signal.aborted) await host.ask(lanes, by)
    }
    const all = [busy(a.lanes, 0), busy(a.lanes, 0), busy(b.lanes, 1), busy(b.lanes, 1)]
    const changes = () => host.starts.filter(({ by }, n) => by !== host.starts[n - 1]?.by).length
    while (changes() < 5) await pause(20)
    stop.abort()
    await Promise.all(all)
    expect(host.most()).toBe(1)
    // bursts, not a handover for each
    expect(host.starts.length / changes()).toBeGreaterThan(3)
  })

  it('makes a lane of a dead process free after its lease', async () => {
    const dead = open()
    const host = createHost('dead.test', 1)
    await host.ask(dead.lanes, 0)
    // without its database it can neither renew nor give anything back
    await dead.db.destroy()
    connections.splice(connections.indexOf(dead.db), 1)
    opened.splice(opened.indexOf(dead.lanes), 1)
    const before = performance.now()
    await host.ask(open().lanes, 1)
    const waited = performance.now() - before
    expect(waited).toBeGreaterThan(TIMES.leaseMs - 600)
    expect(waited).toBeLessThan(TIMES.leaseMs * 3)
  })

  it('forgets who gave up waiting, and gives back what nobody uses', async () => {
    const [a, b] = [open(), open()]
    const host = createHost('idle.test', 1)
    const busy = await keepBusy(a.lanes, 'idle.test')
    expect(await a.lanes.tryHold('idle.test')).toBe(true)
    expect(await b.lanes.tryHold('idle.test')).toBe(false)
    const gone = host.ask(b.lanes, 1, AbortSignal.timeout(10))
    await expect(gone).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(host.starts).toEqual([])
    await busy.end()
    while (!(await b.lanes.tryHold('idle.test'))) await pause(20)
    await forgetLanes(b.db)
    const kept = b.db.selectFrom('host_lane').select('holder').where('host', '=', 'idle.test')
    expect(await kept.execute()).toHaveLength(1)
  })

  it('fails what waits when the database cannot be had', async () => {
    const { lanes } = open({ db: connect('postgres://127.0.0.1:1/none') })
    const host = createHost('nowhere.test', 1)
    await expect(host.ask(lanes, 0)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect(lanes.tryHold('nowhere.test')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(host.starts).toEqual([])
  })
})

describe('createHostDoor', () => {
  it('lets in so many on a host at once, and nobody while another process has its lane', async () => {
    const [a, b] = [open(), open()]
    const [mine, theirs] = [createHostDoor(a.lanes, 2), createHostDoor(b.lanes, 2)]
    const busy = await keepBusy(a.lanes, 'door.test')
    const first = await mine('door.test')
    expect(first).not.toBeNull()
    expect(await mine('door.test')).not.toBeNull()
    expect(await mine('door.test')).toBeNull()
    expect(await mine('other.test')).not.toBeNull()
    expect(await theirs('door.test')).toBeNull()
    first?.[Symbol.dispose]()
    expect(await mine('door.test')).not.toBeNull()
    await busy.end()
  })
})
