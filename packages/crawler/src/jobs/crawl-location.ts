import type { Enqueue, Handler } from '@nightlight/runtime'
import { crawlPage, giveUpPage, type FollowDeps } from '../follow/crawl-page.ts'
import type { HostDoor } from '../lanes/host-door.ts'
import { claimCrawl, finishCrawl, postponeCrawl, readLocation } from '../location-store.ts'
import { mediaOfPage } from '../sighting-store.ts'
import type { Survey } from '../survey-page.ts'
import { lacksRoom, ROOM_BUSY } from '../survey/visit-with-room.ts'

type Deps = FollowDeps & {
  enqueue: Enqueue
  /** Longer than a crawl may take. */
  leaseMs: number
  /** Pause before the next try of a page or picture that did not answer, milliseconds. */
  retryInMs: (attempt: number) => number
  enter: HostDoor
  /** Pause of a page whose host is busy, in the mean, milliseconds; 5 s unless given. */
  busyMs?: number
}

const MAX_ATTEMPTS = 6
/** Of a page that answers while some of its pictures do not. */
const MAX_PICTURE_ATTEMPTS = 3
/** Of the pages that one leads to: the others are found by the sweep, as many at a time as a host is asked for. */
const HINTS = 2

/**
 * Crawls one reported address and hands every picture it shows to the matcher.
 *
 * Twice equals once: a lease on the row keeps a second worker out, and a crawl that has ended leaves
 * nothing due. A page that does not answer is tried again with growing pauses, and so is, less often,
 * one whose pictures did not all answer; one that keeps killing its worker is given up. One that found no
 * room for a long file is read again when there is some, as often as it takes: no attempt is lost by that. Where enough is at
 * work on the host, or another process has it, or the host asked to be left alone, the location goes back and
 * the worker is free for others.
 */
export const crawlLocation =
  (deps: Deps): Handler<'crawl-location'> =>
  async ({ locationId }, { signal, log }) => {
    const { db, crypto, enqueue } = deps
    const attempt = await claimCrawl(db, locationId, deps.leaseMs)
    if (attempt === null) return { status: 'skipped', reason: 'not-due' }
    if (attempt > MAX_ATTEMPTS) {
      await giveUpPage(deps, locationId)
      await finishCrawl(db, locationId, attempt, { retryInMs: null, crawled: true })
      log.error({ attempt }, 'crawl given up: earlier tries never came to an end')
      return { status: 'skipped', reason: 'given-up' }
    }
    const location = await readLocation(db, crypto, locationId)
    if (!location) return { status: 'skipped', reason: 'no-such-location' }
    // Differs from page to page, so that not all come back at once.
    const soonMs = (deps.busyMs ?? 5_000) * (0.4 + 1.2 * Math.random())
    if (deps.contained?.room.isTooEarly(locationId)) {
      await postponeCrawl(db, locationId, attempt, soonMs)
      return { status: 'skipped', reason: ROOM_BUSY }
    }
    const pausedMs = await deps.manners.leftMs(location.host)
    using place = pausedMs > 0 ? null : await deps.enter(location.host)
    if (!place) {
      await postponeCrawl(db, locationId, attempt, pausedMs + soonMs)
      return { status: 'skipped', reason: pausedMs > 0 ? 'host-paused' : 'host-busy' }
    }
    const crawl = await crawlPage(deps, location, signal)
    if (!crawl) {
      await finishCrawl(db, locationId, attempt, { retryInMs: null, crawled: false })
      return { status: 'skipped', reason: 'budget-ended' }
    }
    const { survey, led } = crawl
    const { page, pictures, truncated } = survey
    const isRoomless = lacksRoom(survey.visits.values())
    if (isRoomless) deps.contained?.room.comeBack(locationId)
    const isAgain = isRoomless || shouldRetry(survey, attempt)
    const pauseMs = isRoomless ? soonMs : deps.retryInMs(attempt)
    const retryInMs = Math.max(pauseMs, await deps.manners.leftMs(location.host))
    await finishCrawl(db, locationId, attempt, {
      retryInMs: isAgain ? retryInMs : null,
      crawled: !isAgain || !page.retryable,
      isFree: isRoomless,
    })
    await crawl.settle(isAgain)
    const fields = { code: page.code, attempt, pictures: pictures.length, truncated }
    log.info({ ...fields, again: isAgain, pages: led.length }, 'crawled')
    for (const mediaId of await mediaOfPage(db, locationId)) {
      await enqueue('match-media', { mediaId })
    }
    for (const id of led.slice(0, HINTS)) await enqueue('crawl-location', { locationId: id })
    return { status: 'done' }
  }

function shouldRetry(survey: Survey, attempt: number): boolean {
  const { page, visits, missed, mayRenderLater } = survey
  if (page.retryable) return attempt < MAX_ATTEMPTS
  const asked = [...visits.values(), ...[...missed.values()].map(({ visited }) => visited)]
  return (
    attempt < MAX_PICTURE_ATTEMPTS && (mayRenderLater || asked.some(({ retryable }) => retryable))
  )
}
