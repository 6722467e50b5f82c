const BLOCKS = 16
const BANDS = 4
const WHITE = 765

type BlockRows = { start: Int32Array; weights: Float64Array[] }

/**
 * Block mean value hash of 16x16 blocks, method 2, as blockhash-core's `bmvbhash(image, 16)`.
 *
 * Equal to it bit by bit: block edges fall on sixteenths of a pixel, so every sum is exact in a
 * double whatever the order. A fully transparent pixel counts as white.
 *
 * @param pixels    bytes, row-major, interleaved
 * @param channels  3 RGB, 4 RGB and alpha
 * @returns 32 bytes, block 0 (top left) in the first bit
 * @throws {RangeError} sizes that do not fit the pixels
 * @see Yang, Gu, Niu: Block Mean Value Based Image Perceptual Hashing, 2006
 */
export function blockhash(
  pixels: Uint8Array,
  width: number,
  height: number,
  channels: 3 | 4,
): Uint8Array {
  if (width < 1 || height < 1 || pixels.length !== width * height * channels) {
    throw new RangeError(`hash blocks: ${pixels.length} bytes for ${width} by ${height} pixels`)
  }
  const sums = blockSums(pixels, width, height, channels)
  return bitsOfBands(sums, (width * height) / (BLOCKS * BLOCKS))
}

function blockSums(
  pixels: Uint8Array,
  width: number,
  height: number,
  channels: 3 | 4,
): Float64Array {
  const columns = blockRows(width)
  const rows = blockRows(height)
  const sums = new Float64Array(BLOCKS * BLOCKS)
  const line = new Float64Array(BLOCKS)
  for (let i = 0; i < BLOCKS; i++) {
    for (const [k, share] of rows.weights[i]!.entries()) {
      sumLine(pixels, (rows.start[i]! + k) * width, channels, columns, line)
      for (let j = 0; j < BLOCKS; j++) sums[i * BLOCKS + j]! += share * line[j]!
    }
  }
  return sums
}

function sumLine(
  pixels: Uint8Array,
  firstPixel: number,
  channels: 3 | 4,
  { start, weights }: BlockRows,
  line: Float64Array,
): void {
  const value = (at: number) =>
    channels === 4 && pixels[at + 3] === 0 ? WHITE : pixels[at]! + pixels[at + 1]! + pixels[at + 2]!
  for (let j = 0; j < BLOCKS; j++) {
    const shares = weights[j]!
    const last = shares.length - 1
    const from = (firstPixel + start[j]!) * channels
    // Only the outermost pixels of a block can be shared with another one.
    let whole = 0
    for (let at = from + channels; at < from + last * channels; at += channels) whole += value(at)
    const edges = shares[0]! * value(from)
    line[j] = whole + edges + (last > 0 ? shares[last]! * value(from + last * channels) : 0)
  }
}

/** For each of the 16 blocks of an axis: its first pixel, and how much of every pixel is its own. */
function blockRows(length: number): BlockRows {
  const size = length / BLOCKS
  const start = new Int32Array(BLOCKS)
  const weights = Array.from({ length: BLOCKS }, (_, block) => {
    const first = Math.floor(block * size)
    start[block] = first
    return new Float64Array(Math.ceil((block + 1) * size) - first)
  })
  const give = (block: number, at: number, share: number) => {
    const own = weights[block]!
    own[at - start[block]!] = (own[at - start[block]!] ?? 0) + share
  }
  for (let at = 0; at < length; at++) {
    // A pixel across an edge is split. Below 16 pixels it spans more than two blocks, of which
    // blockhash-core fills the nearest ones only.
    const beyond = (at + 1) % size
    const share = beyond < 1 && at + 1 < length ? beyond : 0
    give(Math.floor(at / size), at, 1 - share)
    if (share > 0) give(Math.ceil(at / size), at, share)
  }
  return { start, weights }
}

function bitsOfBands(sums: Float64Array, pixelsPerBlock: number): Uint8Array {
  const hash = new Uint8Array(32)
  const middle = (pixelsPerBlock * 256 * 3) / 2
  const size = sums.length / BANDS
  for (let band = 0; band < BANDS; band++) {
    const sorted = sums.slice(band * size, (band + 1) * size).sort()
    const median = (sorted[size / 2 - 1]! + sorted[size / 2]!) / 2
    for (let at = band * size; at < (band + 1) * size; at++) {
      const above = sums[at]! - median
      // In a flat bright band every block ties with the median and counts as bright.
      if (above > 0 || (above > -1 && above < 1 && median > middle))
        hash[at >> 3]! |= 128 >> (at & 7)
    }
  }
  return hash
}
