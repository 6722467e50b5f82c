import { setTimeout } from 'node:timers/promises'
import { REMIND_MS, type World } from './world.ts'

export type When = 'whileStarting' | 'atWork' | 'atAMail'

const MAX_START_MS = 700
const MAX_WORK_MS = 400
/** Longer than the gate takes for a mail: a kill hits both sides of its ledger and of its answer. */
const MAX_AFTER_MAIL_MS = 40
const MAX_WAIT_MS = 800

/**
 * One life that ends by kill -9: up to 700 ms after it was launched (one in five), up to 400 ms
 * after it was ready, or up to 40 ms after a mail of it reached the gate.
 */
export async function liveAndDie({
  launch,
  mailServer,
  plan,
}: World): Promise<{ when: When; problem: string | null }> {
  const when = plan.pick<When>(['whileStarting', 'atWork', 'atWork', 'atAMail', 'atAMail'])
  const most = { whileStarting: MAX_START_MS, atWork: MAX_WORK_MS, atAMail: MAX_AFTER_MAIL_MS }
  const pauseMs = plan.between(0, most[when])
  const life = launch()
  try {
    if (when !== 'whileStarting' && !(await life.ready)) {
      return { when, problem: `ended before it was ready: ${life.words()}` }
    }
    if (when === 'atAMail') await Promise.race([mailServer.nextMail(), setTimeout(MAX_WAIT_MS)])
    await setTimeout(pauseMs)
  } finally {
    await life.kill()
  }
  return { when, problem: life.wasKilled() ? null : `ended by itself: ${life.words()}` }
}

/** One life that is left alone while `until` is waited for, and then asked to end. */
export async function liveInPeace(
  { launch }: World,
  until: () => Promise<string | null>,
): Promise<string[]> {
  const life = launch()
  try {
    if (!(await life.ready)) return [`ended before it was ready: ${life.words()}`]
    const problem = await until()
    const isInOrder = await life.stop()
    return [problem ?? [], isInOrder ? [] : `did not end in order: ${life.words()}`].flat()
  } finally {
    await life.kill()
  }
}

const STANDSTILL_MS = 180_000
const POLL_MS = 200

/**
 * Waits until every case is notified, nothing waits, and the time of a reminder has passed. On a busy machine
 * that takes long; only a standstill is a finding.
 *
 * @returns what was still due when nothing had become less for three minutes, or null
 */
export async function untilDrained({ db }: World, cases: number): Promise<string | null> {
  let least = Infinity
  let deadline = Infinity
  for (;;) {
    const takedowns = await db.selectFrom('takedown').select(['status', 'notify_at']).execute()
    const notices = await db.selectFrom('notice').select(['state', 'sent_at']).execute()
    const recently = new Date(Date.now() - 1.25 * REMIND_MS)
    const left = {
      withoutTakedown: Math.max(0, cases - takedowns.length),
      notNotified: takedowns.filter((row) => row.status !== 'notified' || row.notify_at).length,
      notSent: notices.filter(({ state }) => state === 'due' || state === 'handover').length,
      justSent: notices.filter(({ sent_at }) => sent_at && sent_at > recently).length,
    }
    const all = Object.values(left).reduce((sum, count) => sum + count, 0)
    if (all === 0) return null
    if (all < least) {
      least = all
      deadline = performance.now() + STANDSTILL_MS
    }
    if (performance.now() > deadline) {
      return `nothing less due for ${STANDSTILL_MS / 1000} s: ${JSON.stringify(left)}`
    }
    await setTimeout(POLL_MS)
  }
}
