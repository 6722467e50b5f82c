import { setTimeout } from 'node:timers/promises'

/** Lengths of the slots in which lookups are answered, ms: of few digests, and of everything else. */
export type AnswerSlots = { few: number; many: number }

export const ANSWER_SLOTS: AnswerSlots = { few: 4, many: 50 }
/** Digests that are answered in the short slots. */
const FEW = 16

export const slotOf = (slots: AnswerSlots, hashes: readonly { algorithm: string }[]): number =>
  hashes.length <= FEW && hashes.every(({ algorithm }) => algorithm !== 'pdq')
    ? slots.few
    : slots.many

/**
 * Waits until a whole number of slots has passed, so that what a hit takes longer than a miss is not seen.
 *
 * @param startedAt  of `performance.now()`
 * @param slotMs  no waiting for 0
 */
export async function untilSlot(startedAt: number, slotMs: number): Promise<void> {
  if (slotMs === 0) return
  const end = startedAt + Math.ceil((performance.now() - startedAt) / slotMs) * slotMs
  const left = end - performance.now()
  // timers are of whole milliseconds and late at times: the rest is waited for awake
  if (left > 2) await setTimeout(Math.floor(left) - 1)
  while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve))
}
