import { createHash } from 'node:crypto'

/** Exact hashes of a file, lower-case hex, and its length in bytes. */
export type Digests = { md5: string; sha1: string; sha256: string; size: number }

/**
 * MD5, SHA-1 and SHA-256 of the bytes as they came.
 *
 * @param bytes  the whole file
 */
export function digest(bytes: Uint8Array): Digests {
  const hex = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex')
  return { md5: hex('md5'), sha1: hex('sha1'), sha256: hex('sha256'), size: bytes.length }
}
