import { DomainError } from '@nightlight/contract'
import { stepToWithdraw } from './entered-step.ts'
import type { Entered } from './ladder.ts'
import type { Command } from './takedown-command.ts'
import type { Bare, TakedownEvent } from './takedown-event.ts'
import type { Takedown } from './takedown.ts'

/**
 * What it means that a step was entered by mistake.
 *
 * @throws {DomainError} not-found `step-not-entered`; conflict `step-has-followed`
 */
export function decideStepWithdrawal(
  takedown: Takedown,
  { reason, reference, step }: Command & { type: 'withdraw-step' },
): Bare<TakedownEvent>[] {
  const isMeant = (one: Entered): boolean => one.step === step && one.reference === reference
  if (!takedown.entered?.some(isMeant)) {
    throw new DomainError('not-found', 'step-not-entered', 'Withdrawing a step: none such')
  }
  const newest = stepToWithdraw(takedown)
  if (!newest || !isMeant(newest)) {
    throw new DomainError(
      'conflict',
      'step-has-followed',
      'Withdrawing a step: something has followed from it',
    )
  }
  return [{ type: 'step-withdrawn', step, reference, reason }]
}
