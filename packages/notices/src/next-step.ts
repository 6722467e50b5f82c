import { isHandOver } from './decide-step.ts'
import type { Base, Takedown } from './takedown.ts'

/** Somebody has authorised a notice by the route that it has; T5 stays from one route to the next. */
export const isAuthorised = ({ authorised, clocks, status }: Takedown): boolean =>
  authorised ?? (clocks.t5 !== null && status !== 'routed')

/**
 * Since when police or a partner have what was last seen. T4 is the first time: what came back since, or was opened anew, they
 * do not have before it is handed over again.
 */
export function handedOverAt({
  clocks,
  handedOverAt: kept,
  plan: [first],
  resurfacings,
  step,
}: Base): Date | null {
  if (kept !== undefined) return kept
  const isAhead = step === 0 && (first === undefined || isHandOver(first))
  return resurfacings > 0 && isAhead ? null : clocks.t4
}

/** Police or a partner have it, the plan has nobody next whom it is handed over to, and nobody has said yet that a provider is told. */
export const isHandedOver = (takedown: Takedown): boolean =>
  takedown.status === 'routed' &&
  handedOverAt(takedown) !== null &&
  !isHandOver(takedown.plan[takedown.step] ?? '')

/** What its plan did last is to hand it to the police: by another route since, whoever has it by that one says so. */
export const isLastWithPolice = ({ plan, step }: Takedown): boolean =>
  step > 0 && plan[step - 1] === 'police-hand-over'

/** Its host is told once whoever has it says so. */
export const waitsForWord = (takedown: Takedown): boolean =>
  isHandedOver(takedown) && !isHostNext(takedown)

/** Police have it, and the plan has the host told as well. */
export const isHostNext = ({ clocks, plan, status, step }: Takedown): boolean =>
  status === 'routed' && clocks.t4 !== null && plan[step] === 'provider-notice'
