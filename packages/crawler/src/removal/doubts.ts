import type { CheckDetail } from '@nightlight/runtime'
import type { SeenPicture, Survey } from '../survey-page.ts'
import { isWholeArchive, type Visited } from '../visit-location.ts'
import type { Earlier } from './earlier-store.ts'
import { readSigns } from './signs/read-signs.ts'
import { gateOf, withoutPicture } from './verdict.ts'

/**
 * Places of a page that could not be read and may hold the content now: a picture that moved there is
 * not seen, so the content must not be called gone.
 *
 * No doubt is a place that clearly has nothing (404, 410), one that showed another picture before, and
 * one of a foreign domain that failed in the same way before the case was opened. A page is one only on
 * the own domain, when it asks for something before it shows anything.
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
    const isForeign = !own.has(earlier.domains.get(locationId))
    // What the page's own documents ask for is told of the page.
    const isPart = visited.outcome === 'page' && (isForeign || survey.pageIds.has(locationId))
    const unread = isPart ? null : unreadAt(visited)
    if (unread === null || wasInnocent(locationId, earlier)) continue
    if (isForeign && failedBefore(locationId, visited, unread.before, earlier)) continue
    const { code, evidence } = unread
    found.push({ locationId, outcome: 'unknown', code, evidence: [...evidence] })
  }
  for (const seen of survey.pictures) {
    if (!isUnreadWithin(seen, known, survey) || wasThere(seen, earlier)) continue
    const code = 'not-comparable'
    found.push({ locationId: seen.locationId, outcome: 'unknown', code, evidence: [code] })
  }
  return found
}

/** Addresses of which `doubts` asks the domain. */
export const doubtfulPlaces = (survey: Survey): string[] => [
  ...survey.pageIds,
  ...survey.visits.keys(),
  ...survey.missed.keys(),
]

/** `before`: the code of a visit that failed alike. */
type Unread = { code: string; evidence: readonly string[]; before: string }

/** Null for an address that shows what it has, or clearly has nothing. */
function unreadAt(visited: Visited): Unread | null {
  const of = (code: string): Unread => ({ code, evidence: [visited.code], before: code })
  switch (visited.outcome) {
    case 'page': {
      const gate = gateOf(readSigns(visited.body, visited.contentType), visited.facts)
      return gate && gate.code !== 'parked' ? { ...gate, before: visited.code } : null
    }
    case 'picture':
      return visited.fingerprint.pdq === '' ? of('not-comparable') : null
    case 'other':
      return visited.code === 'not-an-image' || isWholeArchive(visited) ? null : of(visited.code)
    case 'refused':
    case 'failed': {
      if (visited.shown?.fingerprint.pdq === '') return of('not-comparable')
      const { outcome, code, evidence } = withoutPicture(visited)
      return outcome === 'gone' ? null : { code, evidence, before: visited.code }
    }
  }
}

/** Another picture was seen there; bytes that were never decoded count from before the case only. */
const wasInnocent = (locationId: string, { innocent }: Earlier): boolean =>
  innocent.some((other) => other.locationId === locationId && (other.decoded || other.atOpening))

/** What kept us from asking, or the proxy: no answer of the address, however often it comes. */
const OUR_OWN = new Set([
  'proxy-failed',
  'proxy-refused',
  'proxy-target-failed',
  'onion-refused',
  'host-paused',
  'room-busy',
])

/** It failed in the same way before the case was opened, and it was the address that did. */
export function failedBefore(
  locationId: string,
  visited: Visited,
  code: string,
  { failures }: Earlier,
): boolean {
  const isShown = 'shown' in visited && visited.shown !== undefined
  return (
    !OUR_OWN.has(code) &&
    failures.some(
      (before) =>
        before.locationId === locationId && before.code === code && before.isShown === isShown,
    )
  )
}

/** It stands in a document of the page, or in an archive that has no details of its own. */
const isUnreadWithin = (
  { locationId, via, fingerprint }: SeenPicture,
  known: readonly string[],
  { pageIds, visits }: Survey,
): boolean =>
  fingerprint.pdq === '' &&
  (pageIds.has(locationId) || (isOpened(visits.get(via)) && !known.includes(via)))

const isOpened = (visited: Visited | undefined): boolean =>
  visited?.outcome === 'other' || visited?.outcome === 'page'

const wasThere = ({ mediaId }: SeenPicture, { innocent }: Earlier): boolean =>
  innocent.some((other) => other.mediaId === mediaId && other.atOpening)
