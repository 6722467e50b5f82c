import { isIP } from 'node:net'
import { DomainError } from '@nightlight/contract'

export type SmtpTarget = {
  host: string
  port: number
  /** TLS from the first byte. */
  secure: boolean
  /** No mail and no password before STARTTLS. */
  requireTls: boolean
  credentials: { user: string; pass: string } | null
}

const HOW = 'set it to smtp://host:port or smtps://user:password@host:port'

/**
 * Reads `smtp://host:port` (STARTTLS) or `smtps://user:pass@host:port` (TLS).
 *
 * Notices name the exact location of the content, so a host other than loopback has to encrypt;
 * `?tls=optional` takes that back, for a relay on the same private network.
 *
 * @throws {DomainError} `invalid-smtp-url`, its message saying what to set and never the value
 */
export function readSmtpUrl(value: string): SmtpTarget {
  const url = URL.canParse(value) ? new URL(value) : null
  if (!url) throw wrong('not a URL')
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') throw wrong('other scheme')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (host === '') throw wrong('no host')
  if (url.pathname !== '' && url.pathname !== '/') throw wrong('path after the port')
  const secure = url.protocol === 'smtps:'
  const tls = readTls(url)
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: !secure && (tls === 'required' || (tls === null && !isLoopback(host))),
    credentials: readCredentials(url),
  }
}

function readTls(url: URL): 'optional' | 'required' | null {
  const names = [...url.searchParams.keys()]
  const tls = url.searchParams.get('tls')
  if (names.some((name) => name !== 'tls')) throw wrong('unknown option after ?')
  if (tls === null || tls === 'optional' || tls === 'required') return tls
  throw wrong('unknown option after ?')
}

function readCredentials(url: URL): SmtpTarget['credentials'] {
  if (url.username === '' && url.password === '') return null
  if (url.username === '' || url.password === '') throw wrong('user or password missing')
  try {
    return { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
  } catch {
    throw wrong('user or password with a % that is not %25')
  }
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.split('.', 1)[0] === '127')
  )
}

const wrong = (what: string) =>
  new DomainError('invalid', 'invalid-smtp-url', `read the SMTP URL: ${what}; ${HOW}`)
