import { DomainError } from '@nightlight/contract'
import { runAlone, type FieldCrypto } from '@nightlight/runtime'
import { noteRound } from './checkpoint-store.ts'
import { sequence } from './sequence.ts'
import { signHead, type SignDeps } from './sign-head.ts'

/** Of the one sequencer of a database. */
export const SEQUENCER_LOCK = 710_427

export type Round =
  | { status: 'done'; placed: number; signed: number | null }
  /** Another sequencer is at work. */
  | { status: 'waits' }
  /** Nothing is signed: the log is not as it was left. */
  | { status: 'refused'; error: DomainError }

/**
 * One round of the sequencer: places for all events that have none, then a checkpoint.
 *
 * A refusal is noted in `audit_state`, where those who watch see it, until a round goes well.
 *
 * @param options.everyMs  between two checkpoints
 */
export async function runRound(
  deps: SignDeps & { crypto: FieldCrypto },
  options: { everyMs: number; signal?: AbortSignal },
): Promise<Round> {
  const { db, now } = deps
  const round = await runAlone(db, SEQUENCER_LOCK, async (): Promise<Round> => {
    try {
      const placed = await sequence(deps, options.signal)
      const signed = await signHead(deps, options.everyMs)
      await noteRound(db, now(), null)
      return { status: 'done', placed, signed }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      await noteRound(db, now(), error.code)
      return { status: 'refused', error }
    }
  })
  return round ?? { status: 'waits' }
}
