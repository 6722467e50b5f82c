import { createAddressPolicy } from '../../packages/runtime/src/address.ts'
import { startSocks5 } from '../../packages/crawler/src/fetch/tunnel/testing-proxy.ts'
import { createVantagePoints } from '../../packages/crawler/src/fetch/vantage-point.ts'
import { createManners } from '../../packages/crawler/src/manners/host-manners.ts'
import { createWorld, startSite } from '../../packages/crawler/src/testing-crawl.ts'
import {
  createDeadlines,
  DEFAULT_PROOF,
  type RemovalProof,
} from '../../packages/notices/src/deadline.ts'
import { createFindHost } from '../../packages/notices/src/find-host.ts'
import { createPatience } from '../../packages/notices/src/patience.ts'
import { createRdap } from '../../packages/notices/src/recipients/rdap.ts'
import { startRegistry } from '../../packages/notices/src/testing-servers.ts'
import { startDns, type Zone } from '../ssrf/dns-server.ts'
import type { Who } from './case.ts'
import { openSite, SOUTH_SOURCE, type Site } from './site.ts'

/** Six hours in 40 milliseconds: two looks always lie farther apart, and a year is a minute. */
const PACE = 40 / (6 * 3_600_000)
const LIMITS = { headersMs: 1_000, totalMs: 4_000, resolveMs: 1_000 }
const HOST = { country: 'NL', mailbox: 'abuse@trial-hosting.example', handle: 'TRIAL' }
/** Servers that ask to be left alone are, for moments: a look comes at once after the other. */
const SHORT_PAUSES = { firstMs: 1, longestMs: 5, worthMs: 100 }
const LONGEST_MS = 3_600_000

/** Which points look, and what proves a removal. */
export type Setup = { points: readonly Who[]; proof: RemovalProof }
export const IN_SERVICE: Setup = { points: ['north', 'south'], proof: DEFAULT_PROOF }
/** What an installation would be that believes one place. */
export const ONE_POINT: Setup = { points: ['north'], proof: { checks: 2, vantagePoints: 1 } }

/** Crawler and notices on one database, with two vantage points that differ in all that a site can tell. */
export async function openWorld({ points, proof }: Setup) {
  await using resources = new AsyncDisposableStack()
  const site = resources.use(await openSite())
  const unused = resources.use(await startSite())
  const crawler = resources.use(await createWorld(unused))
  const tunnel = { host: '127.0.0.1', port: site.port, localAddress: SOUTH_SOURCE }
  const proxy = resources.use(await startSocks5({ route: () => tunnel }))
  const north = resources.use(await startDns(zoneOf(site, 'north')))
  const south = resources.use(await startDns(zoneOf(site, 'south')))
  const all = [
    {
      name: 'north',
      country: 'BE',
      userAgent: 'Mozilla/5.0 (compatible; Nightlight)',
      acceptLanguage: 'nl-BE,nl',
      proxy: null,
      dnsServers: [`127.0.0.1:${north.port}`],
    },
    {
      name: 'south',
      country: 'US',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      acceptLanguage: 'en-US,en;q=0.5',
      proxy: { type: 'socks5' as const, host: proxy.host, port: proxy.port },
      dnsServers: [`127.0.0.1:${south.port}`],
    },
  ]
  const now = (): Date => new Date()
  const policy = createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] })
  const options = { allowPorts: [site.port], limits: LIMITS }
  const vantage = resources.use(createVantagePoints({ policy, now }, all, options))
  const registry = resources.use(await startRegistry(new Map([['127.0.0.1', HOST]])))
  const { db } = crawler
  const patience = createPatience(1)
  const rdap = createRdap(
    { now },
    { baseUrl: registry.url, timeoutMs: 5_000, cacheMs: LONGEST_MS, maxBytes: 65_536 },
  )
  const findHost = createFindHost({ db, rdap, patience, now })
  const context = { ...crawler.context, signal: AbortSignal.timeout(LONGEST_MS) }
  const owned = resources.move()
  return {
    ...crawler,
    site,
    context,
    now,
    patience,
    findHost,
    deadlines: createDeadlines(PACE, proof),
    manners: createManners({ db }, SHORT_PAUSES),
    /** Everything is crawled as others see it; only looks take turns. */
    safeFetch: vantage.of('south'),
    vantage: { reaching: () => points, of: (name: string) => vantage.of(name) },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export type World = Awaited<ReturnType<typeof openWorld>>

function zoneOf(site: Site, who: Who): Zone {
  return async (name, type) => {
    const found = site.resolve(name, who)
    if (found === 'failure') return new Promise(() => undefined)
    if (found === null) return null
    return type === 'A' ? [{ type: 'A', data: found }] : []
  }
}
