import type { Takedown } from './takedown.ts'

/** A notice to the host is to go out, and is not yet. */
export const wantsNotice = (takedown: Takedown): boolean =>
  takedown.status === 'authorised' ||
  takedown.status === 'resurfaced' ||
  (takedown.status === 'notified' && takedown.noticeDue)

/** The case is to be handed over to police, and is not yet. */
export const wantsHandOver = ({ plan, status, step }: Takedown): boolean =>
  status === 'routed' && plan[step] === 'police-hand-over'
