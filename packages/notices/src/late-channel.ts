import type { DoubtSettled } from './channels/channel.ts'
import type { Ended } from './ended.ts'

/**
 * What a notice comes to before it is handed over again, when that is settled without another call.
 *
 * @param isLate  a way other than mail has not taken it for as long as we bear with that
 * @returns null when it is to be handed over
 */
export function endBeforeHandOver(doubt: DoubtSettled, isLate: boolean): Ended | null {
  switch (doubt.status) {
    case 'accepted':
      return { status: 'recovered' }
    case 'unknown':
      return doubt.later && !isLate
        ? { status: 'deferred', code: null, response: 'in doubt, no answer yet' }
        : { status: 'doubtful' }
    case 'not':
      return isLate && doubt.isCertain ? { status: 'fallen-back' } : null
  }
}

/**
 * What a hand-over comes to by a way that may have the notice from an earlier one: never does it go by mail as
 * well before a person has found out.
 */
export function endInDoubt(ended: Ended, isLate: boolean): Ended {
  if (ended.status === 'turned-away') {
    return ended.closes && ended.code !== null
      ? { status: 'doubtful', shut: ended.code }
      : { status: 'doubtful' }
  }
  const isStillOpen = ended.status === 'deferred' || ended.status === 'in-doubt'
  return isStillOpen && isLate ? { status: 'doubtful' } : ended
}

/**
 * A pause that does not go beyond the time that we bear with a way.
 *
 * @param leastMs  for a server that asks to be called again at once
 */
export function pauseWithin(
  ended: Ended,
  { usualMs, leastMs, leftMs }: { usualMs: number; leastMs: number; leftMs: number },
): Ended {
  if (ended.status !== 'deferred') return ended
  const askedMs = Math.max(ended.retryInMs ?? usualMs, leastMs)
  return { ...ended, retryInMs: Math.max(0, Math.min(askedMs, leftMs)) }
}
