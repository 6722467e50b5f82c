import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNcmecClient } from './ncmec-client.ts'
import { drawHash, stillDeps } from './testing-exchange.ts'
import { NCMEC_LOGIN, referenceOf, startNcmecServer, type NcmecEntry } from './testing-ncmec.ts'
import { nothingKept, readInto } from './testing-run.ts'

const AT = new Date('2026-05-01T00:00:00Z')
const HOUR = 3_600_000

const drawnEntry = fc.record({
  hoursAgo: fc.double({ min: 0.01, max: 500, noNaN: true }),
  isDeleted: fc.boolean(),
  type: fc.constantFrom('image' as const, 'video' as const),
})

/** What happens between two pages, and how far the process gets before it is killed. */
const drawnLife = fc.record({
  /** Which entry changes before which page of this life, from 0. */
  changes: fc.array(fc.record({ page: fc.nat(5), entry: fc.nat(), isDeleted: fc.boolean() }), {
    maxLength: 4,
  }),
  /** Entries that show before a page, and by how much their time is older. */
  born: fc.array(fc.record({ page: fc.nat(5), minutesLate: fc.nat(58) }), { maxLength: 3 }),
  mostPages: fc.integer({ min: 1, max: 8 }),
  minutesAPage: fc.constantFrom(5, 70, 100),
  clockOffHours: fc.constantFrom(0, -10, 10, 10),
  /** Whether the server has forgotten the position of the run under way. */
  forgets: fc.boolean(),
})

describe('fetchPages', () => {
  it('gets every entry in its last state, whatever changes and wherever it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(drawnEntry, { maxLength: 30 }),
        fc.array(drawnLife, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 7 }),
        holds,
      ),
      { seed: 1, numRuns: 250 },
    )
  })
})

type Drawn<T> = T extends fc.Arbitrary<infer Value> ? Value : never

async function holds(
  drawnEntries: Drawn<typeof drawnEntry>[],
  lives: Drawn<typeof drawnLife>[],
  pageSize: number,
): Promise<void> {
  let time = AT.getTime()
  const add = (at: number, isDeleted = false, type: NcmecEntry['type'] = 'image') => {
    const number = entries.length + 1
    const fingerprints = { md5: drawHash(16) }
    const id = `entry${number}`
    entries.push({
      number,
      member: 7,
      id,
      type,
      changedAt: new Date(at),
      isDeleted,
      fingerprints,
    })
  }
  const entries: NcmecEntry[] = []
  for (const { hoursAgo, isDeleted, type } of drawnEntries) {
    add(time - Math.round(hoursAgo * HOUR), isDeleted, type)
  }
  await using server = await startNcmecServer(new Date(time), { entries, pageSize })
  const { deps, clock } = stillDeps(new Date(time))
  const client = createNcmecClient(deps, { baseUrl: server.url, ...NCMEC_LOGIN })
  const kept = nothingKept()
  const tick = (ms: number, offHours: number) => {
    time += ms
    server.clock.now = new Date(time)
    clock.now = new Date(time + offHours * HOUR)
  }
  const run = async (life: Drawn<typeof drawnLife>, most: number) => {
    let page = 0
    tick(60_000, life.clockOffHours)
    if (life.forgets) server.state.positions.clear()
    server.state.beforePage = () => {
      tick(life.minutesAPage * 60_000, life.clockOffHours)
      for (const change of life.changes) {
        const entry = entries[change.entry % entries.length]
        if (change.page !== page || !entry) continue
        entry.changedAt = new Date(time)
        entry.isDeleted = change.isDeleted
        entry.fingerprints = { md5: drawHash(16) }
      }
      for (const born of life.born) if (born.page === page) add(time - born.minutesLate * 60_000)
      page++
    }
    const before = kept.checkpoint?.safeFrom ?? new Date(0).toISOString()
    const pages = await readInto(kept, client, most)
    const times = [before, ...pages.map(({ checkpoint }) => checkpoint.safeFrom)]
    expect(times).toEqual([...times].sort())
  }
  for (const life of lives) await run(life, life.mostPages)
  // Quiet at last: to the end of the run under way, and one more for what changed during it.
  const quiet: Drawn<typeof drawnLife> = {
    changes: [],
    born: [],
    mostPages: 0,
    minutesAPage: 5,
    clockOffHours: 0,
    forgets: false,
  }
  await run(quiet, Number.POSITIVE_INFINITY)
  tick(2 * HOUR, 0)
  await run(quiet, Number.POSITIVE_INFINITY)

  const expected = entries.map((entry): [string, string[] | null] => [
    referenceOf(entry),
    entry.isDeleted ? null : [entry.fingerprints['md5'] ?? ''],
  ])
  expect(kept.entries).toEqual(new Map(expected))
}
