import type { CheckDetail } from '@nightlight/runtime'
import type { SeenPicture, Survey } from '../survey-page.ts'
import type { Visited } from '../visit-location.ts'
import type { Earlier } from './earlier-store.ts'

/**
 * Places of a page that could not be read and may hold the content now: a picture that moved there is
 * not seen, so the content must not be called gone.
 *
 * No doubt is a place that clearly has nothing (404, 410), one that showed another picture before, and
 * one of a foreign domain that failed in the same way before the case was opened.
 *
 * @param known ids of the takedown's addresses, which have details of their own
 */
export function doubts(
  page: { id: string },
  known: readonly string[],
  survey: Survey,
  earlier: Earlier,
): CheckDetail[] {
  const own = new Set([...known, ...survey.pageIds].map((id) => earlier.domains.get(id)))
  const found: CheckDetail[] = []
  for (const [locationId, visited] of survey.visits) {
    if (known.includes(locationId) || locationId === page.id) continue
    const code = unreadCode(visited)
    if (code === null || wasInnocent(locationId, earlier)) continue
    const isForeign = !own.has(earlier.domains.get(locationId))
    if (isForeign && failedBefore(locationId, code, earlier)) continue
    found.push({ locationId, outcome: 'unknown', code })
  }
  for (const seen of survey.pictures) {
    if (!isUnreadInline(seen, survey) || wasThere(seen, earlier)) continue
    found.push({ locationId: seen.locationId, outcome: 'unknown', code: 'not-comparable' })
  }
  return found
}

/** Addresses of which `doubts` asks the domain. */
export const doubtfulPlaces = (survey: Survey): string[] => [
  ...survey.pageIds,
  ...survey.visits.keys(),
]

/** Null for an address that shows what it has, or clearly has nothing. */
function unreadCode(visited: Visited): string | null {
  switch (visited.outcome) {
    case 'page':
      return null
    case 'picture':
      return visited.fingerprint.pdq === '' ? 'not-comparable' : null
    case 'other':
      return visited.code === 'not-an-image' ? null : visited.code
    case 'refused':
    case 'failed':
      return visited.code === 'http-404' || visited.code === 'http-410' ? null : visited.code
  }
}

/** Another picture was seen there; bytes that were never decoded count from before the case only. */
const wasInnocent = (locationId: string, { innocent }: Earlier): boolean =>
  innocent.some((other) => other.locationId === locationId && (other.decoded || other.atOpening))

const failedBefore = (locationId: string, code: string, { failures }: Earlier): boolean =>
  failures.some((before) => before.locationId === locationId && before.code === code)

const isUnreadInline = (seen: SeenPicture, { pageIds }: Survey): boolean =>
  pageIds.has(seen.locationId) && seen.fingerprint.pdq === ''

const wasThere = ({ mediaId }: SeenPicture, { innocent }: Earlier): boolean =>
  innocent.some((other) => other.mediaId === mediaId && other.atOpening)
