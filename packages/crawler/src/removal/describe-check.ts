import type { Fingerprint } from '@nightlight/fingerprint'
import type { CheckDetail } from '@nightlight/runtime'
import { canonicalUrl } from '../fetch/reported-url.ts'
import type { Location } from '../location-store.ts'
import type { SeenPicture, Survey } from '../survey-page.ts'
import type { Visited } from '../visit-location.ts'
import { doubts } from './doubts.ts'
import type { Earlier } from './earlier-store.ts'
import { likeness } from './likeness.ts'
import { asksForLogin, withoutPicture } from './verdict.ts'

const RANK = { present: 0, unknown: 1, gone: 2 } as const

/** What a check is about, and what was known before it. */
export type Case = {
  /** Ids of the takedown's addresses, and of those that led to them. */
  known: readonly string[]
  originals: readonly Fingerprint[]
  earlier: Earlier
}

/**
 * What a survey says about a takedown: one line for each of its addresses, for each other place that
 * shows its content, for each place that could not be read, and for the page when it is gone, unclear
 * or names such a place.
 */
export function describeCheck(page: Location, about: Case, survey: Survey): CheckDetail[] {
  const details = new Map<string, CheckDetail>()
  const note = (detail: CheckDetail): void => {
    const before = details.get(detail.locationId)
    if (!before || RANK[detail.outcome] < RANK[before.outcome]) {
      details.set(detail.locationId, detail)
    }
  }
  for (const picture of survey.pictures) ofPicture(picture, about).forEach(note)
  const doubt = ofPage(page, survey, about.earlier)
  const isWhole = doubt === null && survey.page.outcome === 'page'
  for (const locationId of about.known) {
    if (details.has(locationId) || leadsTo(locationId, survey, details)) continue
    note({ locationId, ...absence(locationId, about.earlier, survey, isWhole) })
  }
  if (doubt) note({ locationId: page.id, ...doubt })
  const unread = doubts(page, about.known, survey, about.earlier)
  unread.forEach(note)
  if (unread.length > 0) note({ locationId: page.id, outcome: 'unknown', code: 'unread-addresses' })
  return [...details.values()]
}

function ofPicture(picture: SeenPicture, { known, originals }: Case): CheckDetail[] {
  const { locationId, via, mediaId, fingerprint } = picture
  const seen = likeness(originals, fingerprint)
  // Any page shows other pictures, and some that cannot be read.
  const says = seen.outcome === 'present' || seen.code === 'probable-copy'
  const places = says ? [locationId] : [locationId, via].filter((id) => known.includes(id))
  return places.map((id) => ({ locationId: id, mediaId, ...seen }))
}

/** An address that leads to a place which has its own line needs none. */
const leadsTo = (
  locationId: string,
  survey: Survey,
  details: Map<string, CheckDetail>,
): boolean => {
  const visited = survey.visits.get(locationId)
  return visited?.outcome === 'picture' && details.has(visited.locationId)
}

type Absence = ReturnType<typeof withoutPicture>

function absence(locationId: string, earlier: Earlier, survey: Survey, isWhole: boolean): Absence {
  const visited = survey.visits.get(locationId)
  if (!visited) return { outcome: 'unknown', code: 'not-visited' }
  // A picture inside a document: that the document is there is no doubt about it.
  const isDocument = survey.pageIds.has(locationId) && !earlier.pictures.has(locationId)
  if (isDocument && visited.outcome === 'page') {
    return { outcome: 'gone', code: 'not-on-page' }
  }
  const says = withoutPicture(visited)
  const isDropped = isWhole && !survey.named.has(locationId) && isStillThePage(survey, earlier)
  return says.code === 'page-instead' && isDropped ? { outcome: 'gone', code: says.code } : says
}

/** It shows another picture of before: what answers is not a gate that stands before the page. */
const isStillThePage = ({ pictures }: Survey, { innocent }: Earlier): boolean =>
  pictures.some(({ mediaId }) =>
    innocent.some((other) => other.mediaId === mediaId && other.atOpening),
  )

/** Null for a page that was read in full, whatever it shows. */
function ofPage(page: Location, survey: Survey, earlier: Earlier): Absence | null {
  const visited = survey.page
  if (survey.truncated) return { outcome: 'unknown', code: 'page-over-budget' }
  if (visited.outcome === 'picture') return null
  if (visited.outcome !== 'page') return withoutPicture(visited)
  if (isLoginWall(page, visited, survey)) return { outcome: 'unknown', code: 'login-page' }
  return earlier.pictures.has(page.id) ? { outcome: 'unknown', code: 'page-instead' } : null
}

/** A login form stands on many pages; it hides the content when we were sent to it or see nothing else. */
const isLoginWall = (
  page: Location,
  visited: Visited & { outcome: 'page' },
  survey: Survey,
): boolean =>
  survey.followed.some(({ body }) => asksForLogin(body)) ||
  (asksForLogin(visited.body) &&
    (canonicalUrl(visited.url) !== page.url || survey.pictures.length === 0))
