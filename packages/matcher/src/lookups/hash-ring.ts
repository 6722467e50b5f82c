const WORDS = 8
const HASH_BYTES = 32

/** The last hashes of 256 bits that were put in, each with a time: searched one by one, in one block of memory. */
export type HashRing = {
  /** @returns the place, which is that of the hash that was put in longest ago where the ring is full */
  put(hash: Int32Array, at: number): number
  /** Has a hash count as put in now, in its place. */
  touch(place: number, at: number): void
  /** Places of hashes within so many bits that were put in, or touched, since a time. */
  near(hash: Int32Array, bits: number, since: number): number[]
  at(place: number): { hash: Int32Array; at: number }
}

/** @param size  hashes */
export function createHashRing(size: number): HashRing {
  const words = new Int32Array(size * WORDS)
  const times = new Float64Array(size)
  let [count, next] = [0, 0]
  const hashAt = (place: number) => words.subarray(place * WORDS, (place + 1) * WORDS)
  return {
    put(hash, at) {
      const place = next
      words.set(hash, place * WORDS)
      times[place] = at
      next = (next + 1) % size
      count = Math.max(count, place + 1)
      return place
    },
    touch(place, at) {
      times[place] = at
    },
    near(hash, bits, since) {
      const found: number[] = []
      for (let place = 0; place < count; place++) {
        let differing = 0
        // most are known to be further apart after half of their words
        for (let word = 0; word < WORDS && differing <= bits; word++) {
          differing += onesOf(words[place * WORDS + word]! ^ hash[word]!)
        }
        if (differing <= bits && times[place]! >= since) found.push(place)
      }
      return found
    },
    at: (place) => ({ hash: hashAt(place).slice(), at: times[place]! }),
  }
}

/** A hash of 256 bits as the ring takes it. @throws {RangeError} another length */
export function wordsOf(hash: Uint8Array): Int32Array {
  if (hash.length !== HASH_BYTES) throw new RangeError(`compare hashes: ${hash.length} bytes`)
  return new Int32Array(Uint8Array.from(hash).buffer)
}

function onesOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
