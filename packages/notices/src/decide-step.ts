import { DomainError } from '@nightlight/contract'
import type { Entered } from './ladder.ts'
import { LADDER_STEPS } from './policies/terms.ts'
import type { Command } from './takedown-command.ts'
import type { Bare, TakedownEvent } from './takedown-event.ts'
import type { Takedown } from './takedown.ts'

/**
 * What it means that a person did a step by hand.
 *
 * A step of the plan may be entered in any order, one of the ladder once a notice is out, and that police or a partner have
 * it whatever the plan says: without a route, that is its route. A host that was told `ahead` is not told again when the plan
 * comes to it.
 *
 * @returns null when the status does not allow it
 * @throws {DomainError} invalid `step-not-planned`, `step-at-wrong-time`
 */
export function decideStep(
  takedown: Takedown,
  command: Command & { type: 'enter-step' },
): Bare<TakedownEvent>[] | null {
  const { at, country, doneAt, host, reference, step, upToSeq } = command
  const known = takedown.entered ?? []
  // What was routed anew is done anew, and may well have its number still.
  const isNext = takedown.plan[takedown.step] === step
  const isSame = (one: Entered): boolean => one.step === step && one.reference === reference
  const counts = (one: Entered): boolean => !isNext || (isHostTold(takedown) && !!one.before?.told)
  if (known.some((one) => isSame(one) && counts(one))) return []
  if (takedown.status === 'closed') return null
  // Where no rule fits, a person hands it over; anything else wants a route first.
  if (takedown.status === 'opened' && !isHandOver(step)) return null
  const isPlanned = takedown.plan.some((planned) => planned === step)
  const isOnLadder = takedown.clocks.t6 !== null && LADDER_STEPS.some((rung) => rung === step)
  if (!isPlanned && !isOnLadder && !isHandOver(step)) {
    throw new DomainError(
      'invalid',
      'step-not-planned',
      `Entering a step: ${step} is neither in its plan nor open to it now`,
    )
  }
  if (doneAt > at || doneAt < takedown.openedAt) {
    throw new DomainError(
      'invalid',
      'step-at-wrong-time',
      'Entering a step: done before the takedown was opened, or later than now',
    )
  }
  const instead = isNext && isByNotice(step) && upToSeq !== undefined ? { upToSeq } : {}
  const isAhead = isHostLater(takedown, step)
  const ahead = isAhead ? ({ ahead: true } as const) : {}
  const route = takedown.status === 'opened' && country !== undefined ? { country } : {}
  const isTold = step === 'provider-notice' && (isNext || isAhead)
  const told = isTold && host !== undefined ? { host } : {}
  const done = { step, reference, doneAt, ...instead, ...ahead, ...told, ...route }
  return [{ type: 'step-entered', ...done }]
}

/** The plan stays at the host once it was told, and neither another route nor its return has it told anew. */
const isHostTold = (takedown: Takedown): boolean =>
  takedown.status === 'held'
    ? takedown.resume === 'notified'
    : !TO_BE_TOLD.includes(takedown.status)
const TO_BE_TOLD: readonly Takedown['status'][] = ['opened', 'routed', 'authorised', 'resurfaced']

/** The plan has the host told, and something else before that. */
const isHostLater = ({ plan, step: now }: Takedown, step: string): boolean =>
  step === 'provider-notice' && plan.indexOf(step, now) > now

/** Steps of a plan that the machine takes by a notice. */
const isByNotice = (step: string): boolean =>
  step === 'police-hand-over' || step === 'provider-notice'

/** Steps that hand a case to police or a partner: T4. */
export const isHandOver = (step: string): step is 'police-hand-over' | 'iccam-hand-over' =>
  step === 'police-hand-over' || step === 'iccam-hand-over'

/** Police or a partner have it, and a person enters it in ICCAM next. */
export const isIccamNext = ({ plan, status, step }: Takedown): boolean =>
  status === 'routed' && plan[step] === 'iccam-hand-over'
