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

/** What the browser asked for and could not have; a sign of a removal check. */
export type MissedKind =
  | 'page-missing'
  | 'frame-missing'
  | 'script-missing'
  | 'stylesheet-missing'
  | 'data-missing'
  | 'picture-missing'

/** A part of a page with scripts that could not be had; a page where a document came in its place. */
export type Missed = {
  sign: MissedKind
  visited: Visited & { outcome: 'refused' | 'failed' | 'page' }
}

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
  /** Why its scripts did not run although they had to (`rendering-off`, or a `RenderFailure`). */
  unrendered: string | null
  /** What its scripts asked for and could not have, by location. */
  missed: Map<string, Missed>
  /** Its scripts may run when the page is asked again. */
  mayRenderLater: boolean
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
  unrendered: null,
  missed: new Map(),
  mayRenderLater: false,
  truncated: false,
  ended: null,
})

/** Notes a visit and the pictures that it showed. */
export function addVisited(survey: Survey, locationId: string, visited: Visited): void {
  survey.visits.set(locationId, visited)
  if (visited.outcome === 'other' || visited.outcome === 'page') {
    for (const one of visited.contained ?? []) survey.pictures.push({ ...one, via: locationId })
  }
  if (visited.outcome !== 'picture') return
  const { mediaId, fingerprint } = visited
  survey.pictures.push({ locationId: visited.locationId, via: locationId, mediaId, fingerprint })
}

/** What a survey says of a page whose scripts should have run and did not. */
export function leaveUnrendered(survey: Survey, code: string, mayRenderLater = false): void {
  survey.unrendered = code
  survey.truncated = true
  survey.mayRenderLater ||= mayRenderLater
}
