import { connect } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHostPacing } from '../fetch/host-pacing.ts'
import { emptyObservation } from '../fetch/observation.ts'
import type { FetchOutcome } from '../fetch/outcome.ts'
import { createHostEntry, createManners, fetchPolitely, MANNERS } from './host-manners.ts'
import { forgetPauses, notePause, readPause } from './pause-store.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: ReturnType<typeof connect>
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const BACK_OFF = { firstMs: 1_000, longestMs: 5_000 }

function answered(httpStatus: number, host: string, retryAfterMs?: number): FetchOutcome {
  const from = { egress: 'lab', country: null, proxy: null }
  return {
    status: 'answered',
    httpStatus,
    url: new URL(`http://${host}/`),
    contentType: null,
    body: new Uint8Array(0),
    digests: null,
    validators: null,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    observation: { ...emptyObservation(new Date(), from), httpStatus },
  }
}

/** Has the pause of a host be over since some time. */
const endPause = (host: string, agoMs = 1) =>
  db
    .updateTable('host_pause')
    .set({ until: new Date(Date.now() - agoMs) })
    .where('host', '=', host)
    .execute()

describe('notePause', () => {
  it('is as long as the host says', async () => {
    expect(await notePause(db, 'said.test', 90_000, BACK_OFF)).toBeCloseTo(90_000, -3)
    expect(await readPause(db, 'said.test')).toBeCloseTo(90_000, -3)
    expect(await readPause(db, 'other.test')).toBe(0)
  })

  it('doubles where the host names no time, up to the longest', async () => {
    const pauses: number[] = []
    for (let strike = 1; strike <= 5; strike++) {
      pauses.push(Math.round((await notePause(db, 'mute.test', null, BACK_OFF)) / 100))
      await endPause('mute.test')
    }
    expect(pauses).toEqual([10, 20, 40, 50, 50])
  })

  it('is one for all that was under way', async () => {
    for (let n = 0; n < 4; n++) await notePause(db, 'four.test', null, BACK_OFF)
    expect(await readPause(db, 'four.test')).toBeLessThanOrEqual(1_000)
  })

  it('begins anew when nothing was heard for a while', async () => {
    for (let n = 0; n < 3; n++) {
      await notePause(db, 'long-ago.test', null, BACK_OFF)
      await endPause('long-ago.test')
    }
    await endPause('long-ago.test', 200_000)
    expect(await notePause(db, 'long-ago.test', null, BACK_OFF)).toBeLessThanOrEqual(1_000)
  })

  it('is forgotten when it is long over', async () => {
    await notePause(db, 'old.test', null, BACK_OFF)
    await endPause('old.test', 200_000)
    await notePause(db, 'new.test', null, BACK_OFF)
    await forgetPauses(db)
    const left = await db.selectFrom('host_pause').select('host').execute()
    const hosts = left.map(({ host }) => host)
    expect(hosts).not.toContain('old.test')
    expect(hosts).toContain('new.test')
  })
})

describe('createManners', () => {
  it.each([429, 503])('leaves a host alone that answers %i, in every process', async (status) => {
    const host = `busy-${status}.test`
    const [here, there] = [createManners({ db }), createManners({ db })]
    await here.heard(host, answered(status, host, 60_000))
    expect(await here.leftMs(host)).toBeGreaterThan(55_000)
    expect(await there.leftMs(host)).toBeGreaterThan(55_000)
  })

  it.each([200, 404, 500])('thinks nothing of %i', async (status) => {
    const manners = createManners({ db })
    await manners.heard('fine.test', answered(status, 'fine.test', 60_000))
    expect(await manners.leftMs('fine.test')).toBe(0)
  })
})

describe('a host that answers now and then', () => {
  it('begins with a short pause again after each answer', async () => {
    const manners = createManners({ db }, { firstMs: 20, longestMs: 60_000, worthMs: 50 })
    const pauses: number[] = []
    for (let n = 0; n < 4; n++) {
      await manners.heard('flaky.test', answered(503, 'flaky.test'))
      pauses.push(await manners.leftMs('flaky.test'))
      await endPause('flaky.test')
      await manners.heard('flaky.test', answered(n === 3 ? 503 : 200, 'flaky.test'))
    }
    expect(Math.max(...pauses)).toBeLessThanOrEqual(20)
    expect(await readPause(db, 'flaky.test')).toBeGreaterThan(30)
  })
})

