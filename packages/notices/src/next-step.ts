import type { Takedown } from './takedown.ts'

/** Police or a partner have it, and nobody has said yet that a provider is told. */
export const isHandedOver = ({ clocks, status }: Takedown): boolean =>
  status === 'routed' && clocks.t4 !== null

/** Police have it, and the plan has the host told as well. */
export const isHostNext = ({ clocks, plan, status, step }: Takedown): boolean =>
  status === 'routed' && clocks.t4 !== null && plan[step] === 'provider-notice'
