/** Why a takedown was closed. */
export type CloseReason =
  | 'watched-long-enough'
  | 'gone-before-notice'
  | 'match-rejected'
  | 'ground-withdrawn'

/** Reasons that say nothing of the content: when the ground is back, the takedown goes on at once. */
export const GROUNDLESS = [
  'match-rejected',
  'ground-withdrawn',
] as const satisfies readonly CloseReason[]

export const isGroundless = (reason: CloseReason): boolean =>
  GROUNDLESS.some((one) => one === reason)
