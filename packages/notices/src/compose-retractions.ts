import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { lockProvider } from './provider-store.ts'
import {
  insertRetraction,
  lockRetractable,
  type Retractable,
  type RetractionLetter,
} from './retraction-store.ts'

/**
 * Writes the letters that take back what a provider was told and what has lost its ground; one for
 * each notice, with all of it that is to be taken back.
 *
 * Whoever was told of the same content several times is told once that it does not hold: the letter
 * answers the newest of these notices and names the others. Call it in a transaction: the provider's
 * row is locked, so that two runs write one letter.
 *
 * @returns ids of the letters, which are notices that are due
 */
export async function composeRetractions(
  db: DbOrTransaction,
  providerId: string,
  facts: { mailDomain: string; now: Date },
): Promise<string[]> {
  if (!(await lockProvider(db, providerId))) return []
  const letters: string[] = []
  for (const letter of lettersOf(await lockRetractable(db, providerId))) {
    const { now: dueAt, mailDomain } = facts
    const id = await insertRetraction(db, letter, { providerId, mailDomain, dueAt })
    await writeAudit(db, {
      actor: 'nightlight',
      action: 'retraction-written',
      objectType: 'notice',
      objectId: letter.retracts.noticeId,
      detail: { retractionId: id, parts: letter.parts.length },
    })
    letters.push(id)
  }
  return letters
}

/** Each part goes into the letter about the newest notice that told the same mailbox of its takedown. */
function lettersOf(parts: readonly Retractable[]): RetractionLetter[] {
  const told = Map.groupBy(parts, ({ takedownId, contactId }) => `${takedownId} ${contactId}`)
  const letters = new Map<string, { retracts: Retractable; parts: Retractable[] }>()
  for (const same of told.values()) {
    const newest = same.reduce((a, b) => (b.seq > a.seq ? b : a))
    const letter = letters.get(newest.noticeId) ?? { retracts: newest, parts: [] }
    letter.parts.push(...same)
    letters.set(newest.noticeId, letter)
  }
  return [...letters.values()]
}
