/** Weights that turn one axis of a picture into 64 samples; row `i` of `weight` starts at `i * stride`. */
export type TentWeights = {
  start: Int32Array
  length: Int32Array
  weight: Float64Array
  stride: number
}

const SAMPLES = 64
const ROUNDING = 1e-9

type Row = { first: number; weight: Float64Array }

/**
 * The weights of PDQ's blur and 64-sample decimation along one axis, as sparse rows.
 *
 * Two box passes are one tent (shortened at both ends), and only 64 of its positions are used. The
 * tent always belongs to the original length: a reduced pixel gets the sum of the weights of the
 * original pixels it stands for, so hashing a reduced picture comes close to hashing the original.
 *
 * @param original  pixels along the axis in the original picture
 * @param run       pixels PDQ runs on: `original`, or 512 for nearest-neighbour sampling before it
 * @param decoded   pixels along the axis actually at hand
 */
export function tentWeights(original: number, run: number, decoded: number): TentWeights {
  const rows: Row[] = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    const row = sampleRow(tentRow(sample, run), original, run)
    rows.push(decoded === original ? row : reduceRow(row, original, decoded))
  }
  return pack(rows)
}

function tentRow(sample: number, length: number): Row {
  const window = Math.floor((length + 127) / 128)
  const half = (window + 2) >> 1
  const low = (at: number) => Math.max(0, at + half - window)
  const high = (at: number) => Math.min(length - 1, at + half - 1)
  const centre = Math.floor(((sample + 0.5) * length) / SAMPLES)
  const from = low(centre)
  const to = high(centre)
  const first = low(from)
  // Each outer position spreads its share evenly over a range: rises and falls, then their sum.
  const weight = new Float64Array(high(to) - first + 2)
  for (let outer = from; outer <= to; outer++) {
    const begin = low(outer)
    const end = high(outer)
    const share = 1 / ((to - from + 1) * (end - begin + 1))
    add(weight, begin - first, share)
    add(weight, end + 1 - first, -share)
  }
  for (let at = 1; at < weight.length; at++) add(weight, at, weight[at - 1]!)
  return { first, weight: weight.subarray(0, -1) }
}

function sampleRow(row: Row, original: number, run: number): Row {
  if (run === original) return row
  const source = (at: number) => Math.floor((at * original) / run)
  const first = source(row.first)
  const last = source(row.first + row.weight.length - 1)
  const weight = new Float64Array(last - first + 1)
  row.weight.forEach((share, i) => add(weight, source(row.first + i) - first, share))
  return { first, weight }
}

function reduceRow(row: Row, original: number, decoded: number): Row {
  const scale = decoded / original
  const first = Math.min(decoded - 1, Math.floor(row.first * scale + ROUNDING))
  const last = Math.ceil((row.first + row.weight.length) * scale - ROUNDING) - 1
  const weight = new Float64Array(Math.min(decoded - 1, last) - first + 1)
  row.weight.forEach((share, i) => {
    const begin = (row.first + i) * scale
    const end = begin + scale
    for (let at = Math.floor(begin + ROUNDING); at < end - ROUNDING; at++) {
      const covered = Math.min(end, at + 1) - Math.max(begin, at)
      add(weight, Math.min(at, decoded - 1) - first, (share * covered) / scale)
    }
  })
  return { first, weight }
}

function add(weight: Float64Array, at: number, share: number): void {
  weight[at] = (weight[at] ?? 0) + share
}

function pack(rows: readonly Row[]): TentWeights {
  const stride = Math.max(...rows.map((row) => row.weight.length))
  const weight = new Float64Array(SAMPLES * stride)
  rows.forEach((row, i) => weight.set(row.weight, i * stride))
  return {
    start: Int32Array.from(rows, (row) => row.first),
    length: Int32Array.from(rows, (row) => row.weight.length),
    weight,
    stride,
  }
}
