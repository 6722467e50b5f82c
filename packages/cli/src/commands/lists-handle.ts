import {
  activateSubmission,
  endSubmission,
  releaseLookBack,
  revokeEntry,
  withdrawList,
  type Person,
  type Submission,
} from '@nightlight/matcher'
import type { Permission } from '@nightlight/contract'
import type { Db } from '@nightlight/runtime'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { mustBeOwn } from './caller-key.ts'

export type HandleOptions = CallerOptions & { reason?: string }

/** Does something to what belongs to the caller's authority. */
const toOwn = (
  options: HandleOptions,
  permission: Permission,
  [what, id]: readonly ['entry' | 'submission' | 'list', string],
  act: (db: Db, by: Person) => Promise<Record<string, unknown>>,
): Promise<void> =>
  asCaller(options, permission, async ({ db }, by) => {
    await mustBeOwn(db, by, what, id)
    return [await act(db, by)]
  })

const toldOf = ({ id, state, accepted, duplicate, look_back, purpose, ...one }: Submission) => ({
  submission: id,
  state,
  accepted,
  duplicate,
  purpose,
  jurisdictions: one.jurisdictions.join() || 'everywhere',
  lookBack: look_back,
})

/** `nightlight lists activate SUBMISSION`: by another person than who handed it in; `mark` is of what `lists show` told. */
export const listsActivate = (
  submissionId: string,
  { mark, ...options }: CallerOptions & { mark?: string },
): Promise<void> =>
  toOwn(options, 'list:activate', ['submission', submissionId], async (db, by) =>
    toldOf(await activateSubmission(db, submissionId, by, mark)),
  )

/** `nightlight lists release SUBMISSION`: lets what was found by looking back act. */
export const listsRelease = (submissionId: string, options: HandleOptions): Promise<void> =>
  toOwn(options, 'list:release', ['submission', submissionId], async (db, by) =>
    toldOf(await releaseLookBack(db, submissionId, by)),
  )

/** `nightlight lists revoke`: an entry, a submission or a list, at once. */
export const listsRevoke = (
  what: 'entry' | 'submission' | 'list',
  id: string,
  options: HandleOptions,
): Promise<void> =>
  toOwn(options, 'list:revoke', [what, id], async (db, by) => {
    const reason = options.reason ?? ''
    if (what === 'entry') {
      await revokeEntry(db, id, reason, by)
      return { entry: id, state: 'revoked' }
    }
    if (what === 'list') {
      await withdrawList(db, id, reason, by)
      return { list: id, state: 'withdrawn' }
    }
    return toldOf(await endSubmission(db, id, { reason: 'revoked', note: reason }, by))
  })
