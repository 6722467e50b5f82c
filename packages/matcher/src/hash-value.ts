import { HASH_DIGITS, type HashAlgorithm } from '@nightlight/contract'
import { popcount } from '@nightlight/fingerprint'
import { blankDigest, type BlankDigest } from './formats/blank-digests.ts'

export type HashRefusal =
  | 'wrong-length'
  | 'wrong-alphabet'
  | BlankDigest
  | 'pdq-bits-out-of-range'
  | 'pdq-degenerate'
  | 'blockhash-degenerate'

export type HashCheck =
  | { status: 'good'; value: Buffer }
  | { status: 'refused'; reason: HashRefusal }

/** Real PDQ hashes have 128 ones; outside this range an entry is blank, damaged or something else. */
export const PDQ_ONES = { least: 116, most: 140 }
export const BLOCKHASH_ONES = { least: 32, most: 224 }
/** Changes from one bit to the next, row by row, under which a blockhash is of stripes or an edge. */
export const LEAST_BLOCKHASH_CHANGES = 20

const ROWS = 16
const HEX = /^[0-9a-f]+$/i
const BASE64 = /^(?:[a-z0-9+/]+|[a-z0-9_-]+)$/i
const BASE32 = /^[a-z2-7]+$/i
const BASE32_SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * Decides whether text can be a good hash of an algorithm.
 *
 * @param text as `toBytes` reads it
 */
export function checkHash(algorithm: HashAlgorithm, text: string): HashCheck {
  const value = toBytes(algorithm, text)
  if (typeof value === 'string') return { status: 'refused', reason: value }
  const reason = whyRefused(algorithm, value)
  return reason === undefined ? { status: 'good', value } : { status: 'refused', reason }
}

/**
 * The bytes that a text writes, or why it writes none of an algorithm.
 *
 * Hex or base32 in either case, or base64 of either alphabet; these two with their padding or
 * without. Length and alphabet decide: what has only hex digits is hex and nothing else, so that a
 * hash that was cut off is never read as another one.
 */
export function toBytes(
  algorithm: HashAlgorithm,
  text: string,
): Buffer | 'wrong-length' | 'wrong-alphabet' {
  const digits = HASH_DIGITS[algorithm]
  const trimmed = text.trim()
  if (HEX.test(trimmed)) {
    return trimmed.length === digits ? Buffer.from(trimmed, 'hex') : 'wrong-length'
  }
  const bits = digits * 4
  const body = trimmed.replace(/={1,6}$/, '')
  const padding = trimmed.length - body.length
  if (isWritten(body.length, padding, bits, 6, 4)) return fromBase64(body) ?? 'wrong-alphabet'
  if (isWritten(body.length, padding, bits, 5, 8)) return fromBase32(body) ?? 'wrong-alphabet'
  return trimmed.length === digits ? 'wrong-alphabet' : 'wrong-length'
}

/** Whether so many signs, of `each` bits and padded to a multiple of `group`, write `bits`. */
function isWritten(
  signs: number,
  padding: number,
  bits: number,
  each: number,
  group: number,
): boolean {
  if (signs !== Math.ceil(bits / each)) return false
  return padding === 0 || padding === (group - (signs % group)) % group
}

// Bits left over must be zero in both: no writer sets them, so one that does was damaged.
function fromBase64(body: string): Buffer | undefined {
  if (!BASE64.test(body)) return undefined
  const value = Buffer.from(body, 'base64')
  const same = value.toString('base64url') === body.replaceAll('+', '-').replaceAll('/', '_')
  return same ? value : undefined
}

function fromBase32(body: string): Buffer | undefined {
  if (!BASE32.test(body)) return undefined
  const value = Buffer.alloc(Math.floor((body.length * 5) / 8))
  let [bits, held, at] = [0, 0, 0]
  for (const sign of body.toUpperCase()) {
    bits = ((bits << 5) | BASE32_SIGNS.indexOf(sign)) & 0xfff
    held += 5
    if (held >= 8) {
      held -= 8
      value[at++] = (bits >> held) & 0xff
    }
  }
  return (bits & ((1 << held) - 1)) === 0 ? value : undefined
}

function whyRefused(algorithm: HashAlgorithm, value: Buffer): HashRefusal | undefined {
  if (algorithm === 'pdq') {
    const ones = popcount(value)
    if (ones < PDQ_ONES.least || ones > PDQ_ONES.most) return 'pdq-bits-out-of-range'
    return isPeriodic(value) ? 'pdq-degenerate' : undefined
  }
  if (algorithm === 'blockhash') return isFlat(value) ? 'blockhash-degenerate' : undefined
  return blankDigest(value)
}

function isFlat(value: Buffer): boolean {
  const ones = popcount(value)
  if (ones < BLOCKHASH_ONES.least || ones > BLOCKHASH_ONES.most) return true
  return isPeriodic(value) || changes(value) < LEAST_BLOCKHASH_CHANGES
}

/** Whether all 16 rows are the same, or a square of two by two bits is repeated all over. */
function isPeriodic(value: Buffer): boolean {
  if (value.readUInt16BE(0) !== value.readUInt16BE(4)) return false
  const rows = Array.from({ length: ROWS }, (_, row) => value.readUInt16BE(row * 2))
  if (rows.every((row) => row === rows[0])) return true
  const repeats = (row: number): boolean => row === (row & 3) * 0x5555
  return rows.every((row, at) => repeats(row) && row === rows[at & 1])
}

/** How often a bit differs from the next one, row by row. */
function changes(value: Buffer): number {
  let count = 0
  for (let bit = 1; bit < value.length * 8; bit++) {
    if (bitAt(value, bit) !== bitAt(value, bit - 1)) count++
  }
  return count
}

const bitAt = (value: Buffer, bit: number): number => (value[bit >> 3]! >> (7 - (bit & 7))) & 1
