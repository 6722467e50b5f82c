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
  /** The page showed more than the budget allows, or the time ran out. */
  truncated: boolean
}

/** Pictures and style sheets of one page, pictures at once, and milliseconds for all of them. */
export type SurveyBudget = { images: number; stylesheets: number; atOnce: number; totalMs: number }

/** With one last fetch and decoding after the time, a survey ends well within its job. */
export const DEFAULT_BUDGET: SurveyBudget = {
  images: 500,
  stylesheets: 30,
  atOnce: 4,
  totalMs: 110_000,
}

/** What is passed along while a page is surveyed. */
type Work = {
  deps: LookDeps
  page: Location
  visitFor: VisitFor
  budget: SurveyBudget
  survey: Survey
  begun: Set<string>
  stop: AbortController
  signal: AbortSignal
}

/**
 * Visits a page and every picture it shows or links to; a picture reported by itself is its own page.
 *
 * @param known addresses to visit whatever the page says, before those that it names
 * @returns what was seen until the budget or the time ran out
 */
export async function surveyPage(
  deps: LookDeps,
  page: Location,
  visitFor: VisitFor,
  signal: AbortSignal,
  budget: SurveyBudget = DEFAULT_BUDGET,
  known: readonly Location[] = [],
): Promise<Survey> {
  const late = AbortSignal.timeout(budget.totalMs)
  const survey = await startSurvey(deps, page, visitFor, signal)
  const stop = new AbortController()
  const work: Work = {
    deps,
    page,
    visitFor,
    budget,
    survey,
    begun: new Set([page.id]),
    stop,
    signal: AbortSignal.any([signal, late, stop.signal]),
  }
  try {
    await visitAll(work, known)
    if (survey.page.outcome === 'page') await visitAll(work, await namedByPage(work, survey.page))
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error
    survey.truncated = true
  }
  return survey
}

async function startSurvey(
  deps: LookDeps,
  page: Location,
  visitFor: VisitFor,
  signal: AbortSignal,
): Promise<Survey> {
  const visited = await visitLocation(deps, page, 'page', visitFor, signal)
  const survey: Survey = {
    page: visited,
    pictures: [],
    visits: new Map(),
    truncated: false,
  }
  addVisited(survey, page.id, visited)
  return survey
}

function addVisited(survey: Survey, locationId: string, visited: Visited): void {
  survey.visits.set(locationId, visited)
  if (visited.outcome !== 'picture') return
  const { mediaId, fingerprint } = visited
  survey.pictures.push({ locationId, mediaId, fingerprint })
}

/** Several at once, each address once; the first failure ends the others. */
async function visitAll(work: Work, places: readonly (Location | URL)[]): Promise<void> {
  const { deps, visitFor, survey, begun, stop, signal } = work
  const queue = places.values()
  const lane = async (): Promise<void> => {
    for (const place of queue) {
      signal.throwIfAborted()
      const location =
        place instanceof URL ? await ensureLocation(deps.db, deps.crypto, place) : place
      if (begun.has(location.id)) continue
      begun.add(location.id)
      const visited = await visitLocation(deps, location, 'image', visitFor, signal)
      addVisited(survey, location.id, visited)
    }
  }
  const failures: unknown[] = []
  const failed = (error: unknown): void => {
    failures.push(error)
    stop.abort(error)
  }
  await Promise.all(Array.from({ length: work.budget.atOnce }, () => lane().catch(failed)))
  if (failures.length > 0) throw failures[0]
}

/** Keeps the pictures inside the page and lists the addresses of the others. */
async function namedByPage(work: Work, page: Visited & { outcome: 'page' }): Promise<URL[]> {
  const { survey, budget } = work
  const found = extractImages(page.body, page.contentType, page.url)
  await addInline(work, found.inline)
  const urls = found.images.map(({ url }) => url)
  survey.truncated ||= found.truncated || found.stylesheets.length > budget.stylesheets
  for (const sheet of found.stylesheets.slice(0, budget.stylesheets)) {
    urls.push(...(await namedBySheet(work, sheet)))
  }
  survey.truncated ||= urls.length > budget.images
  return urls.slice(0, budget.images)
}

async function namedBySheet(work: Work, sheet: URL): Promise<URL[]> {
  const { deps, survey, signal } = work
  const answer = await deps.pacing.run(
    sheet.hostname,
    () => deps.safeFetch.fetch(sheet, { expect: 'page', signal }),
    signal,
  )
  if (answer.status !== 'answered' || answer.httpStatus !== 200) return []
  const found = extractStylesheetImages(answer.body, answer.contentType, answer.url)
  survey.truncated ||= found.truncated
  await addInline(work, found.inline)
  return found.images.map(({ url }) => url)
}

/** Pictures inside `data:` addresses have the page's own address. */
async function addInline(work: Work, inline: readonly Uint8Array[]): Promise<void> {
  const { deps, page, visitFor, survey, signal } = work
  for (const bytes of inline) {
    const read = await deps.decoder.fingerprint(bytes, signal)
    const fingerprint = fingerprintOf(read, bytes.byteLength)
    if (!fingerprint) continue
    const finishedAt = new Date()
    const mediaId = await keepPicture(deps, fingerprint, page.id, visitFor, { finishedAt })
    survey.pictures.push({ locationId: page.id, mediaId, fingerprint })
  }
}
