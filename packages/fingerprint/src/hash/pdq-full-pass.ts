import type { PdqResult } from './pdq.ts'

const SIDE = 64
const TERMS = 16
const COSINES = cosines()

/**
 * PDQ as its reference computes it: full box passes over every pixel, float32 after every step.
 *
 * The oracle of the tests and the baseline of the benchmark; `pdq` gives the same hash sooner.
 */
export function pdqFullPass(luma: Float32Array, width: number, height: number): PdqResult {
  if (width < 5 || height < 5) {
    return { hash: new Uint8Array(32), quality: 0, coefficients: new Float32Array(256) }
  }
  const samples = width === SIDE && height === SIDE ? luma : decimate(luma, width, height)
  const coefficients = transform(samples)
  return { hash: bitsAboveMedian(coefficients), quality: gradientQuality(samples), coefficients }
}

function decimate(luma: Float32Array, width: number, height: number): Float32Array {
  const a = Float32Array.from(luma)
  const b = new Float32Array(a.length)
  for (let pass = 0; pass < 2; pass++) {
    for (let y = 0; y < height; y++) slide(a, b, y * width, width, 1)
    for (let x = 0; x < width; x++) slide(b, a, x, height, width)
  }
  const samples = new Float32Array(SIDE * SIDE)
  for (let i = 0; i < samples.length; i++) {
    const y = Math.floor(((Math.floor(i / SIDE) + 0.5) * height) / SIDE)
    const x = Math.floor((((i % SIDE) + 0.5) * width) / SIDE)
    samples[i] = a[y * width + x]!
  }
  return samples
}

// The running sum adds before it drops: in float32 the order decides the last bits.
function slide(from: Float32Array, to: Float32Array, at: number, count: number, step: number) {
  const f = Math.fround
  const window = Math.floor((count + 127) / 128)
  const lead = window >> 1
  let sum = 0
  for (let t = 0; t < count + lead; t++) {
    if (t < count) sum = f(sum + from[at + t * step]!)
    if (t >= window) sum = f(sum - from[at + (t - window) * step]!)
    if (t < lead) continue
    const covered = Math.min(t, count - 1) - Math.max(0, t - window + 1) + 1
    to[at + (t - lead) * step] = f(sum / covered)
  }
}

function transform(samples: Float32Array): Float32Array {
  const f = Math.fround
  const rows = new Float32Array(16 * SIDE)
  for (let at = 0; at < rows.length; at++) {
    const row = Math.floor(at / SIDE) * SIDE
    let sum = 0
    for (let k = 0; k < SIDE; k++) {
      sum = f(sum + f(COSINES[row + k]! * samples[k * SIDE + (at % SIDE)]!))
    }
    rows[at] = sum
  }
  const terms = new Float32Array(256)
  for (let at = 0; at < terms.length; at++) {
    const row = (at >> 4) * SIDE
    const column = (at & 15) * SIDE
    let sum = 0
    for (let k = 0; k < SIDE; k++) sum = f(sum + f(rows[row + k]! * COSINES[column + k]!))
    terms[at] = sum
  }
  return terms
}

/** Cosines of the 16 lowest frequencies without the constant one, 16 rows of 64, float32 values. */
function cosines(): Float32Array {
  const scale = Math.fround(Math.sqrt(2 / SIDE))
  return Float32Array.from({ length: TERMS * SIDE }, (_, at) => {
    const frequency = Math.floor(at / SIDE) + 1
    return scale * Math.cos((Math.PI / 2 / SIDE) * frequency * (2 * (at % SIDE) + 1))
  })
}

/** One bit a term, set when above the lower median; 32 bytes, term 0 in the last bit. */
function bitsAboveMedian(terms: Float32Array): Uint8Array {
  const median = terms.toSorted()[127] ?? 0
  const hash = new Uint8Array(32)
  terms.forEach((term, at) => {
    if (term > median) hash[31 - (at >> 3)]! |= 1 << (at & 7)
  })
  return hash
}

/** Sum of the differences between neighbours, in hundredths of the range, 0 (flat) to 100. */
function gradientQuality(samples: Float32Array): number {
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
