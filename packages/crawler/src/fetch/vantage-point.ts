import type { FetchLimits } from './limits.ts'
import { isBelowOnion } from './onion.ts'
import { resolverOf } from './resolve-with-servers.ts'
import { createSafeFetch, type SafeFetch, type SafeFetchDeps } from './safe-fetch.ts'
import { reachesOnion, type Proxy } from './tunnel/proxy.ts'
import { watchProxy, type ProxyListener } from './watch-proxy.ts'

export { reachesOnion, type Proxy }

/** How visits name a resolver that one vantage point alone asks. */
export const OWN_RESOLVER = 'own'

/** From where, and as whom, a site is looked at. */
export type VantagePoint = {
  /** As it stands in visits and checks. */
  name: string
  /** Two letters, upper case; null when it is not known. */
  country: string | null
  userAgent: string
  acceptLanguage: string
  proxy: Proxy | null
  /** Name servers that this one alone asks, as addresses; those of the others when absent. */
  dnsServers?: readonly string[]
}

export type VantagePoints = AsyncDisposable & {
  /** In the order of the settings. */
  names: string[]
  /** Those that reach all of some hosts; all of them where none does, which then says so. */
  reaching(hosts: readonly string[]): readonly string[]
  /** @throws {RangeError} no such vantage point */
  of(name: string): SafeFetch
  /** Looks from the first one, except that `.onion` names are looked at from the first that reaches them. */
  first: SafeFetch
}

/**
 * Creates a fetch for each vantage point; they share nothing but the rules.
 *
 * @param points  at least one, names distinct
 * @throws {RangeError} no point, or a name twice
 */
export function createVantagePoints(
  deps: SafeFetchDeps,
  points: readonly VantagePoint[],
  options: {
    allowPorts: readonly number[]
    refuseHosts?: readonly string[]
    limits?: Partial<FetchLimits>
    /** Told of proxies that fail, and work again. */
    onProxy?: ProxyListener
  },
): VantagePoints {
  const fetches = new Map<string, SafeFetch>()
  for (const { name, dnsServers, ...point } of points) {
    if (fetches.has(name)) throw new RangeError('Create vantage points: a name twice')
    const asking = dnsServers ? { ...deps, resolve: resolverOf(dnsServers, OWN_RESOLVER) } : deps
    const safeFetch = createSafeFetch(asking, { ...options, ...point, egress: name })
    const isWatched = point.proxy !== null && options.onProxy !== undefined
    fetches.set(name, isWatched ? watchProxy(safeFetch, name, options.onProxy!) : safeFetch)
  }
  const of = (name: string): SafeFetch => {
    const fetch = fetches.get(name)
    if (fetch === undefined) throw new RangeError('Look from a vantage point: no such name')
    return fetch
  }
  const [head] = points
  if (head === undefined) throw new RangeError('Create vantage points: none')
  const names = [...fetches.keys()]
  const toOnion = points.filter(({ proxy }) => reachesOnion(proxy)).map(({ name }) => name)
  const onion = toOnion[0] ?? head.name
  const firstFor = (url: URL | string): SafeFetch => of(isOnionUrl(url) ? onion : head.name)
  const dispose = async (): Promise<void> => {
    await Promise.all([...fetches.values()].map((fetch) => fetch[Symbol.asyncDispose]()))
  }
  return {
    names,
    of,
    reaching: (hosts) => (hosts.some(isBelowOnion) && toOnion.length > 0 ? toOnion : names),
    first: {
      fetch: (url, asked) => firstFor(url).fetch(url, asked),
      visitorAt: (url) => firstFor(url).visitorAt(url),
      [Symbol.asyncDispose]: dispose,
    },
    [Symbol.asyncDispose]: dispose,
  }
}

function isOnionUrl(url: URL | string): boolean {
  const parsed = typeof url === 'string' ? URL.parse(url.trim()) : url
  return parsed !== null && isBelowOnion(parsed.hostname.replace(/\.$/, ''))
}
