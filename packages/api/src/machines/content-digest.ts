import { createHash, timingSafeEqual, type Hash } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import { parseDictionary } from './structured-fields.ts'

const ALGORITHMS = new Map([
  ['sha-256', { name: 'sha256', bytes: 32 }],
  ['sha-512', { name: 'sha512', bytes: 64 }],
])

/** Digests that a body is said to have, and those of what has come of it. */
export type ExpectedDigest = { hash: Hash; expected: Buffer }[]

/**
 * Reads a Content-Digest field.
 *
 * @returns one for each digest, at least one; all of them have to be right
 * @throws {DomainError} invalid `digest-missing`, `field-malformed`, `digest-unknown` for anything but SHA-256 and
 *   SHA-512, `digest-malformed`
 * @see RFC 9530, section 2
 */
export function readContentDigest(field: string | null): ExpectedDigest {
  if (field === null) throw bad('missing', 'send Content-Digest')
  const members = [...parseDictionary(field)]
  if (members.length === 0) throw bad('missing', 'Content-Digest is empty')
  return members.map(([name, member]) => {
    const algorithm = ALGORITHMS.get(name)
    if (!algorithm) throw bad('unknown', 'it has to be sha-256 or sha-512')
    const isDigest =
      'item' in member && member.item.type === 'bytes' && member.parameters.size === 0
    const expected = isDigest ? (member.item.value as Buffer) : Buffer.alloc(0)
    if (expected.length !== algorithm.bytes)
      throw bad('malformed', 'it is of another length or type')
    return { hash: createHash(algorithm.name), expected }
  })
}

export type DigestedBody = {
  /** The bytes, as they are; throws at their end when they are others than was said. */
  bytes: AsyncGenerator<Uint8Array>
  /** Reads whatever the reader of `bytes` has left, and holds the whole to its digest. */
  finish: () => Promise<void>
}

/**
 * A body that is held to its digest as it passes; nothing of it is kept.
 *
 * @throws {DomainError} both: invalid `digest-wrong`
 */
export function digestedBody(
  source: AsyncGenerator<Uint8Array>,
  digests: ExpectedDigest,
): DigestedBody {
  let isDone = false
  const next = async (): Promise<Uint8Array | null> => {
    if (isDone) return null
    const { done, value } = await source.next()
    if (done !== true) {
      for (const { hash } of digests) hash.update(value)
      return value
    }
    isDone = true
    if (digests.every(({ hash, expected }) => timingSafeEqual(hash.digest(), expected))) return null
    throw bad('wrong', 'the body is not the one that was signed')
  }
  // does not end the source when its reader stops early, so that `finish` can go on
  async function* passing(): AsyncGenerator<Uint8Array> {
    for (let chunk = await next(); chunk !== null; chunk = await next()) yield chunk
  }
  return {
    bytes: passing(),
    async finish() {
      while ((await next()) !== null);
    },
  }
}

const bad = (code: string, why: string): DomainError =>
  new DomainError('invalid', `digest-${code}`, `Checking the digest of a body: ${why}`)
