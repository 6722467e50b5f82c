import { mayDo } from '@nightlight/contract'
import type { Principal } from '../identity/principal.ts'
import type { ListEnd, SubmissionView } from './submission-view-store.ts'

/** `end` takes an active one out, `discard` throws away what never counted. */
export const SUBMISSION_ACTIONS = ['activate', 'release', 'end', 'discard'] as const
export type SubmissionAction = (typeof SUBMISSION_ACTIONS)[number]

/** Whether its file waits for somebody to say what its codes mean, or to be handed in again; nobody activates it before. */
export const isUnmapped = ({
  state,
  mapping,
}: Pick<SubmissionView, 'state' | 'mapping'>): boolean =>
  state === 'staged' && (mapping === 'needed' || mapping === 'again')

/** What tells whether it can be activated at all. */
export type Standing = Pick<SubmissionView, 'state' | 'counts' | 'mapping' | 'expiresAt'> & {
  list: ListEnd
}

/**
 * Why it waits although nobody can ever activate it: nothing of it was accepted, or its end or that of its list has passed; else null. What is to
 * be handed in again for its codes says so itself.
 */
export function deadEndOf({ state, counts, mapping, expiresAt, list }: Standing): DeadEnd | null {
  if (state !== 'staged') return null
  if (hasPassed(list.expiresAt)) return 'list-expired'
  if (hasPassed(expiresAt)) return 'expired'
  return mapping !== 'again' && counts.accepted + counts.duplicate === 0 ? 'empty' : null
}
export type DeadEnd = 'empty' | 'expired' | 'list-expired'

/** Whether it is active and yet nothing of it is compared any more: its end or that of its list has passed, and nothing ends it by itself then. */
export const isOver = ({ state, expiresAt, list }: Standing): boolean =>
  state === 'active' && (hasPassed(expiresAt) || hasPassed(list.expiresAt))

/** Whether a list takes files: it was not withdrawn, and its end has not passed. */
export const takesFiles = ({
  withdrawnAt,
  expiresAt,
}: ListEnd & { withdrawnAt: Date | null }): boolean => withdrawnAt === null && !hasPassed(expiresAt)

const hasPassed = (end: Date | null): boolean => end !== null && end.getTime() <= Date.now()

/** What a person may do to a submission now; whoever does it is checked once more. */
export function actionsOn(submission: SubmissionView, principal: Principal): SubmissionAction[] {
  const { state, lookBack } = submission
  const { role } = principal
  const mayEnd = mayDo(role, 'list:revoke')
  const can: Record<SubmissionAction, boolean> = {
    activate:
      state === 'staged' &&
      deadEndOf(submission) === null &&
      !isUnmapped(submission) &&
      !isMapper(submission, principal) &&
      mayDo(role, 'list:activate') &&
      !isSubmitter(submission, principal),
    release: state === 'active' && lookBack.state === 'found' && mayDo(role, 'list:release'),
    end: state === 'active' && mayEnd,
    discard: (state === 'receiving' || state === 'staged') && mayEnd,
  }
  return SUBMISSION_ACTIONS.filter((action) => can[action])
}

/** Whether it was handed in by a person of this name, with whatever key or session. */
export const isSubmitter = (
  { submittedBy }: Pick<SubmissionView, 'submittedBy'>,
  { actor, name }: Principal,
): boolean => submittedBy.actor === actor || plain(submittedBy.name) === plain(name)

/** Whether a person of this name said what any of its codes means, in it or in a file before. */
export const isMapper = (
  { mappedBy }: Pick<SubmissionView, 'mappedBy'>,
  principal: Principal,
): boolean => mappedBy.some((person) => isSubmitter({ submittedBy: person }, principal))

const plain = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()
