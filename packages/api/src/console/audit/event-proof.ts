import { proveOpened, type EventProof, type FoundEvent, type OpenedProof } from '@nightlight/audit'
import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { secondsOwed } from '../../assessments/seconds-owed.ts'
import type { Principal } from '../../identity/principal.ts'
import { isId } from './log-query.ts'

/** Why a proof leaves out who it was and the detail. */
export type LeftOut = 'erased' | 'second-asked' | 'salt-unreadable'

/** The proof of an event as somebody may have it; where `leftOut` says why, it opens nothing. */
export type HandedProof = { proof: OpenedProof; leftOut: LeftOut | null }

/**
 * Proves an event to somebody, with who it was and the detail unless theirs is the second verdict on what it says.
 *
 * @throws {DomainError} as `proveOpened`
 */
export async function handProof(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  event: FoundEvent,
  to: Principal,
): Promise<HandedProof> {
  const proof = await proveOpened(db, crypto, event.id)
  if (event.isErased) return without(proof, 'erased')
  if (await isBlindTo(db, event, to)) return without(proof, 'second-asked')
  return { proof, leftOut: proof.opening === null ? 'salt-unreadable' : null }
}

const without = (proof: EventProof, leftOut: LeftOut): HandedProof => ({
  proof: { ...proof, opening: null },
  leftOut,
})

/** That there is no proof: for a minute, as the event is too new, or until hashes of the tree are put back. */
export type NoProof = 'waits' | 'tile-missing'

/** The same for a page, which says why there is none. */
export async function findProof(
  ...asked: Parameters<typeof handProof>
): Promise<HandedProof | NoProof> {
  try {
    return await handProof(...asked)
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error
    return error.code === 'audit-not-sequenced' ? 'waits' : 'tile-missing'
  }
}

/** Whether an event says the first verdict on a match of which whoever looks is to give the second. */
export async function isBlindTo(
  db: DbOrTransaction,
  { action, objectId }: FoundEvent,
  who: Principal,
): Promise<boolean> {
  if (action !== 'match.decided' || !isId(objectId)) return false
  return (await secondsOwed(db, who, [objectId])).size > 0
}
