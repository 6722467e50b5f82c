import { createTestDatabase } from '../packages/runtime/src/testing.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { BODY_CASES } from './hostile-servers/body-cases.ts'
import type { Case } from './hostile-servers/case.ts'
import type { Reply } from './hostile-servers/crawl-process.ts'
import { DNS_CASES } from './hostile-servers/dns-cases.ts'
import { HTTP_CASES } from './hostile-servers/http-cases.ts'
import { HTTP2_CASES } from './hostile-servers/http2-cases.ts'
import { endOf, judge, MOST_MEMORY } from './hostile-servers/judge.ts'
import { startLife, type Life } from './hostile-servers/life.ts'
import { pageCases } from './hostile-servers/page-cases.ts'
import { pictureCases } from './hostile-servers/picture-cases.ts'
import { openServers } from './hostile-servers/servers.ts'
import { tlsCases } from './hostile-servers/tls-cases.ts'
import { WAY_CASES } from './hostile-servers/way-cases.ts'

export const needs = ['postgres'] as const

const SOUPS = 20
const SEED = 1
const WARM_UP = 20
const COSTLIEST = 8

/**
 * Has servers do to the real jobs of the crawler what a server can do: bodies, heads, framing, TLS,
 * names, redirects, pages and pictures.
 *
 * Every case must end in one of its codes, within its time, and within 2 s of processor time and 200 MB
 * of memory of the crawler; and right after it a good page must be read, and its picture fingerprinted.
 * The slow ones run together.
 *
 * @param options.n  pages mixed at random of all that is expensive
 */
export async function run(options: TrialOptions): Promise<TrialResult> {
  return runWith(await listCases(options))
}

/** Every case, in the order in which they are tried. */
export async function listCases({ n = SOUPS, seed = SEED }: TrialOptions): Promise<Case[]> {
  return [
    ...HTTP_CASES,
    ...BODY_CASES,
    ...HTTP2_CASES,
    ...tlsCases(),
    ...DNS_CASES,
    ...WAY_CASES,
    ...pageCases(seed, n),
    ...(await pictureCases()),
  ]
}

/** The trial with some cases only. */
export async function runWith(cases: readonly Case[]): Promise<TrialResult> {
  const database = await createTestDatabase()
  try {
    await using servers = await openServers(cases)
    const { ports, dnsPort } = servers
    await using life = await startLife({ databaseUrl: database.url, ports: [...ports], dnsPort })
    const faults: string[] = []
    const costs: Cost[] = []
    for (let at = 0; at < WARM_UP; at++) faults.push(...(await tryGood(life, servers.goodUrl())))
    const base = await life.begin()
    const note = (one: Case, reply: Reply, isShared: boolean): void => {
      const { ms, cpuMs, memory } = reply
      costs.push({
        case: one.name,
        end: endOf(reply),
        ms: Math.round(ms),
        cpuMs: Math.round(cpuMs),
        memory: Math.round(memory),
        isShared,
      })
      faults.push(...judge(one, reply, isShared).map((fault) => `${one.name}: ${fault}`))
    }
    for (const one of cases.filter(({ isSlow }) => isSlow !== true)) {
      note(one, await life.report(servers.urlOf(one)), false)
      const after = await tryGood(life, servers.goodUrl())
      faults.push(...after.map((fault) => `after ${one.name}: ${fault}`))
      if (costs.length % 50 === 0)
        console.error(`hostile-servers: ${costs.length} of ${cases.length}`)
    }
    const slow = cases.filter(({ isSlow }) => isSlow === true)
    await Promise.all(
      slow.map(async (one) => note(one, await life.report(servers.urlOf(one)), true)),
    )
    faults.push(
      ...(await tryGood(life, servers.goodUrl())).map((fault) => `after the slow ones: ${fault}`),
    )
    const left = (await life.begin()) - base
    if (left > MOST_MEMORY) faults.push(`${Math.round(left)} MB are left over`)
    return {
      name: 'hostile-servers',
      tried: cases.length,
      failed: faults.length,
      details: [
        { baseMegabytes: Math.round(base), leftOverMegabytes: Math.round(left) },
        { slowest: topOf(costs, 'ms') },
        {
          mostCpuMs: topOf(
            costs.filter(({ isShared }) => !isShared),
            'cpuMs',
          ),
        },
        {
          mostMegabytes: topOf(
            costs.filter(({ isShared }) => !isShared),
            'memory',
          ),
        },
        { ends: countEnds(costs) },
        ...faults,
      ],
    }
  } finally {
    await database.drop()
  }
}

type Cost = {
  case: string
  end: string
  ms: number
  cpuMs: number
  memory: number
  isShared: boolean
}

/** The crawler must be able to do its work. */
async function tryGood(life: Life, url: string): Promise<string[]> {
  const { became, visits } = await life.report(url)
  const isSeen = visits.some(({ code }) => code === 'fingerprinted')
  return 'locationId' in became && isSeen ? [] : ['a good page was not read']
}

const topOf = (costs: readonly Cost[], by: 'ms' | 'cpuMs' | 'memory') =>
  costs
    .toSorted((a, b) => b[by] - a[by])
    .slice(0, COSTLIEST)
    .map((one) => ({ case: one.case, [by]: one[by] }))

function countEnds(costs: readonly Cost[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { end } of costs) counts[end] = (counts[end] ?? 0) + 1
  return counts
}
