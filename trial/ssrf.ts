import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTracer } from '../packages/fingerprint/src/testing-system-calls.ts'
import { CACHE_DIR } from '../packages/runtime/src/embedded/redis.ts'
import { createTestDatabase } from '../packages/runtime/src/testing.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { provisionSandboxPrograms } from '../scripts/programs.ts'
import { spelledOnce } from './ssrf/addresses.ts'
import type { Account } from './ssrf/account.ts'
import { PUBLIC, type Order } from './ssrf/crawl-all.ts'
import { checkTheWatch } from './ssrf/control.ts'
import { chooseEnclosure, openDoor } from './ssrf/enclosure.ts'
import { judge, type Judged } from './ssrf/judge.ts'
import { LAYERS, type Layer } from './ssrf/layers.ts'
import { runCrawler, type Watch } from './ssrf/run-crawler.ts'

export const needs = ['postgres'] as const

const REBINDS = 10_000
const SEED = 1

export type Options = TrialOptions & {
  /** Layers that are switched off for the whole trial, which must then fail once all of them are. */
  off?: readonly Layer[]
  /** Of the vectors, one in so many. */
  oneIn?: number
}

/**
 * Leads the real jobs of the crawler inside by every range, form of writing and trick there is, on
 * every way by which a URL comes in, and counts what was connected but for the one site that is open.
 *
 * What is connected is seen twice: strace writes down every connect of the process, and every address
 * of the network it is in listens. Each layer is then switched off alone, with the others holding; and
 * with all of them off every vector must be seen to get in, or it was none.
 *
 * `SSRF_OFF` names layers (`url-rules`, `resolved`, `connected`) to be switched off throughout, separated
 * by commas. The trial fails with all of them, and with `url-rules`: closed ports and our own names have
 * no other guard.
 *
 * @param options.n  fetches of names that change what they answer
 */
export function run(options: TrialOptions): Promise<TrialResult> {
  const off = LAYERS.filter((layer) => (process.env['SSRF_OFF'] ?? '').split(',').includes(layer))
  return runWith({ ...options, off })
}

