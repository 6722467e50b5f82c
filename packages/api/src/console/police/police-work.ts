import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import {
  enteredWaiting,
  listHandOvers,
  type EnteredHandOver,
  type HandOver,
  type HandOverState,
} from '../../hand-overs/hand-over-store.ts'
import type { Principal } from '../../identity/principal.ts'
import { hashLists } from '../../lists/hash-list-store.ts'
import {
  actionsOn,
  deadEndOf,
  isMapper,
  isSubmitter,
  isUnmapped,
} from '../../lists/submission-actions.ts'
import { submissionsAtHand, type SubmissionView } from '../../lists/submission-view-store.ts'
import { openUploads, type StoredUpload } from '../../uploads/upload-store.ts'

/** What waits for an officer, and what is under way. */
export type PoliceWork = {
  /** Staged by others, with nothing open: theirs to bring into force. */
  toActivate: SubmissionView[]
  /** Staged with codes that nobody has said the meaning of. */
  toMap: SubmissionView[]
  /** Staged, and nobody can ever activate them: to be thrown away and handed in again. */
  deadEnds: SubmissionView[]
  /** Files that come in or are read. */
  comingIn: SubmissionView[]
  /** Of their own that somebody else has to activate. */
  withOthers: SubmissionView[]
  /** Files of their own that did not come whole. */
  begun: StoredUpload[]
  /** Hand-overs that nobody of the authority has received, the oldest first. */
  handOvers: HandOver[]
  /** Hand-overs that they have and of which cases wait for their word, the oldest first. */
  unanswered: HandOver[]
  /** Cases handed over by hand that wait for their word, the oldest first. */
  entered: EnteredHandOver[]
  /** Where a file is handed in: to the one list that takes any, else where one is chosen. */
  handInAt: string
}

/** More hand-overs than this are counted as more. */
export const HAND_OVERS_SHOWN = 10

export async function readPoliceWork(
  deps: { db: DbOrTransaction; crypto: FieldCrypto },
  principal: Principal,
): Promise<PoliceWork> {
  const found = await submissionsAtHand(deps, principal)
  const handOversIn = (state: HandOverState) =>
    listHandOvers(deps.db, principal, { state, after: null, limit: HAND_OVERS_SHOWN + 1 })
  const open = await hashLists(deps.db, principal, { limit: 2, after: null, isOpen: true })
  const staged = found.filter(({ state }) => state === 'staged')
  const mayActivate = (one: SubmissionView): boolean =>
    actionsOn(one, principal).includes('activate')
  const isMine = (one: SubmissionView): boolean =>
    isSubmitter(one, principal) || isMapper(one, principal)
  return {
    toActivate: staged.filter(mayActivate),
    toMap: staged.filter((one) => isUnmapped(one) && deadEndOf(one) === null),
    deadEnds: staged.filter((one) => deadEndOf(one) !== null),
    comingIn: found.filter(({ state }) => state === 'receiving'),
    withOthers: staged.filter(
      (one) => !isUnmapped(one) && deadEndOf(one) === null && !mayActivate(one) && isMine(one),
    ),
    begun: await openUploads(deps, principal, null),
    handOvers: await handOversIn('waiting'),
    unanswered: await handOversIn('unanswered'),
    entered: await enteredWaiting(deps.db, principal, HAND_OVERS_SHOWN + 1),
    handInAt:
      open.length === 1 ? `/console/hash-lists/${open[0]!.id}/hand-in` : '/console/lists#lists',
  }
}
