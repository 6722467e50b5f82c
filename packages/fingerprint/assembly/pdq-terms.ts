const SIDE: i32 = 64
const TERMS: i32 = 16

// Cosines of the 16 lowest frequencies without the constant one: frequency-major, and turned over.
const cosines: usize = memory.data(1024 * 4, 16)
const turned: usize = memory.data(1024 * 4, 16)
const half: usize = memory.data(1024 * 4, 16)

fillCosines()

function fillCosines(): void {
  const scale: f64 = <f64>(<f32>Math.sqrt(2.0 / 64.0))
  for (let frequency = 0; frequency < TERMS; frequency++) {
    for (let at = 0; at < SIDE; at++) {
      const angle = (Math.PI / 2.0 / 64.0) * (frequency + 1) * (2 * at + 1)
      const value = <f32>(scale * Math.cos(angle))
      store<f32>(cosines + ((<usize>(frequency * SIDE + at)) << 2), value)
      store<f32>(turned + ((<usize>(at * TERMS + frequency)) << 2), value)
    }
  }
}

/** The 16x16 lowest two-dimensional cosine terms of 64x64 samples, row-major f32. */
export function lowTerms(samples: usize, terms: usize): void {
  for (let i = 0; i < TERMS; i++) {
    const row = (<usize>i) << 8
    for (let at: usize = 0; at < 256; at += 64) {
      multiplyAdd(cosines + row, samples + at, 256, half + row + at)
    }
  }
  for (let i = 0; i < TERMS; i++) {
    multiplyAdd(half + ((<usize>i) << 8), turned, 64, terms + ((<usize>i) << 6))
  }
}

/** Sixteen sums over 64 rows: factors, one a row, times sixteen values of the row. */
function multiplyAdd(factors: usize, values: usize, rowBytes: usize, out: usize): void {
  let a = f32x4.splat(0)
  let b = a
  let c = a
  let d = a
  const last = factors + 256
  for (; factors < last; factors += 4, values += rowBytes) {
    const factor = v128.load32_splat(factors)
    a = f32x4.add(a, f32x4.mul(factor, v128.load(values)))
    b = f32x4.add(b, f32x4.mul(factor, v128.load(values, 16)))
    c = f32x4.add(c, f32x4.mul(factor, v128.load(values, 32)))
    d = f32x4.add(d, f32x4.mul(factor, v128.load(values, 48)))
  }
  v128.store(out, a)
  v128.store(out, b, 16)
  v128.store(out, c, 32)
  v128.store(out, d, 48)
}

/** Sum of the differences between neighbours, in hundredths of the range, 0 (flat) to 100. */
export function gradientQuality(samples: usize): i32 {
  const withoutLast = i32x4(-1, -1, -1, 0)
  let sum = i32x4.splat(0)
  for (let at: usize = 0; at < 16384; at += 16) {
    const own = v128.load(samples + at)
    if (at < 16384 - 256) sum = i32x4.add(sum, hundredths(own, v128.load(samples + at, 256)))
    if ((at & 255) < 240) sum = i32x4.add(sum, hundredths(own, v128.load(samples + at, 4)))
    else {
      const next = v128.shuffle<f32>(own, own, 1, 2, 3, 3)
      sum = i32x4.add(sum, v128.and(hundredths(own, next), withoutLast))
    }
  }
  const gradient =
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3)
  return min(100, gradient / 90)
}

function hundredths(a: v128, b: v128): v128 {
  const scaled = f32x4.div(f32x4.mul(f32x4.sub(a, b), f32x4.splat(100)), f32x4.splat(255))
  return i32x4.abs(i32x4.trunc_sat_f32x4_s(scaled))
}
