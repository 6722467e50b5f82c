import { isIP } from 'node:net'
import { DomainError } from '@nightlight/contract'
import { readNetwork, type NetworkHolder } from './rdap-answer.ts'
import { follow, requestWithin, type End, type RdapRequest } from './rdap-fetch.ts'

export type RdapOutcome =
  | ({ status: 'found'; fetchedAt: Date; source: string } & NetworkHolder)
  | { status: 'not-found' }
  /** Nothing is known; asking again before `retryAt` gives this same answer without a request. */
  | { status: 'unavailable'; retryAt: Date; reason: string }

export type Rdap = {
  /**
   * Asks who holds the network `ip` lies in.
   *
   * @param signal gives up waiting; a request that others wait for too goes on
   * @throws {RangeError} `ip` is no IP address
   */
  lookupAddress(ip: string, signal?: AbortSignal): Promise<RdapOutcome>
}

export type RdapOptions = {
  /** A registry, or a server that redirects to the right one. */
  baseUrl: string
  /** For one lookup with all its redirects. */
  timeoutMs: number
  /** How long a holder, or that there is none, is believed. */
  cacheMs: number
  maxBytes: number
}

const MAX_CACHED = 10_000
const PAUSE_MS = 60_000
const MAX_PAUSE_MS = 86_400_000

/**
 * A client of the address registries (RDAP).
 *
 * Follows at most three redirects, never from https to http and never from a name to a bare
 * address. A registry that says 429 or 503 is left alone until its Retry-After, for every address.
 * Lookups of one address under way at the same time share one request.
 *
 * @throws {DomainError} `invalid-rdap-url`
 * @see RFC 9082, RFC 9083, RFC 7480
 */
export function createRdap(
  deps: { request?: RdapRequest; now: () => Date },
  options: RdapOptions,
): Rdap {
  const base = readBase(options.baseUrl)
  const fetchOne = deps.request ?? requestWithin(options.maxBytes)
  const cache = new Map<string, { outcome: RdapOutcome; until: Date }>()
  const underWay = new Map<string, Promise<RdapOutcome>>()
  const pausedUntil = new Map<string, Date>()

  const ask = async (ip: string): Promise<RdapOutcome> => {
    const end = await follow(new URL(`${base}ip/${ip}`), {
      fetchOne,
      signal: AbortSignal.timeout(options.timeoutMs),
      isPaused: (origin) => (pausedUntil.get(origin) ?? deps.now()) > deps.now(),
    })
    const now = deps.now()
    const outcome = outcomeOf(end, ip, now, options.maxBytes)
    if (outcome.status !== 'unavailable') return outcome
    const paused = end.url ? pausedUntil.get(end.url.origin) : undefined
    if (end.status === 'paused' && paused) return { ...outcome, retryAt: paused }
    if (end.status === 'reply' && [429, 503].includes(end.reply.status)) {
      pausedUntil.set(end.url.origin, outcome.retryAt)
    }
    return outcome
  }

  const remember = (ip: string, outcome: RdapOutcome) => {
    const until =
      outcome.status === 'unavailable'
        ? outcome.retryAt
        : new Date(deps.now().getTime() + options.cacheMs)
    cache.delete(ip)
    cache.set(ip, { outcome, until })
    const [oldest] = cache.keys()
    if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest)
    return outcome
  }

  return {
    async lookupAddress(address, signal) {
      const ip = canonical(address)
      signal?.throwIfAborted()
      const known = cache.get(ip)
      if (known && known.until > deps.now()) return known.outcome
      let asking = underWay.get(ip)
      if (!asking) {
        asking = ask(ip)
          .then((outcome) => remember(ip, outcome))
          .finally(() => underWay.delete(ip))
        underWay.set(ip, asking)
      }
      return signal ? orAborted(asking, signal) : asking
    },
  }
}

function outcomeOf(end: End, ip: string, now: Date, maxBytes: number): RdapOutcome {
  const later = (reason: string, pauseMs = PAUSE_MS): RdapOutcome => ({
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
  const holder = readNetwork(parse(body), ip)
  if (holder === null) return later('unreadable answer')
  if (holder === 'unheld') return { status: 'not-found' }
  return { status: 'found', ...holder, fetchedAt: now, source: end.url.host }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return null
  }
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
