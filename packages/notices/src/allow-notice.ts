import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import type { Deadlines } from './deadline.ts'
import { waitsForWord } from './next-step.ts'
import { applyCommand, lockTakedown, reviveDates } from './takedown-store.ts'
import type { Takedown } from './takedown.ts'
import type { Word } from './word.ts'

/**
 * Keeps that whoever had a case handed over lets its host be told; the notice follows as if the plan had it next.
 * Call it in a transaction.
 *
 * @param allowed.by  the officer, in whose name the notice is authorised; with `word`, the supervisor who enters what was
 *   said elsewhere
 * @param allowed.from  `police` for a word that counts only where they are who has it
 * @returns false when it was allowed before, or the host was told already
 * @throws {DomainError} `takedown-not-found`; conflict `takedown-allow-notice-impossible` for what was not handed over, is
 *   held, is over, or is with a partner now where it is `from` the police; invalid `word-at-wrong-time`
 */
export async function allowNotice(
  db: DbOrTransaction,
  { deadlines, now }: { deadlines: Deadlines; now: () => Date },
  { takedownId, by, word, from }: { takedownId: string; by: string; word?: Word; from?: 'police' },
): Promise<boolean> {
  const stored = await lockTakedown(db, takedownId)
  if (!stored) {
    throw new DomainError('not-found', 'takedown-not-found', 'Allowing a notice: no such takedown')
  }
  const at = now()
  const said = { ...(word && { word }), ...(from && { from }) }
  const command = { type: 'allow-notice', at, actor: by, ...said } as const
  const next = await applyCommand(db, stored, command, deadlines)
  if (next === stored) return false
  // What follows is looked for at once.
  await db.updateTable('takedown').set({ due_at: at }).where('id', '=', takedownId).execute()
  const about = { objectType: 'takedown', objectId: takedownId }
  const detail = word ? { from: word.from, way: word.way } : {}
  await writeAudit(db, { actor: by, action: 'notice-allowed', ...about, detail })
  return true
}

/** Of the state of a takedown as it is stored: whether its host is told once whoever has it says so. */
export const isWordAwaited = (state: unknown): boolean =>
  waitsForWord(reviveDates(state) as Takedown)
