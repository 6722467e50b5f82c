import { isIP } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@nightlight/contract'
import type { Bootstrap } from './bootstrap.ts'
import type { DirectoryQuery } from './bootstrap-file.ts'
import { readNetwork, type NetworkHolder } from './rdap-answer.ts'
import { readAutnum, type AutnumHolder } from './rdap-autnum.ts'
import { readDomain, type DomainDesks } from './rdap-domain.ts'
import { follow, parseJson, requestWithin, type End, type RdapRequest } from './rdap-fetch.ts'
import { createTurns } from './turns.ts'

export type RdapOutcome<T> =
  | ({ status: 'found'; fetchedAt: Date; source: string } & T)
  | { status: 'not-found' }
  /** Nothing is known; asking again before `retryAt` gives this same answer without a request. */
  | { status: 'unavailable'; retryAt: Date; reason: string }

/** Each gives up waiting by its signal; a request that others wait for too goes on. */
export type Rdap = {
  /**
   * Asks who holds the network `ip` lies in.
   *
   * @throws {RangeError} `ip` is no IP address
   */
  lookupAddress(ip: string, signal?: AbortSignal): Promise<RdapOutcome<NetworkHolder>>
  /** Asks who holds the network around the one of `ip`, at the place that its answer named. */
  lookupParent(href: string, ip: string, signal?: AbortSignal): Promise<RdapOutcome<NetworkHolder>>
  /** Asks who runs a network. @throws {RangeError} `asn` is no 32-bit number above 0 */
  lookupAutnum(asn: number, signal?: AbortSignal): Promise<RdapOutcome<AutnumHolder>>
  /**
   * Asks through whom a domain was registered.
   *
   * @param domain registered, in A-labels
   * @throws {RangeError} it is no host name
   */
  lookupDomain(domain: string, signal?: AbortSignal): Promise<RdapOutcome<DomainDesks>>
}

export type RdapOptions = {
  /** A server that knows, or redirects to, every registry; without it the bootstrap says whom to ask. */
  baseUrl?: string
  /** For one lookup with all its redirects. */
  timeoutMs: number
  /** How long a holder, or that there is none, is believed. */
  cacheMs: number
  maxBytes: number
  /** Between two requests to one registry, after the first few. */
  gapMs?: number
}

type Query<T> = {
  /** Same for whatever is the same question. */
  key: string
  path: string
  about: DirectoryQuery
  /** Where it is asked, if not at the registry in charge. */
  href?: string
  read: (answer: unknown) => T | 'unheld' | null
}

const MAX_CACHED = 10_000
const PAUSE_MS = 60_000
const MAX_PAUSE_MS = 86_400_000
const BURST = 4
const MAX_SERVERS = 3

/**
 * A client of the registries (RDAP).
 *
 * Follows at most three redirects, never from https to http and never from a name to a bare
 * address. Each registry has a rate of its own, and one that says 429 or 503 is left alone until its
 * Retry-After, for every question. Same questions under way at the same time share one request.
 *
 * @throws {DomainError} `invalid-rdap-url`
 * @see RFC 9082, RFC 9083, RFC 9224, RFC 7480
 */
