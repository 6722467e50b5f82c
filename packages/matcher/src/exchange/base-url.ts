import { DomainError } from '@nightlight/contract'

/**
 * Checks the base URL of an exchange: https, or http to this machine itself.
 *
 * @param allowInsecureHttp http to anywhere: credentials then go in clear over the network
 * @returns it without a slash at its end
 * @throws {DomainError} `exchange-base-url`
 */
export function checkBaseUrl(value: string, allowInsecureHttp = false): string {
  const url = URL.canParse(value) ? new URL(value) : null
  const isPlain = url !== null && url.search === '' && url.hash === '' && url.username === ''
  const isSafe =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && (allowInsecureHttp || isLoopback(url.hostname)))
  if (!isPlain || !isSafe || url.password !== '') {
    throw new DomainError(
      'invalid',
      'exchange-base-url',
      'Configuring an exchange: unusable base URL; give https://host/path, without credentials in it',
    )
  }
  return url.href.replace(/\/+$/, '')
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)

/** Longest position that is kept, characters. */
const LONGEST_NEXT = 4096

/**
 * The path below the base URL that `next` of a page leads to, so that credentials go nowhere else.
 *
 * @param within path that it must lie below, such as `/v2/entries`
 * @returns null when it leads elsewhere
 */
export function pathOfNext(baseUrl: string, next: string, within: string): string | null {
  if (next.length > LONGEST_NEXT || !next.startsWith('/') || !URL.canParse(baseUrl + next)) {
    return null
  }
  const url = new URL(baseUrl + next)
  const base = new URL(baseUrl)
  const root = base.pathname.replace(/\/$/, '')
  const isBelow = url.origin === base.origin && url.pathname === root + within
  return isBelow ? within + url.search : null
}

/**
 * Checks that a credential can stand in a header.
 *
 * @throws {DomainError} `exchange-credentials`
 */
export function checkCredential(name: string, value: string): string {
  if (!/^[\x21-\x7e]{1,1024}$/.test(value)) {
    throw new DomainError(
      'invalid',
      'exchange-credentials',
      `Configuring an exchange: ${name} is empty or has spaces or control characters; copy it again`,
    )
  }
  return value
}

/**
 * The header of HTTP Basic authentication.
 *
 * @throws {DomainError} `exchange-credentials`
 * @see RFC 7617
 */
export function basicAuthorization(user: string, password: string): string {
  // oxlint-disable-next-line no-control-regex -- RFC 7617 forbids exactly these
  const isUnfit = (text: string) => text === '' || /[\x00-\x1f\x7f]/.test(text)
  if (isUnfit(user) || user.includes(':') || isUnfit(password)) {
    throw new DomainError(
      'invalid',
      'exchange-credentials',
      'Configuring an exchange: user name or password is empty or has characters that cannot be sent; copy them again',
    )
  }
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
}
