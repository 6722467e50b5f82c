import type { Db, Enqueue } from '@nightlight/runtime'
import { flagWaitingNotices } from './attention-store.ts'
import { noticesDue } from './notice-store.ts'
import type { Patience } from './patience.ts'
import { providersDue } from './provider-store.ts'
import { mediaWithoutTakedown } from './sighting-store.ts'
import { takedownsDue } from './takedown-store.ts'

type Deps = {
  db: Db
  enqueue: Enqueue
  patience: Patience
  now: () => Date
  /** Whether there is a mail server: without one notices wait, and a person is told. */
  sends: boolean
}

const BATCH = 200

/** Makes the hints for all that is due, lost ones again, and tells a person of notices that wait. */
export const dueSweep =
  ({ db, enqueue, patience, now, sends }: Deps) =>
  async (): Promise<void> => {
    for (const mediaId of await mediaWithoutTakedown(db, BATCH)) {
      await enqueue('open-takedown', { mediaId })
    }
    for (const takedownId of await takedownsDue(db, now(), BATCH)) {
      await enqueue('advance-takedown', { takedownId })
    }
    for (const providerId of await providersDue(db, now(), BATCH)) {
      await enqueue('compose-notice', { providerId })
    }
    await flagWaitingNotices(db, patience.unsentMs, BATCH)
    if (!sends) return
    for (const noticeId of await noticesDue(db, BATCH)) await enqueue('send-notice', { noticeId })
  }
