import { isIPv4 } from 'node:net'
import { domainToASCII, domainToUnicode } from 'node:url'
import type { AddressPolicy } from '@nightlight/runtime'
import { isBelowOnion, isOnionName } from './onion.ts'

/** Longest URL that is accepted, in characters, both as given and as sent. */
export const MAX_URL_LENGTH = 2048

const WEB_PORTS = [80, 443]

const CLOSED_SUFFIXES = [
  'alt',
  'corp',
  'example',
  'home',
  'home.arpa',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localhost',
  'test',
]

/** Why a URL is not fetched; stable. */
export type UrlRefusalCode =
  | 'not-a-url'
  | 'url-too-long'
  | 'scheme-refused'
  | 'host-refused'
  | 'onion-refused'
  | 'port-refused'
  | 'address-refused'

export type UrlRefusal = { status: 'refused'; code: UrlRefusalCode; message: string }

export type UrlVerdict = { status: 'accepted'; url: URL; droppedCredentials: boolean } | UrlRefusal

export type UrlRules = {
  /** Ports open beside 80 and 443. */
  allowPorts: readonly number[]
  policy: AddressPolicy
  /** Our own host names and those of partners, refused with everything below them. */
  refuseHosts?: readonly string[]
  /** `.onion` names are open; for a way out that reaches them. */
  onion?: boolean
}

/**
 * Checks a parsed URL before anything is resolved or connected.
 *
 * Credentials and one trailing dot of the host are removed from a copy; the argument stays as it is.
 */
export function checkUrl(original: URL, rules: UrlRules): UrlVerdict {
  const url = new URL(original)
  const droppedCredentials = url.username !== '' || url.password !== ''
  url.username = ''
  url.password = ''
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse('scheme-refused', 'Check the scheme: neither http nor https')
  }
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1)
  if (url.href.length > MAX_URL_LENGTH) {
    return refuse('url-too-long', `Check the URL: ${url.href.length} characters`)
  }
  return (
    refuseHost(url.hostname, rules) ??
    refusePort(url, rules) ?? { status: 'accepted', url, droppedCredentials }
  )
}

/** The address when the host of a URL is a literal (brackets removed), otherwise null. */
export function literalAddress(hostname: string): string | null {
  if (hostname.startsWith('[')) return hostname.slice(1, -1)
  return isIPv4(hostname) ? hostname : null
}

/** Makes a refusal. */
export function refuse(code: UrlRefusalCode, message: string): UrlRefusal {
  return { status: 'refused', code, message }
}

function refuseHost(hostname: string, rules: UrlRules): UrlRefusal | null {
  const literal = literalAddress(hostname)
  if (literal !== null) {
    return rules.policy.mayConnect(literal)
      ? null
      : refuse('address-refused', 'Check the address: special or closed range')
  }
  const labels = hostname.split('.')
  if (hostname.length > 253 || !labels.every(isStrictLabel)) {
    return refuse('host-refused', 'Check the host: not a valid domain name')
  }
  const closed = [...CLOSED_SUFFIXES, ...(rules.refuseHosts ?? []).map(asWritten)]
  if (closed.some((suffix) => hostname === suffix || hostname.endsWith(`.${suffix}`))) {
    return refuse('host-refused', 'Check the host: closed name')
  }
  if (isBelowOnion(hostname)) return refuseOnion(hostname, rules)
  return labels.length < 2 ? refuse('host-refused', 'Check the host: no dot') : null
}

/** Whether a text names a host that can be closed with all below it, in one of the spellings of `asWritten`. */
export function isClosableHost(text: string): boolean {
  // What reads names stops at the end of one, and would take a URL for its beginning.
  if (/[\s/\\:?#@]/.test(text)) return false
  const host = asWritten(text)
  return host !== '' && host.length <= 253 && !isIPv4(host) && host.split('.').every(isStrictLabel)
}

/** `*.site.org`, `.site.org` and `site.org.` are meant as `site.org`, and names in letters as they are sent. */
const asWritten = (host: string): string => domainToASCII(host.replace(/^\*?\.|\.$/g, ''))

function refuseOnion(hostname: string, { onion = false }: UrlRules): UrlRefusal | null {
  if (!onion) return refuse('onion-refused', 'Check the host: onion service')
  return isOnionName(hostname)
    ? null
    : refuse('host-refused', 'Check the host: no address of an onion service')
}

/** Underscores and hyphens at any place are in use on the web; the resolver copes with them. */
function isStrictLabel(label: string): boolean {
  if (!/^[a-z0-9_-]{1,63}$/.test(label)) return false
  if (!label.startsWith('xn--')) return true
  const decoded = domainToUnicode(label)
  return decoded !== label && domainToASCII(decoded) === label
}

function refusePort(url: URL, rules: UrlRules): UrlRefusal | null {
  const port = portOf(url)
  if (WEB_PORTS.includes(port) || rules.allowPorts.includes(port)) return null
  return refuse('port-refused', `Check the port: ${port} is closed`)
}

/** The port a URL is fetched from: its own, or the default of its scheme. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}
