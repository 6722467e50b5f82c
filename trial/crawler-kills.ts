import { sql } from 'kysely'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { startSite, type Asked, type Site } from './crawler-kills/site.ts'
import { GAP_MS, LEASE_MS, openWorld, PER_HOST, until, type World } from './crawler-kills/world.ts'

export const needs = ['postgres'] as const

const LOCATIONS = 200
const HOSTS = 20
const PROCESSES = 4
const KILLED = 2
/** Of the time between a claim and the request of the page. */
const CLAIM_TO_REQUEST_MS = 1_000

/**
 * Four real crawler processes on one database crawl locations that are all reported twice; two are killed
 * in between. Then two processes with one slow host that has a hundred pages, and twenty others.
 *
 * By the site's own count: every location is crawled, no page is asked for twice within its window but what a
 * killed process had begun, after its lease; no host is asked for more at once than is allowed; and the slow
 * host keeps nobody waiting.
 *
 * @param options.n  locations
 */
export async function run({ n = LOCATIONS }: TrialOptions): Promise<TrialResult> {
  const killed = await crawlWithKills(n)
  const slow = await crawlWithSlowHost()
  const failures = [...killed.failures, ...slow.failures]
  return {
    name: 'crawler-kills',
    tried: n + SLOW_PAGES + OTHERS,
    failed: failures.length,
    lost: killed.lost,
    doubled: killed.doubled,
    details: [killed.figures, slow.figures, ...failures],
  }
}

async function crawlWithKills(n: number) {
  await using site = await startSite(HOSTS, () => 40 + Math.random() * 120)
  await using world = await openWorld(site)
  const failures: string[] = []
  for (let page = 0; page < n * 2; page++) {
    await world.report(site.url(1 + (page % HOSTS), page % n))
  }
  const crawlers = Array.from({ length: PROCESSES }, (_, at) => world.start(`trial-${at}`))
  for (const crawler of crawlers) {
    if (!(await crawler.ready)) failures.push(`a crawler did not start: ${crawler.words()}`)
  }
  const killed = new Set<string>()
  for (const crawler of crawlers.slice(0, KILLED)) {
    const share = ((killed.size + 1) * n) / (KILLED + 2)
    await until(() => isBusy(site, crawler.agent, share), 120_000)
    await crawler.kill()
    killed.add(crawler.agent)
  }
  const everything = async () => sum((await world.crawled()).values()) === n
  if (!(await until(everything, 180_000))) failures.push('not everything was crawled in time')
  const left = crawlers.filter(({ agent }) => !killed.has(agent))
  for (const crawler of left) {
    if (!(await crawler.stop())) failures.push(`did not end in order: ${crawler.words()}`)
  }
  const pages = judgePages(site, killed)
  if (pages.again === 0) failures.push('the kills hit nothing: it was not tried')
  const withoutPicture = await unseen(world)
  if (withoutPicture > 0)
    failures.push(`${withoutPicture} reports without the picture of their page`)
  return {
    failures: [...failures, ...pages.failures, ...crowded(site)],
    lost: n - sum((await world.crawled()).values()),
    doubled: pages.failures.length,
    figures: {
      locations: n,
      requests: site.asked.length,
      againAfterAKill: pages.again,
      mostAtOnce: Math.max(...site.most.values()),
      leastGapMs: Math.round(leastGap(site.asked)),
      byProcess: countBy(site.asked, ({ agent }) => agent),
    },
  }
}

/** In the middle of something, after so many pages: one was asked for a moment ago. */
function isBusy({ asked }: Site, agent: string, pages: number): boolean {
  const newest = asked.findLast((one) => one.agent === agent)
  return (
    asked.filter(({ path }) => path.startsWith('/page/')).length >= pages &&
    newest !== undefined &&
    newest.path.startsWith('/page/') &&
    performance.now() - newest.atMs < 30
  )
}

