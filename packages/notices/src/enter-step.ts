import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import type { Deadlines } from './deadline.ts'
import { readHostFinding } from './finding-store.ts'
import { LADDER_STEPS, type LadderStep } from './policies/terms.ts'
import { STEPS, type Step } from './routing.ts'
import { newestSeq } from './open-notice-store.ts'
import { HAND_OVER_RETURNED } from './return-notice.ts'
import { applyCommand, lockTakedown } from './takedown-store.ts'
import { SETTLED_TASKS } from './task-store.ts'

/** What a person can have done by hand: a step of a plan, or of the ladder of a policy. */
export const HAND_STEPS = [...STEPS, ...LADDER_STEPS] as const
export type HandStep = Step | LadderStep

/**
 * Keeps that a person did a step by hand, in ICCAM for example, and under which reference; the takedown goes
 * on from there. What waits to be told, or is written and not out, for the step that the plan has next is told no more. Twice with the same reference equals once. Call it in a transaction.
 *
 * @param entry.doneAt when it was done, not before the takedown was opened
 * @returns false when it was entered before
 * @throws {DomainError} `takedown-not-found`; invalid `step-not-planned`, `step-at-wrong-time`; conflict
 *   `takedown-enter-step-impossible` when it is closed, or has no route yet and it is no hand-over
 */
export async function enterStep(
  db: DbOrTransaction,
  { deadlines, now }: { deadlines: Deadlines; now: () => Date },
  entry: { takedownId: string; step: HandStep; reference: string; doneAt: Date; by: string },
): Promise<boolean> {
  const { takedownId, step, reference, doneAt, by } = entry
  const stored = await lockTakedown(db, takedownId)
  if (!stored) {
    throw new DomainError('not-found', 'takedown-not-found', 'Entering a step: no such takedown')
  }
  const at = now()
  const upToSeq = await newestSeq(db, takedownId)
  const finding = await readHostFinding(db, takedownId)
  const host = finding ? { host: finding.provider.id } : {}
  const done = { step, reference, doneAt, upToSeq, country: finding?.country ?? null, ...host }
  const command = { type: 'enter-step', at, actor: by, ...done } as const
  const next = await applyCommand(db, stored, command, deadlines)
  if (next === stored) return false
  if (step === 'police-hand-over')
    await SETTLED_TASKS([takedownId], [HAND_OVER_RETURNED]).execute(db)
  // What follows is looked for at once.
  await db.updateTable('takedown').set({ due_at: at }).where('id', '=', takedownId).execute()
  const about = { objectType: 'takedown', objectId: takedownId }
  await writeAudit(db, { actor: by, action: 'step-entered', ...about, detail: { step } })
  return true
}
