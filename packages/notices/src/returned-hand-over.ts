import { handedOverAt } from './next-step.ts'
import type { TakedownEvent } from './takedown-event.ts'
import type { Base, Takedown } from './takedown.ts'

/**
 * What is known once the mail of a hand-over came back: T4 is not by that mail, nobody has it by that, and where the plan has
 * done nothing since it is at the hand-over again.
 */
export function returnedHandOver(
  before: Takedown,
  { sentAt }: TakedownEvent & { type: 'hand-over-returned' },
): Pick<Base, 'clocks' | 'handedOverAt' | 'step'> {
  const { clocks, plan, step } = before
  const place = before.status === 'held' ? before.resume : before.status
  const isLast = place === 'routed' && plan[step - 1] === 'police-hand-over'
  const unless = (at: Date | null): Date | null => (at?.getTime() === sentAt.getTime() ? null : at)
  return {
    clocks: { ...clocks, t4: unless(clocks.t4) },
    handedOverAt: unless(handedOverAt(before)),
    step: isLast ? step - 1 : step,
  }
}
