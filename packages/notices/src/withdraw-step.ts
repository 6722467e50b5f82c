import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import type { Deadlines } from './deadline.ts'
import { stepToWithdraw } from './entered-step.ts'
import type { HandStep } from './enter-step.ts'
import { wentSince } from './open-notice-store.ts'
import { applyCommand, lockTakedown, reviveDates } from './takedown-store.ts'
import type { Takedown } from './takedown.ts'

/** Why a step that was entered by hand is taken back. */
export const STEP_WITHDRAW_REASONS = [
  'wrong-takedown',
  'wrong-step',
  'wrong-entry',
  'not-done',
] as const
export type StepWithdrawReason = (typeof STEP_WITHDRAW_REASONS)[number]

/**
 * Takes back a step that was entered by hand, while nothing has followed from it; what was to be done is to be done again.
 * Both stay in the log. Call it in a transaction.
 *
 * @throws {DomainError} `takedown-not-found`, `step-not-entered`; conflict `step-has-followed` once a notice was authorised or
 *   sent, somebody answered, or anything else went on from it
 */
export async function withdrawStep(
  db: DbOrTransaction,
  { deadlines, now }: { deadlines: Deadlines; now: () => Date },
  entry: {
    takedownId: string
    step: HandStep
    reference: string
    reason: StepWithdrawReason
    by: string
  },
): Promise<void> {
  const { takedownId, step, reference, reason, by } = entry
  const stored = await lockTakedown(db, takedownId)
  if (!stored) {
    throw new DomainError('not-found', 'takedown-not-found', 'Withdrawing a step: no such takedown')
  }
  const newest = stepToWithdraw(stored.takedown)
  const { upToSeq = 0, before } = newest ?? {}
  // The mail was on its way when the step was entered.
  if (before && (await wentSince(db, takedownId, { upToSeq, since: before.at }))) {
    throw new DomainError(
      'conflict',
      'step-has-followed',
      'Withdrawing a step: its notice has gone out',
    )
  }
  const at = now()
  const command = { type: 'withdraw-step', at, actor: by, step, reference, reason } as const
  await applyCommand(db, stored, command, deadlines)
  // What was to be done is looked for at once.
  await db.updateTable('takedown').set({ due_at: at }).where('id', '=', takedownId).execute()
  const about = { objectType: 'takedown', objectId: takedownId }
  await writeAudit(db, { actor: by, action: 'step-withdrawn', ...about, detail: { step, reason } })
}

/** Of the state of a takedown as it is stored: the step that `withdrawStep` would take back. */
export function withdrawableStep(state: unknown): { step: string; reference: string } | null {
  const newest = stepToWithdraw(reviveDates(state) as Takedown)
  return newest && { step: newest.step, reference: newest.reference }
}
