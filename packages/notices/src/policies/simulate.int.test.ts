import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePolicy } from '../routing.ts'
import {
  advance,
  authoriseCase,
  createWorld,
  openCase,
  seedCase,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { readPolicyFile } from './install-policy.ts'
import { simulate, type Differing } from './simulate.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const belgium = await readPolicyFile('belgium')

async function run(policy = belgium, since = new Date(0)) {
  const differing: Differing[] = []
  const cases = simulate(world.db, policy, { since })
  for (;;) {
    const { done, value } = await cases.next()
    if (done) return { differing, total: value }
    differing.push(value)
  }
}
const everything = () =>
  sql`select id, state, version, due_at, notify_at, policy_id from takedown order by id`.execute(
    world.db,
  )

/** As many takedowns as one, each at a host of its own, routed in the same way. */
async function copies(takedownId: string, count: number): Promise<void> {
  await sql`
    with copy as (
      insert into takedown (id, page_location_id, media_id, match_id, host, status, state, version, opened_at)
      select gen_random_uuid(), page_location_id, media_id, match_id, host || n, status, state, version, opened_at
      from takedown, generate_series(1, ${count}::int) n where id = ${takedownId} returning id)
    insert into takedown_event
    select copy.id, seq, type, at, actor, data from copy, takedown_event where takedown_id = ${takedownId}
  `.execute(world.db)
}

describe('simulate', () => {
  it('counts past cases by plan, lists what differs, and changes nothing', async () => {
    const { takedownId: direct } = await authoriseCase(world, await seedProvider(world))
    const waiting = await openCase(world, await seedCase(world))
    const toPolice = await openCase(world, await seedCase(world))
    await advance(world, toPolice, { policy: belgium })
    const before = await everything()

    const { differing, total } = await run()
    expect(total).toEqual({
      cases: 3,
      differing: 2,
      byPlan: { 'iccam-hand-over': 1, 'police-hand-over': 2 },
    })
    const csam = { legalClass: 'csam' } as const
    const facts = new Map(differing.map(({ takedown, ...rest }) => [takedown, rest]))
    expect(facts.get(direct)).toEqual({
      ...csam,
      country: 'NL',
      happened: ['provider-notice', 'upstream-escalation'],
      would: ['iccam-hand-over'],
    })
    expect(facts.get(waiting)).toEqual({
      ...csam,
      country: null,
      happened: null,
      would: ['police-hand-over'],
    })
    expect(await everything()).toEqual(before)
  })

  it('says what a person would have to decide, and takes a policy that begins later', async () => {
    const rules = [{ ...belgium.rules[0]!, countries: ['FR'] }]
    const later = parsePolicy({ ...belgium, rules, validFrom: '2031-01-01' })
    const { differing, total } = await run(later)
    expect(total.byPlan).toEqual({ person: 3 })
    expect(differing.map(({ would }) => would)).toEqual([null, null])
  })

  it('leaves out what was opened before', async () => {
    const { total } = await run(belgium, new Date(world.now().getTime() + 1))
    expect(total).toEqual({ cases: 0, differing: 0, byPlan: {} })
  })

  it('reads more cases than one batch has, each once', async () => {
    const { takedownId } = await authoriseCase(world, await seedProvider(world))
    await copies(takedownId, 1_200)
    const { differing, total } = await run()
    expect(total).toMatchObject({ cases: 1_204, differing: 1_203 })
    expect(new Set(differing.map(({ takedown }) => takedown)).size).toBe(1_203)
  })
})
