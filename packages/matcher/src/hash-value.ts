import { createHash } from 'node:crypto'
import { HASH_DIGITS, type HashAlgorithm } from '@nightlight/contract'
import { popcount } from '@nightlight/fingerprint'

export type HashRefusal =
  | 'wrong-length'
  | 'wrong-alphabet'
  | 'digest-of-empty-file'
  | 'pdq-bits-out-of-range'
  | 'blockhash-degenerate'

export type HashCheck =
  | { status: 'good'; value: Buffer }
  | { status: 'refused'; reason: HashRefusal }

/** Real PDQ hashes have 128 ones; outside this range an entry is blank, damaged or something else. */
export const PDQ_ONES = { least: 116, most: 140 }
export const BLOCKHASH_ONES = { least: 32, most: 224 }

const EMPTY_DIGESTS: ReadonlySet<string> = new Set(
  ['md5', 'sha1', 'sha256'].map((name) => createHash(name).digest('hex')),
)

/**
 * Decides whether text can be a good hash of an algorithm.
 *
 * @param text hex digits in either case
 */
export function checkHash(algorithm: HashAlgorithm, text: string): HashCheck {
  const hex = text.trim().toLowerCase()
  if (hex.length !== HASH_DIGITS[algorithm]) return { status: 'refused', reason: 'wrong-length' }
  if (!/^[0-9a-f]+$/.test(hex)) return { status: 'refused', reason: 'wrong-alphabet' }
  if (EMPTY_DIGESTS.has(hex)) return { status: 'refused', reason: 'digest-of-empty-file' }
  const value = Buffer.from(hex, 'hex')
  if (algorithm === 'pdq') {
    const ones = popcount(value)
    if (ones < PDQ_ONES.least || ones > PDQ_ONES.most) {
      return { status: 'refused', reason: 'pdq-bits-out-of-range' }
    }
  }
  if (algorithm === 'blockhash' && isDegenerate(value)) {
    return { status: 'refused', reason: 'blockhash-degenerate' }
  }
  return { status: 'good', value }
}

function isDegenerate(value: Buffer): boolean {
  const ones = popcount(value)
  if (ones < BLOCKHASH_ONES.least || ones > BLOCKHASH_ONES.most) return true
  const firstRow = value.subarray(0, 2)
  for (let row = 2; row < value.length; row += 2) {
    if (!value.subarray(row, row + 2).equals(firstRow)) return false
  }
  return true
}
