import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { openWorld, type World } from './notice-kills/world.ts'
import type { Case } from './notice-kills/rows.ts'
import { checkRetractions } from './retractions/check-retractions.ts'
import { tellAll } from './retractions/tell-all.ts'

export const needs = ['postgres'] as const

const MATCHES = 10_000
const SEED = 1
const KILLS = 20
/** Takedowns that are withdrawn while the process is killed, for each kill. */
const CASES_A_KILL = 25
/** Within this time what rests on something that has gone is looked at again. */
const GOAL_S = 60
/** A life lasts at most so long: a sweep, its letters and some of their mails. */
const MAX_LIFE_MS = 1_500

/**
 * Revokes entries on which many takedowns rest of which hosts were told, and measures how long the real
 * notices process takes to close them and to take back what was told.
 *
 * First a few, while the process is killed at seeded random moments; then all of them at once, while
 * it is left alone. In the end every item of every notice must be in exactly one retraction.
 *
 * @param options.n  matches that are withdrawn at once
 */
export async function run(options: TrialOptions): Promise<TrialResult> {
  const { n = MATCHES, seed = SEED } = options
  await using world = await openWorld(seed, { PACE: '1', SWEEP_MS: '1000' })
  const problems: string[] = []
  const cases = await seedTold(world, KILLS * CASES_A_KILL)
  await revokeAll(world)
  for (let kill = 0; kill < KILLS; kill++) problems.push(...(await liveAndDie(world)))
  // What the kills have left is not part of the figure.
  const settling = await inPeace(world, async () => {
    const isSettled = (await untilNone(world, OPEN)) && (await untilNone(world, UNSENT))
    return isSettled ? [] : ['what the kills had left was not settled']
  })
  cases.push(...(await seedTold(world, n)))
  console.error(`retractions: ${cases.length} takedowns, ${n} more are withdrawn now`)
  const seconds = { closed: 0, sent: 0 }
  const measuring = await inPeace(world, async () => {
    const from = performance.now()
    await revokeAll(world)
    const isClosed = await untilNone(world, OPEN)
    seconds.closed = secondsSince(from)
    const isSent = await untilNone(world, UNSENT)
    seconds.sent = secondsSince(from)
    return [
      ...(isClosed && seconds.closed <= GOAL_S ? [] : [`closed after ${seconds.closed} s`]),
      ...(isSent ? [] : ['not every letter was sent']),
    ]
  })
  const { lost, doubled, broken, figures } = await checkRetractions(world, cases)
  const failures = [...problems, ...settling, ...measuring, ...broken]
  return {
    name: 'retractions',
    tried: cases.length,
    failed: failures.length,
    lost: lost.length,
    doubled: doubled.length,
    details: [
      { seed, kills: KILLS, withdrawnAtOnce: n, seconds, ...figures },
      { logged: Object.fromEntries(world.logged) },
      ...lost,
      ...doubled,
      ...failures,
    ],
  }
}

async function seedTold(world: World, count: number): Promise<Case[]> {
  const cases: Case[] = []
  while (cases.length < count) cases.push(...(await world.seedCases()))
  await tellAll(world, cases)
  return cases
}

/** What the matcher does: no entry counts any more, and all media are noted. */
const revokeAll = ({ db }: World): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await sql`update list_entry set status = 'revoked' where status = 'active'`.execute(trx)
    await sql`
      insert into match_review (media_id)
      select distinct t.media_id from takedown t where t.status <> 'closed'
      on conflict (media_id) do update set since = clock_timestamp()`.execute(trx)
  })

async function liveAndDie({ launch, plan }: World): Promise<string[]> {
  const life = launch()
  if (!(await life.ready)) return [`ended before it was ready: ${life.words()}`]
  await setTimeout(plan.between(0, MAX_LIFE_MS))
  await life.kill()
  return life.wasKilled() ? [] : [`ended by itself: ${life.words()}`]
}

/** One life that is left alone while `act` goes on, and then asked to end. */
async function inPeace({ launch }: World, act: () => Promise<string[]>): Promise<string[]> {
  const life = launch()
  try {
    if (!(await life.ready)) return [`ended before it was ready: ${life.words()}`]
    const problems = await act()
    return (await life.stop()) ? problems : [...problems, `did not end in order: ${life.words()}`]
  } finally {
    await life.kill()
  }
}

const OPEN = sql`select 1 from takedown where status <> 'closed'`
const UNSENT = sql`
  select 1 from notice where kind = 'retraction' and state <> 'sent'
  union all select 1 from retraction where letter_id is null`

const LONGEST_MS = 300_000
const POLL_MS = 100

/** @returns false when there was still one after five minutes */
async function untilNone({ db }: World, query: typeof OPEN): Promise<boolean> {
  const deadline = performance.now() + LONGEST_MS
  while (performance.now() < deadline) {
    const { rows } = await sql<{ any: boolean }>`select exists (${query}) as any`.execute(db)
    if (!rows[0]!.any) return true
    await setTimeout(POLL_MS)
  }
  return false
}

const secondsSince = (from: number): number => Math.round((performance.now() - from) / 100) / 10
