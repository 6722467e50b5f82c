// An axis table says how one axis of a picture becomes samples (64 of PDQ, 16 of blockhash). It is
// written by the caller:
//   i32 start[64]   first pixel of each sample
//   i32 length[64]  pixels of each sample
//   i32 stride      weights a sample, a multiple of 4; then three words unused
//   weight[samples * stride], 32 bits each: f32 for PDQ, whole sixteenths as i32 for blockhash; zero
//   behind the length
const LENGTHS: usize = 256
const STRIDE: usize = 512
const WEIGHTS: usize = 528

/** First pixel of a sample. */
export function startOf(axis: usize, sample: i32): i32 {
  return load<i32>(axis + ((<usize>sample) << 2))
}

/** Pixels of a sample. */
export function lengthOf(axis: usize, sample: i32): i32 {
  return load<i32>(axis + ((<usize>sample) << 2), LENGTHS)
}

/** Address of the weights of a sample. */
export function weightsOf(axis: usize, sample: i32): usize {
  return axis + WEIGHTS + ((<usize>(sample * load<i32>(axis, STRIDE))) << 2)
}

/** Pixels from the first of sample `from` to the last of those before sample `to`. */
export function spanOf(axis: usize, from: i32, to: i32): i32 {
  return startOf(axis, to - 1) + lengthOf(axis, to - 1) - startOf(axis, from)
}
