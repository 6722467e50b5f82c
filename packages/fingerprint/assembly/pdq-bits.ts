const terms: usize = memory.data(256 * 4, 16)
const copy: usize = memory.data(256 * 4, 16)
const sorted: usize = memory.data(256 * 4, 16)
const hashes: usize = memory.data(8 * 32, 16)

// Bit 0: transposed. The term (i, j) changes sign when a*i + b*j + c is odd (bits 1, 2, 3).
const orientations: usize = memory.data<u8>([0, 13, 6, 11, 10, 12, 1, 7])

/** The 256 cosine terms that the hashes are made from, f32, row-major. */
export function termsAddress(): usize {
  return terms
}

/** Eight hashes of 32 bytes, most significant byte first. */
export function hashesAddress(): usize {
  return hashes
}

/** How many of the terms lie nearer than `distance` to their lower median, where the bits turn. */
export function countNearMedian(distance: f32): i32 {
  const median = f32x4.splat(lowerMedian(terms))
  const limit = f32x4.splat(distance)
  let count = i32x4.splat(0)
  for (let at: usize = 0; at < 1024; at += 16) {
    const apart = f32x4.abs(f32x4.sub(v128.load(terms + at), median))
    count = i32x4.sub(count, f32x4.lt(apart, limit))
  }
  return (
    i32x4.extract_lane(count, 0) +
    i32x4.extract_lane(count, 1) +
    i32x4.extract_lane(count, 2) +
    i32x4.extract_lane(count, 3)
  )
}

/** Hashes the terms as they are. */
export function hashTerms(): void {
  bitsAboveMedian(terms, hashes)
}

/** Hashes the terms of all eight mirrored and rotated copies, the unchanged one first. */
export function orient(): void {
  for (let which = 0; which < 8; which++) {
    const change = load<u8>(orientations + which)
    const a = (change >> 1) & 1
    const b = (change >> 2) & 1
    const c = change >> 3
    for (let i = 0; i < 16; i++) {
      for (let j = 0; j < 16; j++) {
        const term = load<f32>(terms + ((<usize>((i << 4) | j)) << 2))
        const to = change & 1 ? (j << 4) | i : (i << 4) | j
        store<f32>(copy + ((<usize>to) << 2), (a * i + b * j + c) & 1 ? -term : term)
      }
    }
    bitsAboveMedian(copy, hashes + ((<usize>which) << 5))
  }
}

/** One bit a term, set when above the lower median; term 0 in the last bit. */
function bitsAboveMedian(values: usize, hash: usize): void {
  const median = f32x4.splat(lowerMedian(values))
  for (let byte = 0; byte < 32; byte++) {
    const at = values + ((<usize>byte) << 5)
    const low = i32x4.bitmask(f32x4.gt(v128.load(at), median))
    const high = i32x4.bitmask(f32x4.gt(v128.load(at, 16), median))
    store<u8>(hash + 31 - byte, low | (high << 4))
  }
}

/** The 128th smallest of 256 values, by quickselect on a copy. */
function lowerMedian(values: usize): f32 {
  memory.copy(sorted, values, 1024)
  const wanted = sorted + 127 * 4
  let first = sorted
  let last = sorted + 255 * 4
  while (first < last) {
    const pivot = load<f32>(first + (((last - first) >> 3) << 2))
    let low = first
    let high = last
    while (low <= high) {
      while (load<f32>(low) < pivot) low += 4
      while (load<f32>(high) > pivot) high -= 4
      if (low > high) break
      const swapped = load<f32>(low)
      store<f32>(low, load<f32>(high))
      store<f32>(high, swapped)
      low += 4
      high -= 4
    }
    if (wanted <= high) last = high
    else if (wanted >= low) first = low
    else break
  }
  return load<f32>(wanted)
}
