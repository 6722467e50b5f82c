import type { Deadline } from './deadline.ts'

/** Bodies that may be longer than a picture, told by their first bytes: what a caller opens to look inside. */
export type LargeBodies = {
  /** Longest of all, as received and after decoding. */
  maxBytes: number
  /** Length that a body may have which begins so, in at least 1 KiB unless it is shorter; null: as a picture. */
  limitOf(start: Uint8Array): number | null
  /**
   * Asks whether so many bytes may be held, before more are than a picture has. Waits for nobody: the connection
   * is open, and its host has others waiting.
   *
   * @returns how many may be, in the place of `bytes`; a body that is longer is too large. `busy`: another one
   *   is being held, and the fetch fails with `room-busy`
   * @throws the reason of `signal`
   */
  room(bytes: number, signal: AbortSignal): Promise<number | 'busy'>
}

/** Gives the rest of the body a time of its own, milliseconds. */
export const withTime = (large: LargeBodies, deadline: Deadline, totalMs: number): LargeBodies => ({
  ...large,
  async room(bytes, signal) {
    const granted = await large.room(bytes, signal)
    deadline.set(totalMs)
    return granted
  },
})
