import type { Db, Enqueue } from '@nightlight/runtime'
import { forgetLanes } from '../lanes/lane-store.ts'
import { locationsDue, reportsWaiting } from '../location-store.ts'
import { forgetPauses } from '../manners/pause-store.ts'
import { checksDue } from '../removal/check-store.ts'

type Deps = {
  db: Db
  enqueue: Enqueue
  now: () => Date
  leaseMs: number
  sweepMs: number
  /** Between two fetches of one host: with it, no more pages of a host are hinted at than it can be asked for. */
  minGapMs: number
}

const BATCH = 200
/** For so many sweeps a hint is not left again for what fell due once: most are still waiting. */
const HINTED_SWEEPS = 12
/** A report may be committed so much later than it says, or by a clock that is so far behind. */
const LATE_MS = 600_000
/** How often all reports are looked through, whatever is known of them. */
const ALL_REPORTS_MS = 3_600_000

/**
 * Makes the hints for what is due, lost ones again: few at a time, so that the queue never holds more than
 * workers can use soon, and from all hosts in turn.
 *
 * What was hinted at or found done is kept in mind by this process only; a new one looks at everything.
 */
export function createDueSweep({ db, enqueue, now, leaseMs, sweepMs, minGapMs }: Deps) {
  const perHost =
    minGapMs === 0 ? BATCH : Math.min(BATCH, Math.max(4, Math.ceil(sweepMs / minGapMs)))
  // What a dead worker had claimed must not be kept waiting once its lease is over.
  const hintedMs = Math.min(leaseMs, HINTED_SWEEPS * sweepMs)
  const hinted = new Map<string, number>()
  let after = ''
  /** Every report that came before it has been taken in. */
  let since: Date | null = null
  let lookedAtAllMs = -Infinity

  function isNew(key: string): boolean {
    const nowMs = performance.now()
    for (const [one, atMs] of hinted) {
      if (nowMs - atMs < hintedMs) break
      hinted.delete(one)
    }
    if (hinted.has(key)) return false
    hinted.set(key, nowMs)
    return true
  }

  async function newReports(): Promise<string[]> {
    const beginsMs = now().getTime()
    if (performance.now() - lookedAtAllMs > ALL_REPORTS_MS) since = null
    const found = await reportsWaiting(db, BATCH, since)
    if (found.length < BATCH) {
      if (since === null) lookedAtAllMs = performance.now()
      const oldest = found[0]?.receivedAt.getTime() ?? Infinity
      since = new Date(Math.min(oldest, beginsMs - LATE_MS))
    }
    return found.map(({ id }) => id)
  }

  return async (): Promise<void> => {
    for (const reportId of await newReports()) {
      if (isNew(reportId)) await enqueue('accept-report', { reportId })
    }
    const turn = await locationsDue(db, { limit: BATCH, perHost, after })
    after = turn.after
    for (const { id: locationId, dueAt } of turn.due) {
      if (isNew(`${locationId} ${dueAt.getTime()}`)) await enqueue('crawl-location', { locationId })
    }
    for (const takedownId of await checksDue(db, leaseMs, BATCH)) {
      await enqueue('check-removal', { takedownId })
    }
    await forgetLanes(db)
    await forgetPauses(db)
  }
}
