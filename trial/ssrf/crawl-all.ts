import { resolverOf } from '../../packages/crawler/src/fetch/resolve-with-servers.ts'
import { createSafeFetch } from '../../packages/crawler/src/fetch/safe-fetch.ts'
import { drawNumbers } from '../../packages/matcher/src/index/drawn-hashes.ts'
import { countUp, type Account, type Crawled } from './account.ts'
import { openCrawler } from './crawler.ts'
import { startDns } from './dns-server.ts'
import { createNames } from './names.ts'
import { pageAt, pathOf, WAYS } from './pages.ts'
import { rebindingPage } from './rebinding.ts'
import { createEdge, SITE_ADDRESS } from './edge.ts'
import { openSite } from './site.ts'
import { listVectors, type Showing, type Vector } from './vectors.ts'

/** What names turn to that change their mind. */
const INSIDE = ['127.0.0.1', '10.0.0.5', '169.254.169.254', '192.168.1.1', '127.0.0.81', '::1']
/** Open to anybody, each next to a range that is closed. */
export const PUBLIC = `1.0.0.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255
  128.0.0.1 168.63.129.15 169.255.0.1 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255
  192.169.0.1 198.17.255.255 198.20.0.0 223.255.255.255 2001:200::1 2003::1 2606:2800::1
  3ffe::1`.split(/\s+/)
const AT_ONCE = 6
/** Few enough for the time that a page has, on a slow machine too. */
const REBINDS_A_PAGE = 250
const DNS_PORT = 53

/** What a crawler is to go through. */
export type Order = {
  databaseUrl: string
  seed: number
  /** Every vector comes in by each way, or by one of them in turn. */
  ways: 'each' | 'one'
  /** Only vectors that are given away by this. */
  only: Showing | null
  /** Of the vectors, one in so many. */
  oneIn: number
  /** Fetches of names that change their mind. */
  rebinds: number
  /** Where names are resolved: at the name server of the trial, or where the machine says. */
  resolver: 'told' | 'own'
}

/** Sends every vector by its ways through the jobs of the crawler, and then the names that change. */
export async function crawlAll(order: Order): Promise<Account> {
  const startedAt = performance.now()
  const { below } = drawNumbers(order.seed)
  const names = createNames({ site: SITE_ADDRESS, inside: INSIDE, below })
  await using dns = await startDns(names.zone, order.resolver === 'own' ? DNS_PORT : 0)
  const vectors: Vector[] = []
  await using site = await openSite({
    address: SITE_ADDRESS,
    page: (path) => rebindingPage(path, site.port) ?? pageAt(path, vectors),
    onRequest: (host) => names.connected(host),
  })
  vectors.push(
    ...choose(listVectors(order.seed, { address: SITE_ADDRESS, port: site.port }), order),
  )
  const edge = createEdge()
  const rules = { allowPorts: [site.port], refuseHosts: ['own-hotline.example.net'] }
  const resolver =
    order.resolver === 'told' ? { resolve: resolverOf([`127.0.0.1:${dns.port}`]) } : {}
  await using crawler = await openCrawler({
    databaseUrl: order.databaseUrl,
    safeFetch: createSafeFetch(
      { policy: edge.policy, ...resolver },
      { ...rules, userAgent: 'Trial/1', egress: 'trial' },
    ),
    urlRules: { ...rules, policy: edge.policy },
    perHost: AT_ONCE,
  })
  const crawled: Crawled[] = []
  await inLanes(planCrawls(vectors, order, site.port), async ({ url, ...crawl }) => {
    crawled.push({ ...crawl, became: await crawler.report(url) })
  })
  return {
    site: { address: SITE_ADDRESS, port: site.port },
    dnsPort: dns.port,
    sandbox: crawler.sandbox,
    watched: site.watched,
    inside: Object.fromEntries(site.inside),
    vectors,
    crawls: crawled.length,
    requests: site.requests(),
    queries: dns.queries(),
    wouldBeAllowed: [...edge.wouldBeAllowed],
    ...countUp(crawled, await crawler.visits(), site.faults),
    seconds: Math.round((performance.now() - startedAt) / 1000),
  }
}

function choose(vectors: readonly Vector[], { only, oneIn }: Order): Vector[] {
  const wanted = vectors.filter(({ shownBy }) => only === null || shownBy.includes(only))
  return wanted.filter((_, at) => at % oneIn === 0)
}

type Crawl = Omit<Crawled, 'became'> & { url: string }

function planCrawls(vectors: readonly Vector[], order: Order, port: number): Crawl[] {
  const led = vectors.flatMap((vector, at) => {
    const ways = order.ways === 'each' ? WAYS : [WAYS[at % WAYS.length]!]
    return ways.map((way): Crawl => {
      const url = `http://${homeOf(vector)}:${port}${way === 'report' ? '' : pathOf(way, at)}`
      return { what: way, row: vector.row, url: way === 'report' ? vector.url : url }
    })
  })
  const open = (order.ways === 'each' ? PUBLIC : []).map((address): Crawl => {
    const host = address.includes(':') ? `[${address}]` : address
    return { what: 'public', row: host, url: `http://${host}/` }
  })
  const pages = Array.from(
    { length: Math.ceil(order.rebinds / REBINDS_A_PAGE) },
    (_, at): Crawl => {
      const count = Math.min(REBINDS_A_PAGE, order.rebinds - at * REBINDS_A_PAGE)
      const url = `http://${SITE_ADDRESS}:${port}/rebinding/${at}/${count}`
      return { what: 'rebinding', row: String(at), url }
    },
  )
  return [...led, ...open, ...pages]
}

/** A page whose frames are read must be of the same domain as what it frames. */
function homeOf({ url, shownBy }: Vector): string {
  const domain = URL.parse(url)?.hostname.replace(/\.$/, '').split('.').slice(-2).join('.')
  return !shownBy.includes('url') && domain !== undefined ? `site.${domain}` : SITE_ADDRESS
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values()
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}