/** The trial with layers of the crawler switched off, or with fewer vectors. */
export async function runWith(options: Options): Promise<TrialResult> {
  const { n = REBINDS, seed = SEED, off = [], oneIn = 1 } = options
  const say = (line: string): void => console.error(`ssrf: ${line}`)
  Object.assign(process.env, await provisionSandboxPrograms(CACHE_DIR, say))
  const dir = mkdtempSync(join(tmpdir(), 'nightlight-ssrf-'))
  try {
    const watch: Watch = { dir, strace: findTracer(), enclosure: chooseEnclosure(dir) }
    say(`network: ${watch.enclosure.name}`)
    if (off.length > 0 && watch.enclosure.name === 'open') {
      throw new Error(
        'switch off a layer: only in a network of its own; install bubblewrap, or allow user namespaces',
      )
    }
    const failures = await checkTheWatch(watch)
    const order = { seed, ways: 'each', only: null, oneIn, rebinds: n, resolver: 'told' } as const
    const full = await crawl(watch, { name: 'all-layers', off }, order)
    failures.push(...full.faults)
    const { tries, reached } = full.account.rebinding
    if (tries < n) failures.push(`only ${tries} of ${n} fetches of changing names were tried`)
    if (reached * 5 < n) failures.push(`only ${reached} of ${n} changing names led to the site`)
    // With a layer off a name of mixed addresses may be read from the good one.
    if (off.length === 0) {
      failures.push(...missedPublic(full.account))
      failures.push(...full.account.readReports.map((row) => `report: ${row}: it was read`))
    }
    const others = off.length === 0 ? await tryLayers(watch, order) : []
    failures.push(...others.flatMap((one) => one.failures))
    const { account, attempts } = full
    const { vectors, crawls, queries, requests, codes, rebinding, seconds, sandbox, watched } =
      account
    return {
      name: 'ssrf',
      tried: crawls + rebinding.tries + others.reduce((sum, { tried }) => sum + tried, 0),
      failed: failures.length,
      details: [
        { seed, off, network: watch.enclosure.name, sandbox, listeningOn: watched.length },
        { vectors: vectors.length, crawls, queries, requests, seconds, connects: full.connects },
        { insideConnections: total(account.inside), insideAttempts: attempts.length },
        { rebinding },
        { publicAllowed: PUBLIC.length, beyond: beyondPublic(account) },
        ...Object.entries(codes).map(([way, ended]) => ({ way, ended })),
        ...others.map((one) => one.figures),
        ...failures,
      ],
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

type Crawled = Judged & { account: Account; connects: number }
type Run = { name: string; off: readonly Layer[] }

async function crawl(watch: Watch, run: Run, order: Omit<Order, 'databaseUrl'>): Promise<Crawled> {
  const database = await createTestDatabase()
  try {
    await using door = await openDoor(database.url, watch.dir)
    const task = { off: [...run.off], order: { ...order, databaseUrl: door.url } }
    const { said, connects } = await runCrawler(watch, run.name, task)
    const account = said as Account
    const judged = judge(account, connects, door.path)
    console.error(`ssrf: ${run.name}: ${account.seconds} s, ${judged.attempts.length} inside`)
    return { ...judged, account, connects: connects.length }
  } finally {
    await database.drop()
  }
}

type Tried = { tried: number; figures: unknown; failures: string[] }

/**
 * One layer off at a time, then the rules for URLs alone, then none; a layer is held only against what
 * gives itself away to it.
 */
async function tryLayers(watch: Watch, full: Omit<Order, 'databaseUrl'>): Promise<Tried[]> {
  const tried: Tried[] = []
  const order = { ...full, ways: 'one', rebinds: Math.ceil(full.rebinds / 20) } as const
  // Where every address leads back, so does the resolver that the process would use by itself.
  if (watch.enclosure.name === 'every-address') {
    const run = { name: 'own-resolver', off: [] }
    tried.push(mustHold(run, await crawl(watch, run, { ...order, resolver: 'own' })))
  }
  const byAddress = { ...order, only: 'address' } as const
  for (const layer of LAYERS) {
    const run = { name: `without-${layer}`, off: [layer] }
    tried.push(mustHold(run, await crawl(watch, run, layer === 'url-rules' ? byAddress : order)))
  }
  // In the open what gets out would leave the machine.
  if (watch.enclosure.name === 'open') return tried
  const alone = { name: 'url-rules-alone', off: ['resolved', 'connected'] } as const
  tried.push(mustHold(alone, await crawl(watch, alone, { ...order, only: 'url', rebinds: 0 })))
  const none = { name: 'no-layer', off: LAYERS }
  tried.push(mustFail(none, await crawl(watch, none, order)))
  return tried
}

const figuresOf = ({ name }: Run, { account, attempts }: Crawled): Record<string, unknown> => ({
  run: name,
  tried: triedBy(account),
  insideAttempts: attempts.length,
  insideConnections: total(account.inside),
  seconds: account.seconds,
})

const triedBy = ({ crawls, rebinding }: Account): number => crawls + rebinding.tries

function mustHold(run: Run, crawled: Crawled): Tried {
  const failures = crawled.faults.map((fault) => `${run.name}: ${fault}`)
  return { tried: triedBy(crawled.account), figures: figuresOf(run, crawled), failures }
}

/** Every vector that is after an address must now be seen to connect it. */
function mustFail(run: Run, crawled: Crawled): Tried {
  const { account, attempts, faults } = crawled
  const reached = new Set(attempts.map(({ address }) => address))
  const targets = new Set(
    account.vectors.flatMap(({ target }) => (target === null ? [] : spelledOnce(target))),
  )
  const idle = [...targets].filter((target) => !reached.has(target))
  const failures = [
    ...(faults.length > 0 && total(account.inside) > 0 ? [] : [`${run.name}: nothing got in`]),
    ...idle.map((target) => `${run.name}: no vector was seen to reach ${target}`),
  ]
  const figures = {
    ...figuresOf(run, crawled),
    targets: targets.size,
    reached: targets.size - idle.length,
  }
  return { tried: triedBy(account), figures, failures }
}

/** What is open to anybody must not be refused, or refusing all would pass. */
function missedPublic({ wouldBeAllowed }: Account): string[] {
  const missed = PUBLIC.filter((address) => !wouldBeAllowed.includes(spelledOnce(address)))
  return missed.map((address) => `the public address ${address} was refused`)
}

/** Addresses of vectors that lead outside, which only the edge of the trial kept from being connected. */
const beyondPublic = ({ wouldBeAllowed }: Account): string[] => {
  const known = PUBLIC.map(spelledOnce)
  return wouldBeAllowed.filter((address) => !known.includes(address))
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)
