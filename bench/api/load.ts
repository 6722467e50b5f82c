import { Agent, request } from 'node:http'
import type { Asked } from './mix.ts'

const SOCKETS = 256
const ANSWER_MS = 30_000

/** Latencies of a route, milliseconds from when a request should have been sent to the end of its answer. */
export type Load = {
  byRoute: Map<string, number[]>
  errors: number
  statuses: Map<string, number>
  seconds: number
}

/**
 * Sends requests at times that were drawn before, whether or not earlier ones were answered, and waits for all answers.
 *
 * @param chance  from 0 to 1: gaps between requests are distributed as those of callers who know nothing of each other
 * @returns what took how long; an answer that is not 200, or none within 30 s, is an error and counts with its time
 */
export async function offer(
  url: string,
  next: () => Asked,
  options: { perSecond: number; seconds: number; chance: () => number },
): Promise<Load> {
  const { perSecond, seconds, chance } = options
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS })
  const load: Load = { byRoute: new Map(), errors: 0, statuses: new Map(), seconds }
  const answers: Promise<void>[] = []
  const start = performance.now()
  const gap = (): number => (-Math.log(1 - chance()) * 1000) / perSecond
  for (let due = gap(); due < seconds * 1000; due += gap()) {
    const wait = start + due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    answers.push(ask(url, next(), agent, load, start + due))
  }
  await Promise.all(answers)
  agent.destroy()
  return load
}

async function ask(
  url: string,
  { route, path, headers }: Asked,
  agent: Agent,
  load: Load,
  due: number,
): Promise<void> {
  const status = await new Promise<number>((resolve) => {
    const sent = request(url + path, { agent, headers, timeout: ANSWER_MS }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
      answer.once('error', () => resolve(0))
    })
    sent.once('timeout', () => sent.destroy())
    sent.once('error', () => resolve(0))
    sent.end()
  })
  const took = performance.now() - due
  const times = load.byRoute.get(route) ?? []
  times.push(took)
  load.byRoute.set(route, times)
  if (status !== 200) {
    load.errors++
    const what = `${route} ${status}`
    load.statuses.set(what, (load.statuses.get(what) ?? 0) + 1)
  }
}

/** The smallest value that so much of them do not exceed. */
export function quantile(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}
