import type { Fingerprint } from '@nightlight/fingerprint'
import type { FoundLink } from '../extract/extract-images.ts'
import type { Visited } from '../visit-location.ts'
import type { Ended } from './budget.ts'

/** One picture of a page, where it is, and the address that led there. */
export type SeenPicture = {
  locationId: string
  via: string
  mediaId: string
  fingerprint: Fingerprint
}

export type VisitedPage = Visited & { outcome: 'page' }

export type Survey = {
  /** What the page itself answered. */
  page: Visited
  /** Further documents of the page that were read: what it refreshes to, and its own frames. */
  followed: VisitedPage[]
  /** Locations that are the page itself: its own, that after redirects, and those of `followed`. */
  pageIds: Set<string>
  /** Locations that the page names now. */
  named: Set<string>
  pictures: SeenPicture[]
  /** What became of each address that was visited, the page's own included. */
  visits: Map<string, Visited>
  /** Further pages of the same site that the page and its own documents lead to. */
  links: FoundLink[]
  /** Pages of other sites behind its thumbnails; none of them was asked. */
  elsewhere: URL[]
  /** The page as its scripts left it, where they ran. */
  renderedHtml: string | null
  /** The page showed more than the budget allows, or the time ran out. */
  truncated: boolean
  /** Which budget of the whole report ended; null where none did. */
  ended: Ended | null
}

export const emptySurvey = (page: Visited, pageId: string): Survey => ({
  page,
  followed: [],
  pageIds: new Set([pageId]),
  named: new Set(),
  pictures: [],
  visits: new Map(),
  links: [],
  elsewhere: [],
  renderedHtml: null,
  truncated: false,
  ended: null,
})

/** Notes a visit and the pictures that it showed. */
export function addVisited(survey: Survey, locationId: string, visited: Visited): void {
  survey.visits.set(locationId, visited)
  if (visited.outcome === 'other') {
    for (const one of visited.contained ?? []) survey.pictures.push({ ...one, via: locationId })
  }
  if (visited.outcome !== 'picture') return
  const { mediaId, fingerprint } = visited
  survey.pictures.push({ locationId: visited.locationId, via: locationId, mediaId, fingerprint })
}
