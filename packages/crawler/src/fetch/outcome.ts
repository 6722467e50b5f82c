import type { Digests } from '@nightlight/fingerprint'
import type { UrlRefusalCode } from './url-rules.ts'

/**
 * What one fetch saw, for the visit record.
 *
 * Addresses, certificates, headers and times of a hop are those of the last one. Header values are
 * printable ASCII and cut, in whatever way a server wrote them.
 */
export type Observation = {
  startedAt: Date
  finishedAt: Date
  /** Literal address that was connected, by us or by the proxy. */
  address: string | null
  port: number | null
  httpStatus: number | null
  /** Redirects that were followed. */
  redirects: number
  /** Of each answer that redirected, in order. */
  redirectSteps: RedirectStep[]
  /** Body of the last answer as received. */
  wireBytes: number
  /** Body of the last answer after decoding. */
  bodyBytes: number
  /** Header value, at most 200 characters. */
  contentType: string | null
  /** Header value, at most 64 characters. */
  server: string | null
  /** Allowed response headers, see `response-headers.ts`. */
  headers: Record<string, string>
  /** Names of the request headers, lower case. */
  requestHeaders: string[]
  /** Lower-case hex digest of the leaf certificate. */
  certificateSha256: string | null
  /** Lower-case hex digest over the leaf and the issuers above it. */
  certificateChainSha256: string | null
  /** Why the certificate is not trusted (`DEPTH_ZERO_SELF_SIGNED_CERT`); null when it is, or without TLS. */
  certificateProblem: string | null
  /** Of whom the certificate is for, two letters; null when it does not say. */
  certificateCountry: string | null
  tlsVersion: string | null
  /** The version of HTTP that was spoken. */
  httpVersion: '1.1' | '2' | null
  /** Why HTTP/2 was given up for HTTP/1.1; null when it was not. */
  http2Problem: FailureCode | null
  /** Null for a literal and for `.onion`. */
  dns: DnsAnswer | null
  /** The URL, or one that a redirect named, held a user name or password; it was not sent. */
  credentialsDropped: boolean
  /** Milliseconds from `startedAt`; null for what was not reached. */
  timings: Timings
  /** Name of the vantage point. */
  egress: string
  /** Country of the vantage point, two letters. */
  country: string | null
  /** Kind of the proxy that the vantage point uses. */
  proxy: 'http' | 'https' | 'socks5' | null
  /** What it was made for, when it was no visit of its own. */
  purpose?: 'browser' | 'sheet' | 'probe'
}

/** Where a redirect leads: never the address itself. */
export type RedirectStep = {
  httpStatus: number
  to: 'same-host' | 'other-host' | 'unreadable'
  tls: boolean
}

/** What a resolver said about one name. */
export type DnsAnswer = {
  addresses: readonly string[]
  /** Who was asked; `system` for the resolver of the operating system. */
  resolver: string
  /** Names that the name is an alias of, where the resolver tells. */
  cnames: readonly string[]
  /** It said that there is no such name (NXDOMAIN), which is more than having no address. */
  isAbsent?: true
}

export type Timings = {
  resolvedMs: number | null
  connectedMs: number | null
  securedMs: number | null
  headersMs: number | null
  finishedMs: number | null
}

/** What tells a server which version of its answer we know. */
export type Validators = { etag?: string; lastModified?: string }

/** What an answer says of itself before its body. */
export type AnswerHead = {
  contentType: string | null
  /** As which it is to be saved; untrusted, never to be kept. */
  fileName: string | null
}

/** `not-wanted`: the caller looks at no such answer. */
export type RefusalCode = UrlRefusalCode | 'redirect-refused' | 'not-wanted'

export type FailureCode =
  | 'dns-failed'
  | 'connect-failed'
  | 'tls-failed'
  | 'proxy-failed'
  | 'proxy-refused'
  | 'proxy-target-failed'
  | 'timeout'
  | 'too-many-redirects'
  /** A redirect leads to a host that asked to be left alone. */
  | 'host-paused'
  /** It is longer than a picture, and another one such is being held. */
  | 'room-busy'
  | 'page-too-large'
  | 'image-too-large'
  | 'headers-too-large'
  | 'http2-flood'
  | 'encoding-refused'
  | 'connection-lost'

export type FetchOutcome =
  | {
      status: 'answered'
      httpStatus: number
      /** After redirects. */
      url: URL
      contentType: string | null
      /** Headers that name pictures or lead on, for the extraction; absent without any. */
      pageHeaders?: { link?: string; refresh?: string }
      /** Decoded, whole; owns its memory. */
      body: Uint8Array
      /** Of `body`; null when it was read as a page. */
      digests: Digests | null
      /** Of the URL that was asked for; null after a redirect, and when the server gave none. */
      validators: Validators | null
      /** From `Retry-After`, at most a day. */
      retryAfterMs?: number
      observation: Observation
    }
  | {
      /** The server says that what `conditional` names is still what it has. */
      status: 'not-modified'
      httpStatus: 304
      url: URL
      validators: Validators
      observation: Observation
    }
  | { status: 'refused'; code: RefusalCode; message: string; observation: Observation }
  | {
      status: 'failed'
      code: FailureCode
      message: string
      retryAfterMs?: number
      observation: Observation
    }
