// The crawler of the trial, in a process of its own, so that its time and memory are its own.
import { writeFileSync } from 'node:fs'
import { createAddressPolicy } from '../../packages/runtime/src/address.ts'
import { resolverOf } from '../../packages/crawler/src/fetch/resolve-with-servers.ts'
import { createSafeFetch } from '../../packages/crawler/src/fetch/safe-fetch.ts'
import { processMemory } from '../damaged-images/process-memory.ts'
import { openCrawler, type Became, type VisitRow } from '../ssrf/crawler.ts'

/** How the process is begun. */
export type Setup = { databaseUrl: string; ports: number[]; dnsPort: number }
/** A report, and what it cost until the end of its crawl. */
export type Question = { id: number; url: string }
export type Reply = {
  id: number
  became: Became
  visits: VisitRow[]
  ms: number
  /** Of all threads of the process. */
  cpuMs: number
  /** Megabytes at most meanwhile, above those that the process had when it began. */
  memory: number
}

const { databaseUrl, ports, dnsPort } = JSON.parse(process.argv[2] ?? '') as Setup
const policy = createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] })
const rules = { allowPorts: ports }
const safeFetch = createSafeFetch(
  { policy, resolve: resolverOf([`127.0.0.1:${dnsPort}`]) },
  { ...rules, userAgent: 'Trial/1', egress: 'trial' },
)
const crawler = await openCrawler({
  databaseUrl,
  safeFetch,
  urlRules: { ...rules, policy },
  perHost: 64,
})
process.on('message', (question: Question | 'begin') => {
  if (question === 'begin') begin()
  else void answer(question)
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')

/** Says what the process has now; after it has worked a little, what is left over is held against it. */
function begin(): void {
  globalThis.gc?.()
  process.send?.({ base: memoryNow() })
}

const memoryNow = (): number => processMemory('self')?.now ?? 0

async function answer({ id, url }: Question): Promise<void> {
  // What an earlier crawl left behind is not what this one costs.
  globalThis.gc?.()
  forgetHighWater()
  const base = memoryNow()
  const startedAt = performance.now()
  const before = process.cpuUsage()
  const became = await crawler.report(url)
  const { user, system } = process.cpuUsage(before)
  const ms = performance.now() - startedAt
  const memory = (processMemory('self')?.highWater ?? 0) - base
  const visits = 'refused' in became ? [] : await crawler.visits(became.locationId)
  process.send?.({ id, became, visits, ms, cpuMs: (user + system) / 1000, memory } satisfies Reply)
}

function forgetHighWater(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // Elsewhere the mark is that of the whole life, which only makes the trial stricter.
  }
}
