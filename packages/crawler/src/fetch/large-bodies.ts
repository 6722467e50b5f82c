import type { Deadline } from './deadline.ts'

/** Bodies that may be longer than a picture, told by their first bytes: what a caller opens to look inside. */
export type LargeBodies = {
  /** Longest of all, as received and after decoding. */
  maxBytes: number
  /** Length that a body may have which begins so, in at least 1 KiB unless it is shorter; null: as a picture. */
  limitOf(start: Uint8Array): number | null
  /**
   * Waits until so many bytes may be held, before more are than a picture has.
   *
   * @returns how many may be, in the place of `bytes`; a body that is longer is too large
   * @throws the reason of `signal`
   */
  room(bytes: number, signal: AbortSignal): Promise<number>
}

/** Gives both the wait for room and the rest of the body a time of their own, milliseconds. */
export const withTime = (large: LargeBodies, deadline: Deadline, totalMs: number): LargeBodies => ({
  ...large,
  async room(bytes, signal) {
    deadline.set(totalMs)
    const granted = await large.room(bytes, signal)
    deadline.set(totalMs)
    return granted
  },
})
