/** Bounds of one fetch, redirects included. Times in milliseconds, sizes in bytes. */
export type FetchLimits = {
  /** From the call to the last byte, over all redirects. */
  totalMs: number
  resolveMs: number
  /** One attempt to connect; with a proxy, the TLS handshake through it. */
  connectMs: number
  /** One attempt to have a proxy reach an address, the way to the proxy included. */
  tunnelMs: number
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
  /** HTTP/2 frames that are no body, and empty ones, before the answer is whole. */
  maxFrames: number
  /** HTTP/2 bytes that are no body (frame heads, headers, padding), beyond as many as the body has. */
  maxFrameOverheadBytes: number
  /** Layers of `Content-Encoding`. */
  maxCodings: number
  /** Window of zstd, as a power of two: what a decoder must be able to hold (RFC 9659). */
  zstdWindowLog: number
  /** Frames of one zstd layer: each costs a decoder, however little it holds. */
  maxZstdFrames: number
  /** Page body as received, before decoding. */
  pageWireBytes: number
  /** Page body after decoding. */
  pageBytes: number
  imageWireBytes: number
  imageBytes: number
  /** For what is left of a body, once it is longer than a picture. */
  largeTotalMs: number
  /** Average over the body, as received, once `rateGraceMs` have passed. */
  minRateBytesPerSecond: number
  rateGraceMs: number
  /** Decoded bytes per received byte, once `ratioGraceBytes` are decoded; holds for each layer. */
  maxRatio: number
  ratioGraceBytes: number
}

const MIB = 2 ** 20

export const DEFAULT_FETCH_LIMITS: Readonly<FetchLimits> = {
  totalMs: 30_000,
  resolveMs: 3_000,
  connectMs: 10_000,
  tunnelMs: 15_000,
  headersMs: 10_000,
  maxRedirects: 5,
  maxAddresses: 16,
  maxConnectAttempts: 3,
  maxHeaderBytes: 16 * 1024,
  maxHeaders: 100,
  maxInterim: 8,
  maxHandshakeBytes: 64 * 1024,
  maxFrames: 256,
  maxFrameOverheadBytes: 128 * 1024,
  maxCodings: 2,
  zstdWindowLog: 23,
  maxZstdFrames: 1_000,
  pageWireBytes: 4 * MIB,
  pageBytes: 8 * MIB,
  imageWireBytes: 20 * MIB,
  imageBytes: 40 * MIB,
  largeTotalMs: 60_000,
  minRateBytesPerSecond: 1024,
  rateGraceMs: 5_000,
  maxRatio: 100,
  ratioGraceBytes: MIB,
}
