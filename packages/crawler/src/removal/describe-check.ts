import type { Fingerprint } from '@nightlight/fingerprint'
import type { CheckDetail } from '@nightlight/runtime'
import { canonicalUrl } from '../fetch/reported-url.ts'
import type { Location } from '../location-store.ts'
import type { Survey } from '../survey-page.ts'
import type { Visited } from '../visit-location.ts'
import { asksForLogin, likeness, withoutPicture } from './verdict.ts'

const RANK = { present: 0, unknown: 1, gone: 2 } as const

/**
 * What a survey says about a takedown: one line for each of its addresses, for each other place that
 * shows its content, and for the page when it is gone or unclear.
 *
 * @param known ids of the takedown's addresses
 */
export function describeCheck(
  page: Location,
  known: readonly string[],
  survey: Survey,
  originals: readonly Fingerprint[],
): CheckDetail[] {
  const details = new Map<string, CheckDetail>()
  const note = (detail: CheckDetail): void => {
    const before = details.get(detail.locationId)
    if (!before || RANK[detail.outcome] < RANK[before.outcome]) {
      details.set(detail.locationId, detail)
    }
  }
  for (const { locationId, mediaId, fingerprint } of survey.pictures) {
    const seen = likeness(originals, fingerprint)
    // Any page shows other pictures, and some that cannot be read.
    const says = seen.outcome === 'present' || seen.code === 'probable-copy'
    if (says || known.includes(locationId)) note({ locationId, mediaId, ...seen })
  }
  for (const locationId of known) {
    if (details.has(locationId)) continue
    note({ locationId, ...absence(page, locationId, survey.visits.get(locationId)) })
  }
  const doubt = ofPage(page, survey)
  if (doubt) note({ locationId: page.id, ...doubt })
  return [...details.values()]
}

type Absence = ReturnType<typeof withoutPicture>

function absence(page: Location, locationId: string, visited: Visited | undefined): Absence {
  if (!visited) return { outcome: 'unknown', code: 'not-visited' }
  // A picture inside the page: that a page is there is no doubt about it.
  if (locationId === page.id && visited.outcome === 'page') {
    return { outcome: 'gone', code: 'not-on-page' }
  }
  return withoutPicture(visited)
}

/** Null for a page that was read in full, whatever it shows. */
function ofPage(page: Location, survey: Survey): Absence | null {
  const visited = survey.page
  if (survey.truncated) return { outcome: 'unknown', code: 'page-over-budget' }
  if (visited.outcome === 'picture') return null
  if (visited.outcome !== 'page') return withoutPicture(visited)
  return isLoginWall(page, visited, survey) ? { outcome: 'unknown', code: 'login-page' } : null
}

/** A login form stands on many pages; it hides the content when we were sent to it or see nothing else. */
const isLoginWall = (
  page: Location,
  visited: Visited & { outcome: 'page' },
  survey: Survey,
): boolean =>
  asksForLogin(visited.body) &&
  (canonicalUrl(visited.url) !== page.url || survey.pictures.length === 0)
