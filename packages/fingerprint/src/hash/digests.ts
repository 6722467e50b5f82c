import { createHash } from 'node:crypto'

/** Exact hashes of a file, lower-case hex, and its length in bytes. */
export type Digests = { md5: string; sha1: string; sha256: string; size: number }

/** Hashes a file piece by piece. */
export type Digester = {
  /** Takes the next bytes; may not be called after `finish`. */
  update(chunk: Uint8Array): void
  /** The digests of everything taken; once only. */
  finish(): Digests
}

/** MD5, SHA-1 and SHA-256 of a file while it arrives; keeps none of its bytes. */
export function createDigester(): Digester {
  const [md5, sha1, sha256] = [createHash('md5'), createHash('sha1'), createHash('sha256')]
  let size = 0
  return {
    update(chunk) {
      for (const hash of [md5, sha1, sha256]) hash.update(chunk)
      size += chunk.byteLength
    },
    finish: () => ({
      md5: md5.digest('hex'),
      sha1: sha1.digest('hex'),
      sha256: sha256.digest('hex'),
      size,
    }),
  }
}

/**
 * MD5, SHA-1 and SHA-256 of the bytes as they came.
 *
 * @param bytes  the whole file
 */
export function digest(bytes: Uint8Array): Digests {
  const digester = createDigester()
  digester.update(bytes)
  return digester.finish()
}
