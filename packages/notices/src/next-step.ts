import type { Takedown } from './takedown.ts'

/** Police have it, and the plan has the host told as well. */
export const isHostNext = ({ clocks, plan, status, step }: Takedown): boolean =>
  status === 'routed' && clocks.t4 !== null && plan[step] === 'provider-notice'
