import type { Digests } from '@nightlight/fingerprint'
import type { UrlRefusalCode } from './url-rules.ts'

/** What one fetch saw, for the visit record; the address, certificate and server are of the last hop. */
export type Observation = {
  startedAt: Date
  finishedAt: Date
  /** Literal address that was connected. */
  address: string | null
  port: number | null
  httpStatus: number | null
  /** Redirects that were followed. */
  redirects: number
  /** Body of the last answer as received. */
  wireBytes: number
  /** Body of the last answer after decoding. */
  bodyBytes: number
  /** Header value, printable ASCII only, at most 200 characters. */
  contentType: string | null
  /** Header value, printable ASCII only, at most 64 characters. */
  server: string | null
  /** Lower-case hex digest of the leaf certificate. */
  certificateSha256: string | null
  /** Why the certificate is not trusted (`DEPTH_ZERO_SELF_SIGNED_CERT`); null when it is, or without TLS. */
  certificateProblem: string | null
  tlsVersion: string | null
  egress: string
}

export type RefusalCode = UrlRefusalCode | 'redirect-refused'

export type FailureCode =
  | 'dns-failed'
  | 'connect-failed'
  | 'tls-failed'
  | 'timeout'
  | 'too-many-redirects'
  | 'page-too-large'
  | 'image-too-large'
  | 'headers-too-large'
  | 'encoding-refused'
  | 'connection-lost'

export type FetchOutcome =
  | {
      status: 'answered'
      httpStatus: number
      /** After redirects. */
      url: URL
      contentType: string | null
      /** Decoded, whole; owns its memory. */
      body: Uint8Array
      /** Of `body`; null when it was read as a page. */
      digests: Digests | null
      /** From `Retry-After`, at most a day. */
      retryAfterMs?: number
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
