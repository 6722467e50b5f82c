import type { Fingerprint } from '@nightlight/fingerprint'
import { extractImages, extractStylesheetImages } from './extract/extract-images.ts'
import { ensureLocation, type Location } from './location-store.ts'
import {
  fingerprintOf,
  keepPicture,
  visitLocation,
  type LookDeps,
  type Visited,
  type VisitFor,
} from './visit-location.ts'

/** One picture of a page, and where. */
export type SeenPicture = { locationId: string; mediaId: string; fingerprint: Fingerprint }

export type Survey = {
  /** What the page itself answered. */
  page: Visited
  pictures: SeenPicture[]
  /** What became of each address that was visited, the page's own included. */
  visits: Map<string, Visited>
  /** The page showed more than the budget allows. */
  truncated: boolean
}

export type SurveyBudget = { images: number; stylesheets: number; atOnce: number }

export const DEFAULT_BUDGET: SurveyBudget = { images: 500, stylesheets: 10, atOnce: 4 }

/**
 * Visits a page and every picture it shows or links to; a picture reported by itself is its own page.
 */
export async function surveyPage(
  deps: LookDeps,
  page: Location,
  visitFor: VisitFor,
  signal: AbortSignal,
  budget: SurveyBudget = DEFAULT_BUDGET,
): Promise<Survey> {
  const visited = await visitLocation(deps, page, 'page', visitFor, signal)
  const survey: Survey = {
    page: visited,
    pictures: [],
    visits: new Map([[page.id, visited]]),
    truncated: false,
  }
  if (visited.outcome === 'picture') {
    const { mediaId, fingerprint } = visited
    survey.pictures.push({ locationId: page.id, mediaId, fingerprint })
  }
  if (visited.outcome !== 'page') return survey
  const found = extractImages(visited.body, visited.contentType, visited.url)
  await addInline(deps, found.inline, page, visitFor, signal, survey)
  const fromSheets = await stylesheetImages(deps, found.stylesheets, budget, signal)
  const urls = [...found.images.map(({ url }) => url), ...fromSheets]
  survey.truncated = found.truncated || urls.length > budget.images
  const queue = urls.slice(0, budget.images)[Symbol.iterator]()
  const lane = async (): Promise<void> => {
    for (const url of queue) {
      signal.throwIfAborted()
      const location = await ensureLocation(deps.db, deps.crypto, url)
      if (survey.visits.has(location.id)) continue
      await addVisit(deps, location, visitFor, signal, survey)
    }
  }
  await Promise.all(Array.from({ length: budget.atOnce }, lane))
  return survey
}

/** Visits one more address and adds what it shows. */
export async function addVisit(
  deps: LookDeps,
  location: Location,
  visitFor: VisitFor,
  signal: AbortSignal,
  survey: Survey,
): Promise<void> {
  const visited = await visitLocation(deps, location, 'image', visitFor, signal)
  survey.visits.set(location.id, visited)
  if (visited.outcome !== 'picture') return
  const { mediaId, fingerprint } = visited
  survey.pictures.push({ locationId: location.id, mediaId, fingerprint })
}

/** Pictures inside `data:` addresses have the page's own address. */
async function addInline(
  deps: LookDeps,
  inline: readonly Uint8Array[],
  page: Location,
  visitFor: VisitFor,
  signal: AbortSignal,
  survey: Survey,
): Promise<void> {
  for (const bytes of inline) {
    const read = await deps.decoder.fingerprint(bytes, signal)
    const fingerprint = fingerprintOf(read, bytes.byteLength)
    if (!fingerprint) continue
    const finishedAt = new Date()
    const mediaId = await keepPicture(deps, fingerprint, page.id, visitFor, { finishedAt })
    survey.pictures.push({ locationId: page.id, mediaId, fingerprint })
  }
}

async function stylesheetImages(
  deps: LookDeps,
  sheets: readonly URL[],
  budget: SurveyBudget,
  signal: AbortSignal,
): Promise<URL[]> {
  const urls: URL[] = []
  for (const sheet of sheets.slice(0, budget.stylesheets)) {
    const answer = await deps.pacing.run(
      sheet.hostname,
      () => deps.safeFetch.fetch(sheet, { expect: 'page', signal }),
      signal,
    )
    if (answer.status !== 'answered' || answer.httpStatus !== 200) continue
    const { images } = extractStylesheetImages(answer.body, answer.contentType, answer.url)
    urls.push(...images.map(({ url }) => url))
  }
  return urls
}
