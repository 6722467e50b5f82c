import { setTimeout } from 'node:timers/promises'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { checkRows, type Ended } from './notice-kills/check-rows.ts'
import { checkTheChecker } from './notice-kills/control.ts'
import { liveAndDie, liveInPeace, untilDrained } from './notice-kills/lives.ts'
import { readRows, type Case } from './notice-kills/rows.ts'
import { openWorld, type World } from './notice-kills/world.ts'

export const needs = ['postgres'] as const

const KILLS = 100
const SEED = 1
/** The first life only shows that the process starts and ends in order. */
const FIRST_MS = 200
/** From this many kills on, the ledger must have settled some hand-over, or it was not tried. */
const ENOUGH_KILLS = 50

/**
 * Kills the real notices process at seeded random moments while it works, and shows that every case
 * still gets exactly one first notice.
 *
 * Real Postgres, the real mail gate and its ledger; the registry and the cases are made up. After
 * the kills one process is left alone until nothing is due, and all rows are held against the
 * invariants. The checker is shown to find planted faults before.
 *
 * @param options.n  kills
 */
export async function run(options: TrialOptions): Promise<TrialResult> {
  const { n = KILLS, seed = SEED } = options
  const control = checkTheChecker()
  await using world = await openWorld(seed)
  const { ended, problems, figures } = await killAgainAndAgain(world, n)
  const { lost, doubled, broken } = checkRows(ended)
  const handOvers = countHandOvers(ended)
  const untried =
    n >= ENOUGH_KILLS && handOvers.settledByLedger === 0
      ? ['no hand-over was cut off after the gate had it: the kills missed what they are for']
      : []
  const failures = [...control, ...problems, ...untried, ...broken]
  return {
    name: 'notice-kills',
    tried: n,
    failed: failures.length,
    lost: lost.length,
    doubled: doubled.length,
    details: [{ seed, ...figures }, handOvers, ...lost, ...doubled, ...failures],
  }
}

type Run = { ended: Ended; problems: string[]; figures: Record<string, unknown> }

async function killAgainAndAgain(world: World, n: number): Promise<Run> {
  const cases: Case[] = []
  const problems: string[] = []
  const kills = { whileStarting: 0, atWork: 0, atAMail: 0 }
  const lap = stopwatch()
  const say = (life: string, problem: string): number => problems.push(`${life} life: ${problem}`)
  for (const problem of await liveInPeace(world, () => setTimeout(FIRST_MS, null))) {
    say('first', problem)
  }
  lap()
  for (let number = 1; number <= n; number++) {
    cases.push(...(await world.seedCases()))
    const { when, problem } = await liveAndDie(world)
    kills[when]++
    if (problem !== null) say(`${number}.`, problem)
    if (number % 10 === 0) console.error(`notice-kills: ${number} of ${n} kills`)
  }
  const killSeconds = lap()
  const drained = () => untilDrained(world, cases.length)
  for (const problem of await liveInPeace(world, drained)) say('last', problem)
  const drainSeconds = lap()
  return {
    ended: {
      cases,
      rows: await readRows(world.db),
      submissions: await world.mailServer.submissions(),
    },
    problems,
    figures: { kills, killSeconds, drainSeconds, logged: Object.fromEntries(world.logged) },
  }
}

/** What the kills did to hand-overs, and how those were settled. */
function countHandOvers({ cases, rows, submissions }: Ended) {
  const triedAgain = rows.notices.filter(({ state, attempts }) => state === 'sent' && attempts > 1)
  const settled = rows.attempts.filter(({ outcome }) => outcome === 'recovered').length
  return {
    cases: cases.length,
    takedowns: rows.takedowns.length,
    notices: rows.notices.length,
    attempts: rows.attempts.length,
    attemptsCutOff: rows.attempts.filter(({ outcome }) => outcome === null).length,
    noticesTriedAgain: triedAgain.length,
    settledByLedger: settled,
    handedOverAgain: triedAgain.length - settled,
    mailsAtTheGate: submissions.length,
    copiesDropped: rows.ledger.reduce((sum, { copiesDropped }) => sum + copiesDropped, 0),
  }
}

/** @returns a function that says how many seconds have passed since it was called last */
function stopwatch(): () => number {
  let from = performance.now()
  return () => {
    const passed = performance.now() - from
    from += passed
    return Math.round(passed / 100) / 10
  }
}
