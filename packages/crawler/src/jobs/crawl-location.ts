import type { Enqueue, Handler } from '@nightlight/runtime'
import { claimCrawl, finishCrawl, readLocation } from '../location-store.ts'
import { mediaOfPage } from '../sighting-store.ts'
import { surveyPage } from '../survey-page.ts'
import type { LookDeps } from '../visit-location.ts'

type Deps = LookDeps & {
  enqueue: Enqueue
  /** Longer than a crawl may take. */
  leaseMs: number
  /** Pause before the next try of a page that did not answer, milliseconds. */
  retryInMs: (attempt: number) => number
}

const MAX_ATTEMPTS = 6

/**
 * Crawls one reported address and hands every picture it shows to the matcher.
 *
 * Twice equals once: a lease on the row keeps a second worker out, and a crawl that has ended leaves
 * nothing due. A page that does not answer is tried again with growing pauses; one that keeps killing
 * its worker is given up.
 */
export const crawlLocation =
  (deps: Deps): Handler<'crawl-location'> =>
  async ({ locationId }, { signal, log }) => {
    const { db, crypto, enqueue } = deps
    const attempt = await claimCrawl(db, locationId, deps.leaseMs)
    if (attempt === null) return { status: 'skipped', reason: 'not-due' }
    if (attempt > MAX_ATTEMPTS) {
      await finishCrawl(db, locationId, { retryInMs: null })
      log.error({ attempt }, 'crawl given up: earlier tries never came to an end')
      return { status: 'skipped', reason: 'given-up' }
    }
    const location = await readLocation(db, crypto, locationId)
    if (!location) return { status: 'skipped', reason: 'no-such-location' }
    const visitFor = { pageLocationId: locationId, takedownId: null }
    const survey = await surveyPage(deps, location, visitFor, signal)
    const { page, pictures, truncated } = survey
    const again = page.retryable && attempt < MAX_ATTEMPTS
    await finishCrawl(db, locationId, { retryInMs: again ? deps.retryInMs(attempt) : null })
    log.info({ code: page.code, attempt, pictures: pictures.length, truncated }, 'crawled')
    for (const mediaId of await mediaOfPage(db, locationId)) {
      await enqueue('match-media', { mediaId })
    }
    return { status: 'done' }
  }