export function createRdap(
  deps: { request?: RdapRequest; bootstrap?: Bootstrap; now: () => Date },
  options: RdapOptions,
): Rdap {
  const { now, bootstrap } = deps
  const base = options.baseUrl === undefined && bootstrap ? null : readBase(options.baseUrl ?? '')
  const fetchOne = deps.request ?? requestWithin(options.maxBytes)
  const cache = new Map<string, { outcome: RdapOutcome<unknown>; until: Date }>()
  const underWay = new Map<string, Promise<RdapOutcome<unknown>>>()
  const pausedUntil = new Map<string, Date>()
  const turns = createTurns(options.gapMs ?? 0, BURST)

  const inTurn: RdapRequest = async (url, signal) => {
    const ms = turns.take(url.origin, performance.now())
    if (ms > 0) await pause(ms, undefined, { signal })
    return fetchOne(url, signal)
  }
  /** When a registry may be asked again that may not be now. */
  const closedUntil = (origin: string): Date | null => {
    const at = now()
    const paused = pausedUntil.get(origin)
    if (paused && paused > at) return paused
    const waitMs = turns.waitMs(origin, performance.now())
    return waitMs > options.timeoutMs / 2 ? new Date(at.getTime() + waitMs) : null
  }

  const askAt = async <T>(server: string, query: Query<T>): Promise<RdapOutcome<T>> => {
    const end = await follow(new URL(query.href ?? `${server}${query.path}`), {
      fetchOne: inTurn,
      signal: AbortSignal.timeout(options.timeoutMs),
      isPaused: (origin) => closedUntil(origin) !== null,
    })
    const outcome = outcomeOf(end, query, now(), options.maxBytes)
    if (outcome.status !== 'unavailable') return outcome
    if (end.status === 'paused') {
      return { ...outcome, retryAt: closedUntil(end.url.origin) ?? outcome.retryAt }
    }
    if (end.status === 'reply' && [429, 503].includes(end.reply.status)) {
      pausedUntil.set(end.url.origin, outcome.retryAt)
    }
    return outcome
  }

  const ask = async <T>(query: Query<T>): Promise<RdapOutcome<T>> => {
    if (base !== null || query.href !== undefined) return askAt(base ?? '', query)
    const known = await bootstrap!.serversOf(query.about)
    if (known.status === 'none') return { status: 'not-found' }
    if (known.status === 'unavailable') {
      return { status: 'unavailable', retryAt: known.retryAt, reason: 'no directory of registries' }
    }
    let last: RdapOutcome<T> | null = null
    for (const server of known.servers.slice(0, MAX_SERVERS)) {
      last = await askAt(server, query)
      if (last.status !== 'unavailable') return last
    }
    return last!
  }

  const remember = <T>(key: string, outcome: RdapOutcome<T>): RdapOutcome<T> => {
    const until =
      outcome.status === 'unavailable'
        ? outcome.retryAt
        : new Date(now().getTime() + options.cacheMs)
    cache.delete(key)
    cache.set(key, { outcome, until })
    const [oldest] = cache.keys()
    if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest)
    return outcome
  }

  const lookup = async <T>(query: Query<T>, signal?: AbortSignal): Promise<RdapOutcome<T>> => {
    const { key } = query
    signal?.throwIfAborted()
    const known = cache.get(key)
    if (known && known.until > now()) return known.outcome
    let asking = underWay.get(key)
    if (!asking) {
      asking = ask(query)
        .then((outcome) => remember(key, outcome))
        .finally(() => underWay.delete(key))
      underWay.set(key, asking)
    }
    return signal ? orAborted(asking, signal) : asking
  }

  const aboutAddress = (ip: string): Omit<Query<NetworkHolder>, 'key'> => ({
    path: `ip/${ip}`,
    about: { type: 'address', address: ip },
    read: (answer) => readNetwork(answer, ip),
  })

  return {
    async lookupAddress(address, signal) {
      const ip = canonical(address)
      return lookup({ ...aboutAddress(ip), key: `ip ${ip}` }, signal)
    },
    async lookupParent(href, address, signal) {
      const ip = canonical(address)
      // One server in place of all others is the only one that is asked.
      const isElsewhere = base !== null && new URL(href).origin !== new URL(base).origin
      if (isElsewhere) return { status: 'not-found' }
      return lookup({ ...aboutAddress(ip), key: `up ${ip} ${href}`, href }, signal)
    },
    async lookupAutnum(asn, signal) {
      if (!Number.isInteger(asn) || asn < 1 || asn > 4_294_967_295) {
        throw new RangeError('look up a network: no network number')
      }
      const about = { type: 'asn', asn } as const
      const read = (answer: unknown) => readAutnum(answer, asn)
      return lookup({ key: `asn ${asn}`, path: `autnum/${asn}`, about, read }, signal)
    },
    async lookupDomain(name, signal) {
      const domain = name.toLowerCase()
      if (!/^(?=.{3,253}$)(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/.test(domain)) {
        throw new RangeError('look up a domain: no host name')
      }
      const about = { type: 'domain', domain } as const
      const read = (answer: unknown) => readDomain(answer, domain)
      return lookup({ key: `domain ${domain}`, path: `domain/${domain}`, about, read }, signal)
    },
  }
}

function outcomeOf<T>(end: End, { read }: Query<T>, now: Date, maxBytes: number): RdapOutcome<T> {
  const later = (reason: string, pauseMs = PAUSE_MS): RdapOutcome<T> => ({
    status: 'unavailable',
    retryAt: new Date(now.getTime() + pauseMs),
    reason,
  })
  if (end.status === 'failed') return later(end.reason)
  if (end.status === 'paused') return later('asked to wait')
  const { status, headers, body } = end.reply
  if (status === 404) return { status: 'not-found' }
  if (status !== 200) return later(`status ${status}`, pauseOf(headers['retry-after'], now))
  if (body.length > maxBytes) return later('answer too big')
  const holder = read(parseJson(body))
  if (holder === null) return later('unreadable answer')
  if (holder === 'unheld') return { status: 'not-found' }
  return { status: 'found', ...holder, fetchedAt: now, source: end.url.host }
}

/** Retry-After in seconds or as a date, between a second and a day; a minute when it says nothing. */
function pauseOf(retryAfter: string | undefined, now: Date): number {
  const text = retryAfter?.trim() ?? ''
  const pauseMs = /^[0-9]{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime()
  return Number.isNaN(pauseMs) ? PAUSE_MS : Math.min(Math.max(pauseMs, 1000), MAX_PAUSE_MS)
}

function readBase(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    const how = 'set it to https://host/path of an RDAP server'
    throw new DomainError('invalid', 'invalid-rdap-url', `read the RDAP URL: unusable; ${how}`)
  }
  return url.href.replace(/\/*$/, '/')
}

/** One spelling an address, so that one cache entry serves them all. */
function canonical(address: string): string {
  const family = address.includes('%') ? 0 : isIP(address)
  if (family === 0) throw new RangeError('look up an address: not an IP address')
  return family === 4 ? address : new URL(`http://[${address}]/`).hostname.slice(1, -1)
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
