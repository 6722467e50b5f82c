import { isGroundless } from '../close-reason.ts'
import type { PastTakedown } from './past-takedowns.ts'

/** When the content went, once that was verified; null while it has not. */
export const goneAt = ({ takedown: { clocks } }: PastTakedown): Date | null =>
  clocks.t10 === null ? null : (clocks.t9 ?? clocks.t10)

/** When nothing more was waited for, whatever became of the content; null while it is. */
export const closedAt = ({ takedown }: PastTakedown): Date | null =>
  takedown.status === 'closed' ? takedown.closedAt : null

/** We had said by then that it is no illegal content, or that nothing carries it any more. */
export const isWithdrawn = ({ takedown }: PastTakedown): boolean =>
  takedown.status === 'closed' && (isGroundless(takedown.reason) || takedown.withdrawnAt !== null)

/** It had gone and was seen again, and has not gone since. */
export const isBack = ({ takedown }: PastTakedown): boolean =>
  takedown.resurfacings > 0 &&
  takedown.status !== 'removed' &&
  takedown.status !== 'watching' &&
  takedown.status !== 'closed'

/** What a provider had done about an item by then. */
export const ACTIONS = [
  'removed',
  'removed-came-back',
  'gone-before',
  'moved-elsewhere',
  'disputed',
  'answered',
  'none',
  'withdrawn',
] as const
export type Action = (typeof ACTIONS)[number]

/**
 * By the rules of before version 4, which ask the clocks and the status of the takedown, whoever was told.
 *
 * @param told  when this provider was first told of it
 */
export function actionOf(past: PastTakedown, providerId: string, told: Date): Action {
  const gone = goneAt(past)
  if (isWithdrawn(past)) return 'withdrawn'
  if (gone && gone < told) return 'gone-before'
  // What it did of its own host is not undone by where the content went from there.
  if (past.moves.some((move) => move.from === providerId && move.at >= told)) {
    return 'moved-elsewhere'
  }
  if (gone) return isBack(past) ? 'removed-came-back' : 'removed'
  const { status, clocks } = past.takedown
  if (status === 'disputed') return 'disputed'
  return clocks.t8 && clocks.t8 >= told ? 'answered' : 'none'
}
