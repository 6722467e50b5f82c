const SIDE = 64
const TERMS = 16

/** Where each of 64 samples begins along an axis, and the shares of the pixels it is made of. */
type Axis = readonly { first: number; shares: Float64Array }[]

/**
 * PDQ in plain JavaScript: the two box passes as one tent, at the 64x64 places that are used.
 *
 * The baseline of the benchmark. It gives the reference's hash, so it is the quickest form without
 * WebAssembly that is still right.
 *
 * @param luma  row-major, 0–255, `width * height` values
 * @returns 32 bytes, most significant first
 */
export function plainPdq(
  luma: Float32Array | Uint8Array,
  width: number,
  height: number,
): Uint8Array {
  const samples = sampleColumns(
    sampleRows(luma, { width, height }, tentAxis(width), tentAxis(height)),
    tentAxis(height),
  )
  return bitsAboveMedian(lowFrequencies(samples))
}

const axes = new Map<number, Axis>()

function tentAxis(length: number): Axis {
  const known = axes.get(length)
  if (known !== undefined) return known
  const axis = Array.from({ length: SIDE }, (_, sample) => tentOf(sample, length))
  axes.set(length, axis)
  return axis
}

function tentOf(sample: number, length: number): Axis[number] {
  const window = Math.floor((length + 127) / 128)
  const half = (window + 2) >> 1
  const low = (at: number) => Math.max(0, at + half - window)
  const high = (at: number) => Math.min(length - 1, at + half - 1)
  const centre = Math.floor(((sample + 0.5) * length) / SIDE)
  const [from, to] = [low(centre), high(centre)]
  const first = low(from)
  const shares = new Float64Array(high(to) - first + 1)
  for (let outer = from; outer <= to; outer++) {
    const [begin, end] = [low(outer), high(outer)]
    const share = 1 / ((to - from + 1) * (end - begin + 1))
    for (let at = begin; at <= end; at++) shares[at - first]! += share
  }
  return { first, shares }
}

function sampleRows(
  luma: Float32Array | Uint8Array,
  { width, height }: { width: number; height: number },
  columns: Axis,
  rows: Axis,
): Float64Array {
  const used = new Uint8Array(height)
  for (const { first, shares } of rows) used.fill(1, first, first + shares.length)
  const out = new Float64Array(height * SIDE)
  for (let y = 0; y < height; y++) {
    if (used[y] === 0) continue
    for (let j = 0; j < SIDE; j++) {
      const { first, shares } = columns[j]!
      const from = y * width + first
      let sum = 0
      for (let k = 0; k < shares.length; k++) sum += luma[from + k]! * shares[k]!
      out[y * SIDE + j] = sum
    }
  }
  return out
}

function sampleColumns(sampled: Float64Array, rows: Axis): Float64Array {
  const out = new Float64Array(SIDE * SIDE)
  for (let i = 0; i < SIDE; i++) {
    const { first, shares } = rows[i]!
    for (let k = 0; k < shares.length; k++) {
      const share = shares[k]!
      const from = (first + k) * SIDE
      for (let j = 0; j < SIDE; j++) out[i * SIDE + j]! += share * sampled[from + j]!
    }
  }
  return out
}

const COSINES = Float32Array.from({ length: TERMS * SIDE }, (_, at) => {
  const frequency = Math.floor(at / SIDE) + 1
  const angle = (Math.PI / 2 / SIDE) * frequency * (2 * (at % SIDE) + 1)
  return Math.fround(Math.sqrt(2 / SIDE)) * Math.cos(angle)
})

function lowFrequencies(samples: Float64Array): Float32Array {
  const rows = new Float64Array(TERMS * SIDE)
  for (let term = 0; term < TERMS; term++) {
    const out = term * SIDE
    for (let y = 0; y < SIDE; y++) {
      const cosine = COSINES[out + y]!
      for (let x = 0; x < SIDE; x++) rows[out + x]! += cosine * samples[y * SIDE + x]!
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

function bitsAboveMedian(terms: Float32Array): Uint8Array {
  const median = terms.toSorted()[127]!
  const hash = new Uint8Array(32)
  for (let at = 0; at < terms.length; at++) {
    if (terms[at]! > median) hash[31 - (at >> 3)]! |= 1 << (at & 7)
  }
  return hash
}