describe('fetchPolitely', () => {
  const pacing = createHostPacing({ now: () => new Date() }, { perHost: 2, minGapMs: 0 })
  const never = new AbortController().signal

  /** A host that answers so, one after the other. */
  const hostThat = (host: string, answers: FetchOutcome[]) => {
    const asked: number[] = []
    const fetch = async (): Promise<FetchOutcome> => {
      asked.push(performance.now())
      return answers.shift() ?? answered(200, host)
    }
    return { asked, fetch }
  }

  it('waits for a short pause', async () => {
    const deps = { pacing, manners: createManners({ db }, { ...MANNERS, worthMs: 1_000 }) }
    const { asked, fetch } = hostThat('brief.test', [answered(429, 'brief.test', 300)])
    await fetchPolitely(deps, 'brief.test', fetch, never)
    const second = await fetchPolitely(deps, 'brief.test', fetch, never)
    expect(second).toMatchObject({ httpStatus: 200 })
    expect(asked[1]! - asked[0]!).toBeGreaterThan(280)
  })

  it('asks nothing of a host that wants a long one, and goes on with others', async () => {
    const deps = { pacing, manners: createManners({ db }) }
    const { asked, fetch } = hostThat('tired.test', [answered(503, 'tired.test', 600_000)])
    await fetchPolitely(deps, 'tired.test', fetch, never)
    expect(await fetchPolitely(deps, 'tired.test', fetch, never)).toBeNull()
    expect(asked).toHaveLength(1)
    const other = hostThat('awake.test', [])
    expect(await fetchPolitely(deps, 'awake.test', other.fetch, never)).not.toBeNull()
  })

  it('pauses the host that answered after a redirect', async () => {
    const deps = { pacing, manners: createManners({ db }) }
    const { fetch } = hostThat('sends-on.test', [answered(429, 'sent-to.test', 600_000)])
    await fetchPolitely(deps, 'sends-on.test', fetch, never)
    expect(await deps.manners.leftMs('sends-on.test')).toBe(0)
    expect(await deps.manners.leftMs('sent-to.test')).toBeGreaterThan(500_000)
  })

  it('pauses no host for what breaks off after a redirect to another one', async () => {
    const deps = { pacing, manners: createManners({ db }) }
    const cutOff = (to: 'same-host' | 'other-host'): FetchOutcome => {
      const { observation } = answered(503, 'any.test')
      const redirectSteps = [{ httpStatus: 302, to, tls: false }]
      return {
        status: 'failed',
        code: 'connection-lost',
        message: '',
        retryAfterMs: 600_000,
        observation: { ...observation, redirectSteps },
      }
    }
    for (const [host, to] of [
      ['framed.test', 'other-host'],
      ['own.test', 'same-host'],
    ] as const) {
      await fetchPolitely(deps, host, hostThat(host, [cutOff(to)]).fetch, never)
    }
    expect(await deps.manners.leftMs('framed.test')).toBe(0)
    expect(await deps.manners.leftMs('own.test')).toBeGreaterThan(500_000)
  })

  it('ends its wait with its caller', async () => {
    const deps = { pacing, manners: createManners({ db }, { ...MANNERS, worthMs: 10_000 }) }
    const { fetch } = hostThat('ended.test', [answered(429, 'ended.test', 5_000)])
    await fetchPolitely(deps, 'ended.test', fetch, never)
    const stop = AbortSignal.timeout(20)
    await expect(fetchPolitely(deps, 'ended.test', fetch, stop)).rejects.toThrow()
  })
})

describe('createHostEntry', () => {
  const never = new AbortController().signal

  function entry(worthMs = 5_000) {
    const pacing = createHostPacing({ now: () => new Date() }, { perHost: 1, minGapMs: 0 })
    const manners = createManners({ db }, { ...MANNERS, worthMs })
    return { pacing, manners, enter: createHostEntry({ pacing, manners }) }
  }

  it.each([true, false])(
    'refuses a host that wants a long pause (its turn: %s)',
    async (hasTurn) => {
      const { manners, enter } = entry()
      await manners.heard('weary.test', answered(503, 'weary.test', 600_000))
      expect(await enter('weary.test', never, hasTurn)).toBe('paused')
      expect(await enter('fresh.test', never, hasTurn)).toBe('entered')
    },
  )

  it('waits for a short pause', async () => {
    const { manners, enter } = entry()
    await manners.heard('brisk.test', answered(429, 'brisk.test', 300))
    const startedMs = performance.now()
    expect(await enter('brisk.test', never, false)).toBe('entered')
    expect(performance.now() - startedMs).toBeGreaterThan(250)
  })

  it('ends its wait with the reason of its caller, by which a fetch tells its own end', async () => {
    const { manners, enter } = entry()
    await manners.heard('slow.test', answered(503, 'slow.test', 4_000))
    const [stop, reason] = [new AbortController(), new Error('its time is over')]
    const entering = enter('slow.test', stop.signal, true)
    setTimeout(() => stop.abort(reason), 20)
    await expect(entering).rejects.toBe(reason)
  })

  it('waits for the turn, unless it has it', async () => {
    const { pacing, enter } = entry()
    const busy = Promise.withResolvers<void>()
    const running = pacing.run('taken.test', () => busy.promise)
    expect(await enter('taken.test', never, true)).toBe('entered')
    let isEntered = false
    const entering = enter('taken.test', never, false).then((how) => {
      isEntered = true
      return how
    })
    expect(await enter('idle.test', never, false)).toBe('entered')
    expect(isEntered).toBe(false)
    busy.resolve()
    await running
    expect(await entering).toBe('entered')
  })
})
