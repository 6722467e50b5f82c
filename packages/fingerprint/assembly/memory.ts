// What the kernels read may be read in whole vectors: so much lies behind every reserved piece.
const PADDING: i32 = 64

/** Reserves memory that the caller owns, aligned to 16 bytes; traps when there is none left. */
export function reserve(bytes: i32): usize {
  return heap.alloc(bytes + PADDING)
}

/** Gives back what `reserve` gave. */
export function release(address: usize): void {
  heap.free(address)
}

/** Memory that grows to the largest size asked for and is kept. */
export class Scratch {
  private address: usize = 0
  private bytes: i32 = 0

  /** At least so many bytes; their content is that of an earlier use. */
  atLeast(bytes: i32): usize {
    if (this.bytes < bytes) {
      if (this.bytes > 0) release(this.address)
      // Reserving may trap: nothing is held then.
      this.bytes = 0
      this.address = reserve(bytes)
      this.bytes = bytes
    }
    return this.address
  }
}
