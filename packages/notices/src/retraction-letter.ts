import { composeRetraction } from './documents/retraction.ts'
import type { Letter, LetterDeps, Sending } from './letter.ts'
import { holdsClaim, leaveOut, lockNoticeTakedowns } from './notice-store.ts'
import { readRetracted, retractedItems, type ListedRetraction } from './retraction-item-store.ts'
import { dropUnsaid } from './retraction-store.ts'

/**
 * What a retraction says now. What has a ground again leaves a letter that was never out.
 *
 * @returns null when the claim is lost, `nothing` when nothing is left to be taken back
 */
export async function retractionLetter(
  deps: LetterDeps,
  sending: Sending,
): Promise<Letter | 'nothing' | null> {
  const items = await itemsToSend(deps, sending)
  if (!items || items.length === 0) return items && 'nothing'
  const { head, copies, urls } = sending
  const { to, reference, sentAt, messageIds } = await readRetracted(deps.db, head.id)
  const { sender } = deps
  return {
    write: () =>
      composeRetraction({
        to,
        reference: head.reference,
        retracts: { reference, sentAt },
        language: head.language,
        provider: { name: head.providerName },
        items,
        // There is nothing to answer on a page of items.
        sender: { ...sender, replyUrl: null },
        urls,
        ...(copies > 1 ? { copyNumber: copies } : {}),
      }),
    places: items.map(({ references: [newest = ''], url }) => ({ reference: newest, url })),
    follows: messageIds,
  }
}

const itemsToSend = (
  { db, crypto }: LetterDeps,
  { claim, head, copies }: Sending,
): Promise<ListedRetraction[] | null> =>
  db.transaction().execute(async (trx) => {
    if (!(await holdsClaim(trx, claim))) return null
    const takedowns = await lockNoticeTakedowns(trx, head.id)
    const items = await retractedItems(trx, crypto, head.id)
    if (copies > 1) return items
    const listed = new Set(items.map(({ takedownId }) => takedownId))
    const all = takedowns.map(({ takedownId }) => takedownId)
    const unsaid = all.filter((id) => !listed.has(id))
    if (unsaid.length > 0) await dropUnsaid(trx, head.id, unsaid)
    if (unsaid.length > 0 && items.length > 0) await leaveOut(trx, head.id, unsaid)
    return items
  })
