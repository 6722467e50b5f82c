import { DomainError } from '@nightlight/contract'
import { handedOverAt, isHandedOver, isHostNext, isLastWithPolice } from './next-step.ts'
import type { Command } from './takedown-command.ts'
import type { Bare, TakedownEvent } from './takedown-event.ts'
import type { Takedown } from './takedown.ts'

const MINUTE_MS = 60_000

/**
 * What it means that whoever had a case handed over lets its host be told.
 *
 * @returns null when the status does not allow it
 * @throws {DomainError} invalid `word-at-wrong-time`
 */
export function decideAllow(
  takedown: Takedown,
  command: Command & { type: 'allow-notice' },
): Bare<TakedownEvent>[] | null {
  const { clocks, status } = takedown
  // What is routed was opened anew where somebody allowed it before: that word was of what there was then.
  if (isHostNext(takedown) || (clocks.t5 !== null && status !== 'routed')) return []
  // A word before a hand-over that is still to come would have the host told in its place.
  const since = handedOverAt(takedown)
  if (!isHandedOver(takedown) || since === null) return null
  const { at, from, word } = command
  // It went to a partner by another route, and the police answer for nobody else.
  if (from === 'police' && !isLastWithPolice(takedown)) return null
  if (!word) return [{ type: 'notice-allowed' }]
  // Who types a time has minutes.
  const earliest = Math.floor(since.getTime() / MINUTE_MS) * MINUTE_MS
  if (word.saidAt > at || word.saidAt.getTime() < earliest) {
    throw new DomainError(
      'invalid',
      'word-at-wrong-time',
      'Allowing a notice: said before the case was handed over, or later than now',
    )
  }
  return [{ type: 'notice-allowed', word }]
}
