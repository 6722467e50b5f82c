import { createPostOffice } from '../packages/notices/src/testing-post-office.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { FAULTS, type Fault } from './smtp-faults/faults.ts'
import { play } from './smtp-faults/play.ts'

export const needs = ['postgres'] as const

const TIMES = 20
/** Of one fault at a time. */
const AT_ONCE = 4

/**
 * Has notices meet every fault of a mail server that the table names, with the real job, mailer and Postgres, and
 * compares what comes of notice, attempt and takedown with what the table says.
 *
 * A wrong table must be noticed: the first fault is played once more with an expectation that is not so.
 *
 * @param options.n  times each fault is met
 */
export async function run({ n = TIMES }: TrialOptions): Promise<TrialResult> {
  const counts = { tried: 0, failed: 0 }
  const details: unknown[] = []
  for (const fault of FAULTS) {
    const problems = await playTimes(fault, n)
    counts.tried += n
    counts.failed += problems.length
    if (problems.length > 0)
      details.push(`${fault.name}: ${problems[0]} (${problems.length} of ${n})`)
    console.error(`smtp-faults: ${fault.name}`)
  }
  const first = FAULTS[0]!
  const wrong: Fault = { ...first, expected: { ...first.expected, code: 550 } }
  if ((await playTimes(wrong, 1)).length === 0) {
    counts.failed++
    details.push('a wrong expectation was not noticed')
  }
  return {
    name: 'smtp-faults',
    ...counts,
    details: [{ faults: FAULTS.length, times: n }, ...details],
  }
}

/** @returns for each time that was not as expected, what was not */
async function playTimes(fault: Fault, n: number): Promise<string[]> {
  await using office = await createPostOffice()
  // A test ends within a minute; this may take longer.
  Object.assign(office.world.context, { signal: new AbortController().signal })
  const problems: string[] = []
  for (let from = 0; from < n; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, n - from) }, () => play(office, fault))
    for (const found of await Promise.all(some)) {
      if (found.length > 0) problems.push(found.join('; '))
    }
  }
  return problems
}
