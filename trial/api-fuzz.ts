import { ROLES } from '../packages/contract/src/index.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { createDraw } from './api-fuzz/draw.ts'
import { MARKER } from './api-fuzz/hostile-values.ts'
import { faultIn, LIMIT_MS } from './api-fuzz/judge.ts'
import { MUTATIONS, type Case } from './api-fuzz/mutations.ts'
import { operationsOf, type Description, type Operation } from './api-fuzz/operations.ts'
import { requestBytes, send } from './api-fuzz/send.ts'
import { openWorld, type World } from './api-fuzz/world.ts'

export const needs = ['postgres'] as const

const REQUESTS = 12_000
const SEED = 1
const AT_ONCE = 8
/** How often a role is asked that may use the operation; else any. */
const ALLOWED = 0.8

type Request = { operation: Operation; mutation: string }
type Tally = {
  malformed: number
  statuses: Map<number, number>
  faults: Map<string, number>
  slowestMs: number
}

/**
 * Sends the real api process malformed requests made from its own description, over a socket, with keys of every role,
 * and shows that it answers each in time with a problem it knows and tells nothing.
 *
 * Every operation is tried with every kind of mutation, in turn. At the end the process must be the same and well.
 *
 * @param options.n  requests
 */
export async function run({ n = REQUESTS, seed = SEED }: TrialOptions): Promise<TrialResult> {
  await using world = await openWorld()
  const life = await world.start()
  const described = await send(world.port, requestBytes('GET', '/openapi.json', []), LIMIT_MS)
  const operations = operationsOf(JSON.parse(described.body) as Description)
  const tally: Tally = { malformed: 0, statuses: new Map(), faults: new Map(), slowestMs: 0 }
  const requests = requestsOf(operations, n)
  await Promise.all(
    Array.from({ length: AT_ONCE }, (_, lane) =>
      workOff(world, requests, createDraw(seed * 1_000 + lane), tally),
    ),
  )
  const alive = await send(world.port, requestBytes('GET', '/readyz', []), LIMIT_MS)
  const failures = [...tally.faults].map(([fault, times]) => `${times} x ${fault}`)
  if (alive.status !== 200) failures.push(`not ready afterwards: ${life.words()}`)
  const leaks = world.logged.filter((line) => line.includes(MARKER)).length
  if (leaks > 0) failures.push(`${leaks} lines of the log repeat what was sent`)
  const errors = world.logged.filter((line) => line.includes('"level":50'))
  if (errors.length > 0) failures.push(`${errors.length} errors in the log: ${errors[0]}`)
  return {
    name: 'api-fuzz',
    tried: n,
    failed: failures.length,
    details: [
      {
        seed,
        operations: operations.length,
        mutations: Object.keys(MUTATIONS).length,
        malformed: tally.malformed,
        statuses: Object.fromEntries([...tally.statuses].sort(([a], [b]) => a - b)),
        slowestMs: Math.round(tally.slowestMs),
        logLines: world.logged.length,
      },
      ...failures,
    ],
  }
}

function* requestsOf(operations: readonly Operation[], n: number): Generator<Request> {
  const mutations = Object.keys(MUTATIONS)
  for (let at = 0; at < n; at++) {
    const operation = operations[at % operations.length]!
    yield { operation, mutation: mutations[Math.floor(at / operations.length) % mutations.length]! }
  }
}

async function workOff(
  world: World,
  requests: Iterable<Request>,
  draw: Case['draw'],
  tally: Tally,
): Promise<void> {
  const { statuses, faults } = tally
  for (const { operation, mutation } of requests) {
    const role = draw.one(draw.chance(ALLOWED) ? operation.allowed : ROLES)
    const sent = MUTATIONS[mutation]!({ operation, ids: world.ids, key: world.keys[role], draw })
    const answer = await send(world.port, sent.bytes, LIMIT_MS + 500)
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    if (mutation !== 'as-described') tally.malformed++
    tally.slowestMs = Math.max(tally.slowestMs, answer.ms)
    const fault = faultIn(answer, sent)
    if (fault === null) continue
    const name = `${operation.name}, ${mutation}: ${fault}`
    faults.set(name, (faults.get(name) ?? 0) + 1)
  }
}
