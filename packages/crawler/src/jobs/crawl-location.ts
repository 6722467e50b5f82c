import type { Enqueue, Handler } from '@nightlight/runtime'
import { claimCrawl, finishCrawl, readLocation } from '../location-store.ts'
import { mediaOfPage } from '../sighting-store.ts'
import { surveyPage, type Survey } from '../survey-page.ts'
import type { LookDeps } from '../visit-location.ts'

type Deps = LookDeps & {
  enqueue: Enqueue
  /** Longer than a crawl may take. */
  leaseMs: number
  /** Pause before the next try of a page or picture that did not answer, milliseconds. */
  retryInMs: (attempt: number) => number
}

const MAX_ATTEMPTS = 6
/** Of a page that answers while some of its pictures do not. */
const MAX_PICTURE_ATTEMPTS = 3

/**
 * Crawls one reported address and hands every picture it shows to the matcher.
 *
 * Twice equals once: a lease on the row keeps a second worker out, and a crawl that has ended leaves
 * nothing due. A page that does not answer is tried again with growing pauses, and so is, less often,
 * one whose pictures did not all answer; one that keeps killing its worker is given up.
 */
export const crawlLocation =
  (deps: Deps): Handler<'crawl-location'> =>
  async ({ locationId }, { signal, log }) => {
    const { db, crypto, enqueue } = deps
    const attempt = await claimCrawl(db, locationId, deps.leaseMs)
    if (attempt === null) return { status: 'skipped', reason: 'not-due' }
    if (attempt > MAX_ATTEMPTS) {
      await finishCrawl(db, locationId, { retryInMs: null, crawled: true })
      log.error({ attempt }, 'crawl given up: earlier tries never came to an end')
      return { status: 'skipped', reason: 'given-up' }
    }
    const location = await readLocation(db, crypto, locationId)
    if (!location) return { status: 'skipped', reason: 'no-such-location' }
    const visitFor = { pageLocationId: locationId, takedownId: null }
    const survey = await surveyPage(deps, location, visitFor, signal)
    const { page, pictures, truncated } = survey
    const isAgain = shouldRetry(survey, attempt)
    await finishCrawl(db, locationId, {
      retryInMs: isAgain ? deps.retryInMs(attempt) : null,
      crawled: !isAgain || !page.retryable,
    })
    const fields = { code: page.code, attempt, pictures: pictures.length, truncated }
    log.info({ ...fields, again: isAgain }, 'crawled')
    for (const mediaId of await mediaOfPage(db, locationId)) {
      await enqueue('match-media', { mediaId })
    }
    return { status: 'done' }
  }

function shouldRetry({ page, visits }: Survey, attempt: number): boolean {
  if (page.retryable) return attempt < MAX_ATTEMPTS
  return attempt < MAX_PICTURE_ATTEMPTS && [...visits.values()].some(({ retryable }) => retryable)
}
