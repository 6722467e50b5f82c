import { createHash, randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import {
  accredited,
  createLookupApp,
  discloseTestList,
} from '../packages/api/src/fixtures/lookup-matcher.ts'
import { caller, post } from '../packages/api/src/fixtures/seed-list.ts'
import type { TestApp } from '../packages/api/src/fixtures/test-app.ts'
import type { AskLookups } from '../packages/matcher/src/lookups/lookup-client.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { mannWhitney } from './lookup-oracle/mann-whitney.ts'

export const needs = ['postgres'] as const

const PAIRS = 10_000
/** Of a leaky variant so many are enough. */
const CONTROL_PAIRS = 2_000
const WARM = 300
const LISTED = 5_000
const CANARIES = 200
/** Two sides that do not differ come below it once in a hundred times. */
const LEAST_P = 0.01
const MS = 1e6

type Timed = { ms: number; facts: string }
type Side = 'hit' | 'miss' | 'canary'
type Measured = { times: Record<Side, number[]>; facts: Set<string>; wrong: number }

/**
 * Asks the real api and matcher processes, over a socket, for digests that are listed, digests that are not and those of
 * canaries of somebody else, in random order, and shows that neither the bytes nor the time of an answer tell which was which:
 * sizes and fields are the same, and times do not differ by Mann-Whitney (p > 0.01). The same question of a variant that reads one more row for a hit
 * and answers when it is done has to be told, or nothing was measured.
 *
 * @param options.n  hits, and as many misses and canaries
 */
export async function run({ n = PAIRS }: TrialOptions): Promise<TrialResult> {
  const even = await measure(n, false)
  const leaky = await measure(Math.min(n, CONTROL_PAIRS), true)
  const p = mannWhitney(even.times.hit, even.times.miss)
  const pCanary = mannWhitney(even.times.canary, even.times.miss)
  const pLeaky = mannWhitney(leaky.times.hit, leaky.times.miss)
  const failures = [
    ...(even.facts.size === 1
      ? []
      : [`answers differ in size or fields: ${even.facts.size} kinds`]),
    ...(p > LEAST_P ? [] : [`times of hits and misses differ: p = ${p.toExponential(2)}`]),
    ...(pCanary > LEAST_P
      ? []
      : [`times of canaries and misses differ: p = ${pCanary.toExponential(2)}`]),
    ...(pLeaky <= LEAST_P ? [] : [`the leaky variant was not told: p = ${pLeaky.toFixed(3)}`]),
    ...(even.wrong + leaky.wrong === 0 ? [] : [`${even.wrong + leaky.wrong} answers were wrong`]),
  ]
  return {
    name: 'lookup-oracle',
    tried: [even, leaky].flatMap(({ times }) => Object.values(times).flat()).length,
    failed: failures.length,
    details: [
      { hits: n, misses: n, canaries: n, p, pCanary, kinds: even.facts.size, ...spread(even) },
      { leakyHits: leaky.times.hit.length, pLeaky, ...spread(leaky) },
      ...failures,
    ],
  }
}

async function measure(pairs: number, isLeaky: boolean): Promise<Measured> {
  const leak = { after: async (): Promise<void> => undefined }
  const asking =
    (ask: AskLookups): AskLookups =>
    async (question) => {
      const answer = await ask(question)
      for (const { known } of answer.findings) if (isLeaky && known > 0) await leak.after()
      return answer
    }
  const slots = { few: 0, many: 0 }
  await using test = await createLookupApp({ asking, ...(isLeaky && { slots }) })
  leak.after = async () =>
    void (await test.db.selectFrom('list_entry').select('id').limit(1).execute())
  const listed = Array.from({ length: LISTED }, (_, at) => digestOf(at))
  const { listId } = await discloseTestList(test, listed.map((hex) => `sha256 ${hex}\n`).join(''))
  const terms = { quotaMinute: 100_000, quotaDay: 10_000_000 }
  const { headers } = await accredited(test, [listId], terms)
  const url = new URL('/v1/lookups', await test.app.listen({ port: 0, host: '127.0.0.1' }))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const canaries = await canariesOfAnother(test, listId)
  const times = { hit: [], miss: [], canary: [] }
  const measured: Measured = { times, facts: new Set(), wrong: 0 }
  try {
    for (const one of [digestOf(0), canaries.at(-1)!])
      while (!(await askOne(url, agent, headers, one)).body.includes('true')) await setTimeout(50)
    for (let pair = -WARM; pair < pairs; pair++) {
      const asked: { hash: string; side: Side }[] = [
        { hash: listed[(pair + WARM) % LISTED]!, side: 'hit' },
        { hash: randomBytes(32).toString('hex'), side: 'miss' },
        { hash: canaries[(pair + WARM) % CANARIES]!, side: 'canary' },
      ]
      for (const { hash, side } of shuffled(asked)) {
        const { body, ms, facts } = await askOne(url, agent, headers, hash)
        if (body.includes('true') !== (side !== 'miss')) measured.wrong++
        if (pair < 0) continue
        measured.facts.add(facts)
        measured.times[side].push(ms)
      }
    }
    return measured
  } finally {
    agent.destroy()
  }
}

/** SHA-256 of canaries that were drawn for another provider. */
async function canariesOfAnother(test: TestApp, listId: string): Promise<string[]> {
  const { id } = await accredited(test, [listId])
  const by = await caller(test, 'Sue', 'supervisor')
  const url = `/v1/lookups/accreditations/${id}/canaries`
  const made = await post(test, by, url, { count: CANARIES })
  return made.json<{ items: { sha256: string }[] }>().items.map(({ sha256 }) => sha256)
}

const shuffled = <One>(all: readonly One[]): One[] =>
  all
    .map((one) => ({ one, rank: randomBytes(4).readUInt32LE() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one)

const digestOf = (at: number): string => createHash('sha256').update(`drawn ${at}`).digest('hex')

/** Fields that change by themselves. */
const OWN = new Set(['date', 'ratelimit'])

function askOne(
  url: URL,
  agent: Agent,
  headers: { authorization: string },
  value: string,
): Promise<Timed & { body: string }> {
  const body = JSON.stringify({ hashes: [{ algorithm: 'sha256', value }] })
  return new Promise((resolve, reject) => {
    const startedAt = process.hrtime.bigint()
    const asking = request(url, {
      agent,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': body.length },
    })
    asking.on('error', reject)
    asking.on('response', (response) => {
      let text = ''
      response.on('data', (piece: Buffer) => (text += piece.toString()))
      response.on('end', () => {
        const ms = Number(process.hrtime.bigint() - startedAt) / MS
        const fields = Object.entries(response.headers).filter(([name]) => !OWN.has(name))
        const facts = JSON.stringify([response.statusCode, text.length, fields])
        resolve({ ms, facts, body: text })
      })
    })
    asking.end(body)
  })
}

function spread({ times: { hit, miss, canary } }: Measured): Record<string, number> {
  const at = (values: readonly number[], part: number) =>
    Number((values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? 0).toFixed(3))
  return {
    hitP50Ms: at(hit, 0.5),
    missP50Ms: at(miss, 0.5),
    canaryP50Ms: at(canary, 0.5),
    hitP99Ms: at(hit, 0.99),
    missP99Ms: at(miss, 0.99),
    canaryP99Ms: at(canary, 0.99),
  }
}
