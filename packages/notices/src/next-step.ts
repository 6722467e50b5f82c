import { isHandOver } from './decide-step.ts'
import type { Takedown } from './takedown.ts'

/** Somebody has authorised a notice by the route that it has; T5 stays from one route to the next. */
export const isAuthorised = ({ authorised, clocks, status }: Takedown): boolean =>
  authorised ?? (clocks.t5 !== null && status !== 'routed')

/** Police or a partner have it, the plan has nobody next whom it is handed over to, and nobody has said yet that a provider is told. */
export const isHandedOver = ({ clocks, plan, status, step }: Takedown): boolean =>
  status === 'routed' && clocks.t4 !== null && !isHandOver(plan[step] ?? '')

/** Police have it, and the plan has the host told as well. */
export const isHostNext = ({ clocks, plan, status, step }: Takedown): boolean =>
  status === 'routed' && clocks.t4 !== null && plan[step] === 'provider-notice'
