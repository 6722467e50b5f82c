import { isUsableMailbox } from './contact.ts'
import type { RdapRequest } from './rdap-fetch.ts'
import { registeredDomain } from '../tip-off.ts'

export type SecurityContacts = {
  /** In the order of the file, at most five. */
  mailboxes: string[]
  expires: Date | null
}

export type SecurityTxt = {
  /**
   * Asks a provider's own domain whom it wants to be told.
   *
   * Never call it with the domain of a reported site: it would learn that it was.
   *
   * @returns null when there is no file, it has expired, or names no mailbox; asked again after a day
   */
  lookup(
    domain: string,
    signal: AbortSignal,
  ): Promise<(SecurityContacts & { fetchedAt: Date }) | null>
}

const PLACES = ['/.well-known/security.txt', '/security.txt']
const MAX_LINES = 1_000
const MAX_CONTACTS = 5
const MAX_REDIRECTS = 3
const MAX_CACHED = 1_000
/** Names that nobody can have on the internet (RFC 6761, RFC 2606, RFC 8375, RFC 9476). */
const RESERVED = /(?:^|\.)(?:alt|arpa|example|internal|invalid|local|localhost|onion|test)$/

/**
 * Reads the mailboxes of a security.txt; what is malformed is left out.
 *
 * @returns null when it has expired, or is no such file: neither a contact nor a date
 * @see RFC 9116 section 2.5
 */
export function readSecurityTxt(text: string, now: Date): SecurityContacts | null {
  const mailboxes = new Set<string>()
  let expires: Date | null = null
  for (const line of text.split(/\r\n|\n|\r/).slice(0, MAX_LINES)) {
    const [, name = '', value = ''] = /^([A-Za-z-]+):[ \t]*(\S+)[ \t]*$/.exec(line) ?? []
    if (name.toLowerCase() === 'expires' && expires === null) {
      const date = new Date(value)
      if (!Number.isNaN(date.getTime())) expires = date
    }
    if (name.toLowerCase() !== 'contact') continue
    const mailbox = mailboxOf(value)
    if (isUsableMailbox(mailbox)) mailboxes.add(mailbox.toLowerCase())
  }
  if (expires !== null && expires <= now) return null
  return { mailboxes: [...mailboxes].slice(0, MAX_CONTACTS), expires }
}

/** A mailbox may be written bare, although the standard wants a URI. */
function mailboxOf(value: string): string {
  const [address = ''] = value.replace(/^mailto:/i, '').split('?')
  try {
    return decodeURIComponent(address)
  } catch {
    return ''
  }
}

/** A reader of security.txt files, over https, from public addresses and the domain itself only. */
export function createSecurityTxt(
  deps: { request: RdapRequest; now: () => Date },
  options: { timeoutMs: number; maxBytes: number; cacheMs: number },
): SecurityTxt {
  const cache = new Map<
    string,
    { found: Awaited<ReturnType<SecurityTxt['lookup']>>; until: Date }
  >()

  const ask = async (domain: string, signal: AbortSignal) => {
    for (const place of PLACES) {
      const body = await fetchWithin(deps.request, new URL(place, `https://${domain}`), signal)
      if (body === null || body.length > options.maxBytes) continue
      const contacts = readSecurityTxt(new TextDecoder().decode(body), deps.now())
      if (contacts && contacts.mailboxes.length > 0) return { ...contacts, fetchedAt: deps.now() }
    }
    return null
  }

  return {
    async lookup(domain, signal) {
      if (RESERVED.test(domain)) return null
      const known = cache.get(domain)
      if (known && known.until > deps.now()) return known.found
      const limit = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)])
      const found = await ask(domain, limit)
      signal.throwIfAborted()
      cache.delete(domain)
      cache.set(domain, { found, until: new Date(deps.now().getTime() + options.cacheMs) })
      const [oldest] = cache.keys()
      if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest)
      return found
    },
  }
}

/** Follows redirects within the domain: another's file says nothing of this one. */
async function fetchWithin(
  request: RdapRequest,
  start: URL,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  let url = start
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const reply = await request(url, signal).catch(() => null)
    if (reply?.status === 200) return isText(reply.headers['content-type']) ? reply.body : null
    const location =
      reply && reply.status >= 301 && reply.status <= 308 && reply.headers['location']
    if (!location || !URL.canParse(location, url.href)) return null
    url = new URL(location, url)
    const isOwn = registeredDomain(url.hostname) === registeredDomain(start.hostname)
    if (url.protocol !== 'https:' || url.username !== '' || !isOwn) return null
  }
  return null
}

/** A page that says "not found" with status 200 is no such file. */
const isText = (type: string | undefined): boolean =>
  type === undefined || /^text\/plain\b/i.test(type)
