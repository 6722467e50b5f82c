/** As libvips and the libraries below it, Node and libheif in WebAssembly put a want of memory. */
const WANTS_MEMORY =
  /out of memory|memory allocation|insufficient memory|not enough memory|(?:allocation|memory) failed|(?:cannot|could not|unable to|failed to) (?:allocate|enlarge)|no space for|bad_alloc|\(OOM\)/i

/** What a file asks for against all reason is its own fault. */
const UNREASONABLE = /security limit/i

/** What most decoders take at the most. */
const BYTES_PER_PIXEL = 8

/** Tells an error for want of memory, which says nothing about the file, from all others. */
export function isMemoryFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return WANTS_MEMORY.test(error.message) && !UNREASONABLE.test(error.message)
}

/**
 * Tries whether as much memory can be had as a picture may take; none of it is touched.
 *
 * For decoders that fail without a word, so that a picture is not called damaged for want of memory.
 *
 * @throws {RangeError} one that `isMemoryFailure` knows
 */
export function tryMemoryFor(pixels: number): void {
  void new ArrayBuffer(pixels * BYTES_PER_PIXEL)
}
