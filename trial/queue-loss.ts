import { setTimeout } from 'node:timers/promises'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { checkRows } from './notice-kills/check-rows.ts'
import { liveInPeace, untilDrained } from './notice-kills/lives.ts'
import { readRows, type Case } from './notice-kills/rows.ts'
import { openWorld } from './notice-kills/world.ts'
import { queueOnPostgres, queueOnRedis, type LosableQueue } from './queue-loss/queues.ts'

export const needs = ['postgres', 'redis'] as const

const LOSSES = 10
const SEED = 1
/** A day in sixteen minutes: nothing is reminded, and a first notice waits two seconds for others. */
const PACE = 1 / 90
/** As in service. */
const SWEEP_MS = 5_000
const LONGEST_PAUSE_MS = 6_000
const MOST_SECONDS = 60
/** A hint of a sweep is believed to be on its way so long at the pace of service; here it is a ninetieth. */
const HINT_SECONDS = 20

/**
 * Empties the queue again and again while the real notices process works: the schema of the queue is dropped and made
 * anew on Postgres, FLUSHALL is said to Redis.
 *
 * Every case must have exactly one first notice in the end, and none may be later after the loss than 60 s. What is
 * measured is from the loss, or from when the notice fell due if that is later, until the mail server had it; to it is
 * added what a hint is believed in service.
 *
 * @param options.n  losses on each of the two
 */
export async function run({ n = LOSSES, seed = SEED }: TrialOptions): Promise<TrialResult> {
  const parts: Awaited<ReturnType<typeof loseAgainAndAgain>>[] = []
  for (const queue of [queueOnPostgres, queueOnRedis()]) {
    parts.push(await loseAgainAndAgain(queue, n, seed))
  }
  const sum = (key: 'failed' | 'lost' | 'doubled'): number =>
    parts.reduce((all, part) => all + part[key], 0)
  return {
    name: 'queue-loss',
    tried: parts.length * n,
    failed: sum('failed'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    details: parts.flatMap(({ facts, problems }) => [facts, ...problems]),
  }
}

async function loseAgainAndAgain(queue: LosableQueue, n: number, seed: number) {
  await using world = await openWorld(seed, {
    PACE: String(PACE),
    SWEEP_MS: String(SWEEP_MS),
    ...queue.settings,
  })
  const cases: Case[] = []
  const losses: Date[] = []
  let hintsLost = 0
  const problems = await liveInPeace(world, async () => {
    for (let loss = 0; loss < n; loss++) {
      cases.push(...(await world.seedCases()), ...(await world.seedCases()))
      await setTimeout(world.plan.between(0, LONGEST_PAUSE_MS))
      hintsLost += await queue.lose(world)
      losses.push(new Date())
    }
    return untilDrained(world, cases.length)
  })
  const rows = await readRows(world.db)
  const submissions = await world.mailServer.submissions()
  const { lost, doubled, broken } = checkRows({ cases, rows, submissions })
  const delay = worstDelay(rows, losses)
  const seconds = delay + HINT_SECONDS * (1 - PACE)
  const late = seconds > MOST_SECONDS ? [`a notice was ${seconds} s late after a loss`] : []
  const untried = hintsLost === 0 ? ['no hint was lost: the queue was empty each time'] : []
  const all = [...problems, ...broken, ...late, ...untried]
  const facts = {
    queue: queue.name,
    losses: n,
    hintsLost,
    cases: cases.length,
    notices: rows.notices.length,
    worstDelaySeconds: Math.round(10 * delay) / 10,
    inServiceSeconds: Math.round(10 * seconds) / 10,
    logged: Object.fromEntries(world.logged),
  }
  return {
    failed: all.length,
    lost: lost.length,
    doubled: doubled.length,
    facts,
    problems: [...lost, ...doubled, ...all],
  }
}

/** Seconds from the last loss before a notice was sent, or its falling due after that, until it was sent. */
function worstDelay(rows: Awaited<ReturnType<typeof readRows>>, losses: readonly Date[]): number {
  let worst = 0
  for (const { id, sentAt } of rows.notices) {
    if (!sentAt) continue
    const loss = losses.findLast((at) => at < sentAt)
    if (!loss) continue
    const inIt = new Set(
      rows.items.filter((item) => item.noticeId === id).map((item) => item.takedownId),
    )
    const events = rows.events.filter(({ takedownId }) => inIt.has(takedownId))
    const due = events
      .filter(({ event }) => event.type === 'authorised')
      .map(({ event }) => event.at)
    const from = Math.max(loss.getTime(), ...due.map((at) => at.getTime()))
    worst = Math.max(worst, (sentAt.getTime() - from) / 1000)
  }
  return worst
}
