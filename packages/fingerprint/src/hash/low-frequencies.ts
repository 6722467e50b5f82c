const SIDE = 64
const TERMS = 16

/** Cosines of the 16 lowest frequencies without the constant one, 16 rows of 64, float32 values. */
export const COSINES: Float32Array = (() => {
  const scale = Math.fround(Math.sqrt(2 / SIDE))
  return Float32Array.from({ length: TERMS * SIDE }, (_, at) => {
    const frequency = Math.floor(at / SIDE) + 1
    return scale * Math.cos((Math.PI / 2 / SIDE) * frequency * (2 * (at % SIDE) + 1))
  })
})()

/** The 16x16 lowest two-dimensional cosine terms of 64x64 samples, row-major. */
export function lowFrequencies(samples: Float64Array): Float32Array {
  const rows = new Float64Array(TERMS * SIDE)
  for (let term = 0; term < TERMS; term++) {
    const out = term * SIDE
    for (let y = 0; y < SIDE; y++) {
      const cosine = COSINES[out + y] ?? 0
      const row = y * SIDE
      for (let x = 0; x < SIDE; x++) rows[out + x]! += cosine * samples[row + x]!
    }
  }
  const terms = new Float32Array(TERMS * TERMS)
  for (let at = 0; at < terms.length; at++) {
    const row = (at >> 4) * SIDE
    const column = (at & 15) * SIDE
    let sum = 0
    for (let x = 0; x < SIDE; x++) sum += rows[row + x]! * COSINES[column + x]!
    terms[at] = sum
  }
  return terms
}

/** One bit a term, set when above the lower median; 32 bytes, term 0 in the last bit. */
export function bitsAboveMedian(terms: Float32Array): Uint8Array {
  const median = terms.toSorted()[127] ?? 0
  const hash = new Uint8Array(32)
  terms.forEach((term, at) => {
    if (term > median) hash[31 - (at >> 3)]! |= 1 << (at & 7)
  })
  return hash
}

/** Sum of the differences between neighbours, in hundredths of the range, 0 (flat) to 100. */
export function gradientQuality(samples: Float64Array | Float32Array): number {
  let gradient = 0
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const at = y * SIDE + x
      if (y < SIDE - 1) gradient += hundredths(samples[at]!, samples[at + SIDE]!)
      if (x < SIDE - 1) gradient += hundredths(samples[at]!, samples[at + 1]!)
    }
  }
  return Math.min(100, Math.floor(gradient / 90))
}

function hundredths(a: number, b: number): number {
  const f = Math.fround
  return Math.abs(Math.trunc(f(f(f(a - b) * 100) / 255)))
}
