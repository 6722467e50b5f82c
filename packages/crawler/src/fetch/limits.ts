/** Bounds of one fetch, redirects included. Times in milliseconds, sizes in bytes. */
export type FetchLimits = {
  /** From the call to the last byte, over all redirects. */
  totalMs: number
  resolveMs: number
  /** One attempt to connect, TLS handshake included. */
  connectMs: number
  /** From the request to the end of the response headers. */
  headersMs: number
  maxRedirects: number
  /** Addresses of one name; more refuse the name. */
  maxAddresses: number
  /** Addresses tried in turn when connecting fails. */
  maxConnectAttempts: number
  maxHeaderBytes: number
  maxHeaders: number
  /** Interim (1xx) responses before the final one. */
  maxInterim: number
  /** Bytes received during the TLS handshake. */
  maxHandshakeBytes: number
  /** Page body as received, before decoding. */
  pageWireBytes: number
  /** Page body after decoding. */
  pageBytes: number
  imageWireBytes: number
  imageBytes: number
  /** Average over the body, as received, once `rateGraceMs` have passed. */
  minRateBytesPerSecond: number
  rateGraceMs: number
  /** Decoded bytes per received byte, once `ratioGraceBytes` are decoded. */
  maxRatio: number
  ratioGraceBytes: number
}

const MIB = 2 ** 20

export const DEFAULT_FETCH_LIMITS: Readonly<FetchLimits> = {
  totalMs: 30_000,
  resolveMs: 3_000,
  connectMs: 10_000,
  headersMs: 10_000,
  maxRedirects: 5,
  maxAddresses: 16,
  maxConnectAttempts: 3,
  maxHeaderBytes: 16 * 1024,
  maxHeaders: 100,
  maxInterim: 8,
  maxHandshakeBytes: 64 * 1024,
  pageWireBytes: 4 * MIB,
  pageBytes: 8 * MIB,
  imageWireBytes: 20 * MIB,
  imageBytes: 40 * MIB,
  minRateBytesPerSecond: 1024,
  rateGraceMs: 5_000,
  maxRatio: 100,
  ratioGraceBytes: MIB,
}
