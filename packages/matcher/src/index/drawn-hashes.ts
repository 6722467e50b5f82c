import { popcount } from '@nightlight/fingerprint'
import { PDQ_ONES } from '../hash-value.ts'

/** Families of hashes for tests and benchmarks, none of any picture. */
export type HashFamily = 'uniform' | 'clustered'

const BYTES = 32
const WORDS = 8
const BITS = 256
const ONES = 128
const HOT = 64

/** A seeded source of 32-bit numbers (xorshift). */
export function drawNumbers(seed: number): {
  word: () => number
  below: (limit: number) => number
} {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x6d2b79f5) | 1
  const word = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  return { word, below: (limit) => Math.floor((word() / 2 ** 32) * limit) }
}

type Numbers = ReturnType<typeof drawNumbers>

/** A copy of a hash with so many bits turned over, each another. */
export function flipBits(hash: Uint8Array, bits: number, numbers: Numbers): Uint8Array {
  const copy = Uint8Array.from(hash)
  const turned = new Set<number>()
  while (turned.size < bits) turned.add(numbers.below(BITS))
  for (const bit of turned) copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

/**
 * Hashes as lists hold them, one behind the other.
 *
 * `uniform`: every bit by itself. `clustered`: half the bits set, as PDQ has them; a tenth within 20 bits of
 * an earlier hash, a twentieth in runs as the frames of a video, 3 % of few details, 2 % near to one of 64
 * patterns that many pictures resemble.
 */
export function drawHashes(family: HashFamily, count: number, seed: number): Uint8Array {
  const numbers = drawNumbers(seed)
  const hashes = new Uint8Array(count * BYTES)
  if (family === 'uniform') {
    const words = new Uint32Array(hashes.buffer)
    for (let at = 0; at < words.length; at++) words[at] = numbers.word()
    return hashes
  }
  const patterns = drawPatterns()
  let frame: Uint8Array | undefined
  let framesLeft = 0
  for (let at = 0; at < count; at++) {
    if (frame !== undefined && framesLeft-- > 0) {
      frame = flipBits(frame, numbers.below(9), numbers)
      hashes.set(frame, at * BYTES)
      continue
    }
    const kind = numbers.below(100_000)
    if (kind < 180) {
      frame = balanced(numbers)
      framesLeft = 29
      hashes.set(frame, at * BYTES)
    } else if (kind < 10_180 && at > 0) {
      const from = numbers.below(at) * BYTES
      const near = hashes.subarray(from, from + BYTES)
      hashes.set(flipBits(near, 1 + numbers.below(20), numbers), at * BYTES)
    } else hashes.set(drawOther(kind, patterns, numbers), at * BYTES)
  }
  return hashes
}

/** Hashes of the same family that no entry was made from. */
export function drawAbsent(family: HashFamily, count: number, seed: number): Uint8Array {
  if (family === 'uniform') return drawHashes('uniform', count, seed)
  const numbers = drawNumbers(seed)
  const patterns = drawPatterns()
  const hashes = new Uint8Array(count * BYTES)
  for (let at = 0; at < count; at++) {
    hashes.set(drawOther(numbers.below(100_000), patterns, numbers), at * BYTES)
  }
  return hashes
}

function drawOther(kind: number, patterns: readonly Uint8Array[], numbers: Numbers): Uint8Array {
  const pattern = patterns[numbers.below(HOT)]!
  if (kind < 97_000)
    return kind < 95_000 ? balanced(numbers) : flipBits(pattern, hotBits(numbers), numbers)
  const hash = balanced(numbers)
  for (let row = 0; row < 16; row++) {
    if (numbers.below(4) > 0) hash.set(pattern.subarray(row * 2, row * 2 + 2), row * 2)
  }
  return flipBits(hash, numbers.below(6), numbers)
}

function hotBits(numbers: Numbers): number {
  let bits = 0
  for (let bit = 0; bit < BITS; bit++) if (numbers.below(100) < 3) bits++
  return bits
}

function balanced(numbers: Numbers): Uint8Array {
  const hash = new Uint8Array(BYTES)
  const words = new Uint32Array(hash.buffer)
  for (let at = 0; at < WORDS; at++) words[at] = numbers.word()
  let ones = hash.reduce((sum, byte) => sum + onesOf(byte), 0)
  while (ones !== ONES) {
    const bit = numbers.below(BITS)
    const isSet = ((hash[bit >> 3]! >> (bit & 7)) & 1) === 1
    if (isSet !== ones > ONES) continue
    hash[bit >> 3]! ^= 1 << (bit & 7)
    ones += isSet ? -1 : 1
  }
  return hash
}

function onesOf(byte: number): number {
  let ones = 0
  for (let rest = byte; rest !== 0; rest &= rest - 1) ones++
  return ones
}

/** Stripes, half planes and edges: what flat and simple drawings come to. */
function drawPatterns(): Uint8Array[] {
  const numbers = drawNumbers(4242)
  return Array.from({ length: HOT }, (_, which) => {
    const rows = Uint16Array.from({ length: 16 }, (_unused, row) => {
      const step = Math.floor(which / 5) + 2
      if (which % 5 === 0) return row < step ? 0xffff : 0
      if (which % 5 === 1) return 0xffff >> step
      if (which % 5 === 2)
        return (row & 1 ? 0xffff : 0) ^ (which > 30 ? numbers.word() & 0x1111 : 0)
      if (which % 5 === 3) return which & 8 ? 0x5555 : 0x3333
      return numbers.below(2) ? 0xffff : 0
    })
    return new Uint8Array(rows.buffer)
  })
}

/** So many drawn hashes that may be PDQ: real ones have nearly as many ones as zeros. 32 bytes each. */
export function drawPdq(count: number, seed: number): Uint8Array {
  // some seven of eight fit
  const drawn = drawHashes('uniform', count * 2, seed)
  const kept = new Uint8Array(count * BYTES)
  let held = 0
  for (let at = 0; at < drawn.length && held < count; at += BYTES) {
    const hash = drawn.subarray(at, at + BYTES)
    const ones = popcount(hash)
    if (ones >= PDQ_ONES.least && ones <= PDQ_ONES.most) kept.set(hash, BYTES * held++)
  }
  return kept.subarray(0, held * BYTES)
}
