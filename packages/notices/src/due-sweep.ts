import type { Db, Enqueue, Log } from '@nightlight/runtime'
import { flagWaitingNotices } from './attention-store.ts'
import type { Deadlines } from './deadline.ts'
import { noticesDue } from './notice-store.ts'
import type { Patience } from './patience.ts'
import { providersDue } from './provider-store.ts'
import { providersToRetractFrom } from './retraction-store.ts'
import { reviewSweep } from './review-sweep.ts'
import { mediaWithoutTakedown } from './sighting-store.ts'
import { takedownsDue } from './takedown-store.ts'

type Deps = {
  db: Db
  enqueue: Enqueue
  deadlines: Deadlines
  log: Log
  patience: Patience
  now: () => Date
  /** Whether there is a mail server: without one notices wait, and a person is told. */
  sends: boolean
}

const BATCH = 200

/**
 * Looks again at what rests on something that has gone, makes the hints for all that is due, lost ones
 * again, and tells a person of notices that wait.
 */
export const dueSweep =
  (deps: Deps) =>
  async (signal?: AbortSignal): Promise<void> => {
    const { db, enqueue, patience, now, sends } = deps
    await reviewSweep(deps, signal)
    for (const mediaId of await mediaWithoutTakedown(db, BATCH)) {
      await enqueue('open-takedown', { mediaId })
    }
    for (const takedownId of await takedownsDue(db, now(), BATCH)) {
      await enqueue('advance-takedown', { takedownId })
    }
    const toRetract = await providersToRetractFrom(db, BATCH)
    for (const providerId of new Set([...toRetract, ...(await providersDue(db, now(), BATCH))])) {
      await enqueue('compose-notice', { providerId })
    }
    await flagWaitingNotices(db, patience.unsentMs, BATCH)
    if (!sends) return
    for (const noticeId of await noticesDue(db, BATCH)) await enqueue('send-notice', { noticeId })
  }