/** Pages that were asked for again, which only the ones of a killed process may be, once its lease was over. */
function judgePages({ asked }: Site, killed: ReadonlySet<string>) {
  const failures: string[] = []
  let again = 0
  const pages = asked.filter(({ path }) => path.startsWith('/page/'))
  for (const [path, times] of Map.groupBy(pages, (one) => one.path)) {
    for (const [at, second] of times.slice(1).entries()) {
      const first = times[at]!
      const waitedMs = Math.round(second.atMs - first.atMs)
      if (killed.has(first.agent) && waitedMs > LEASE_MS - CLAIM_TO_REQUEST_MS) again++
      else failures.push(`${path} was asked for again after ${waitedMs} ms`)
    }
  }
  return { failures, again }
}

const crowded = ({ most }: Site): string[] =>
  [...most].flatMap(([host, count]) =>
    count > PER_HOST ? [`${host} was asked for ${count} things at once`] : [],
  )

function leastGap(asked: readonly Asked[]): number {
  let least = Infinity
  for (const times of Map.groupBy(asked, ({ host }) => host).values()) {
    for (const [at, one] of times.slice(1).entries()) {
      least = Math.min(least, one.atMs - times[at]!.atMs)
    }
  }
  return least
}

/** Reports on whose page no picture was seen, which would be lost without a sign. */
async function unseen({ db }: World): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from report_location r
    where not exists (select from sighting s where s.page_location_id = r.location_id)`.execute(db)
  return rows[0]!.n
}

const SLOW_PAGES = 100
const SLOW_MS = 1_000
const OTHERS = 20
/** The others have forty answers to give between them; the slow host would take three minutes. */
const PROMPTLY_MS = 20_000

async function crawlWithSlowHost() {
  await using site = await startSite(OTHERS + 1, (host) => (host === 1 ? SLOW_MS : 20))
  await using world = await openWorld(site)
  const failures: string[] = []
  // The slow host was reported first, so that all of it is due before the others.
  for (let page = 0; page < SLOW_PAGES; page++) await world.report(site.url(1, page))
  const crawlers = [world.start('slow-0'), world.start('slow-1')]
  await Promise.all(crawlers.map(({ ready }) => ready))
  const isBusy = () => site.asked.length >= 4
  if (!(await until(isBusy, 30_000))) failures.push('the slow host was not crawled')
  const startedMs = performance.now()
  for (let host = 0; host < OTHERS; host++) {
    await world.report(site.url(2 + host, SLOW_PAGES + host))
  }
  const others = async () => {
    const crawled = await world.crawled()
    return sum(crawled.values()) - (crawled.get('127.0.0.1') ?? 0) === OTHERS
  }
  if (!(await until(others, PROMPTLY_MS))) failures.push('the slow host kept others waiting')
  const othersMs = Math.round(performance.now() - startedMs)
  const slowThen = (await world.crawled()).get('127.0.0.1') ?? 0
  if (slowThen > SLOW_PAGES / 2) failures.push('the slow host was no burden: it was not tried')
  const goesOn = async () => ((await world.crawled()).get('127.0.0.1') ?? 0) >= slowThen + 10
  if (!(await until(goesOn, 60_000))) failures.push('the slow host was given up')
  for (const crawler of crawlers) {
    if (!(await crawler.stop())) failures.push(`did not end in order: ${crawler.words()}`)
  }
  return {
    failures: [...failures, ...crowded(site)],
    figures: {
      slowPages: SLOW_PAGES,
      othersCrawledAfterMs: othersMs,
      slowCrawledThen: slowThen,
      slowMostAtOnce: site.most.get('127.0.0.1'),
      gapMs: GAP_MS,
      byProcess: countBy(site.asked, ({ agent }) => agent),
    },
  }
}

const sum = (counts: Iterable<number>): number => [...counts].reduce((all, one) => all + one, 0)

const countBy = <T>(all: readonly T[], key: (one: T) => string): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(all, key)].map(([name, of]) => [name, of.length]))
