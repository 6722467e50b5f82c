import type { Fingerprint } from '@nightlight/fingerprint'
import { getDomain } from 'tldts'
import { extractImages, extractStylesheetImages } from './extract/extract-images.ts'
import type { FetchOutcome } from './fetch/outcome.ts'
import { ensureLocation, type Location } from './location-store.ts'
import { insertUnread, insertVisit, noteIncomplete } from './sighting-store.ts'
import {
  failureOf,
  fingerprintOf,
  isAnswer,
  keepPicture,
  servedAt,
  visitLocation,
  type LookDeps,
  type Visited,
  type VisitFor,
} from './visit-location.ts'

/** One picture of a page, where it is, and the address that led there. */
export type SeenPicture = {
  locationId: string
  via: string
  mediaId: string
  fingerprint: Fingerprint
}

type VisitedPage = Visited & { outcome: 'page' }

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
  /** The page showed more than the budget allows, or the time ran out. */
  truncated: boolean
}

/** Pictures, style sheets and frames of one page, pictures at once, and milliseconds for all. */
export type SurveyBudget = {
  images: number
  stylesheets: number
  frames: number
  atOnce: number
  totalMs: number
}

/** With one last fetch and decoding after the time, a survey ends well within its job. */
export const DEFAULT_BUDGET: SurveyBudget = {
  images: 500,
  stylesheets: 30,
  frames: 10,
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
 * One `<meta refresh>` and frames of the page's own domain are read as parts of the page. A frame of
 * another domain is not opened; it is recorded as an address that could not be read.
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
    begun: new Set(survey.pageIds),
    stop,
    signal: AbortSignal.any([signal, late, stop.signal]),
  }
  try {
    await visitAll(work, known)
    if (survey.page.outcome === 'page') await readPage(work, survey.page)
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error
    survey.truncated = true
  }
  if (survey.truncated) await noteIncomplete(deps.db, page.id)
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
    followed: [],
    pageIds: new Set([page.id]),
    named: new Set(),
    pictures: [],
    visits: new Map(),
    truncated: false,
  }
  addVisited(survey, page.id, visited)
  if (visited.outcome === 'page') {
    const { id } = await servedAt(deps, page, visited.url)
    survey.pageIds.add(id)
    survey.visits.set(id, visited)
  }
  return survey
}

function addVisited(survey: Survey, locationId: string, visited: Visited): void {
  survey.visits.set(locationId, visited)
  if (visited.outcome !== 'picture') return
  const { mediaId, fingerprint } = visited
  survey.pictures.push({ locationId: visited.locationId, via: locationId, mediaId, fingerprint })
}

/** Several at once, each address once; the first failure ends the others. */
async function visitAll(work: Work, places: readonly (Location | URL)[]): Promise<void> {
  const { deps, visitFor, survey, begun, stop, signal } = work
  const queue = places.values()
  const lane = async (): Promise<void> => {
    for (const place of queue) {
      signal.throwIfAborted()
      const location = place instanceof URL ? await nameLocation(work, place) : place
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

async function nameLocation({ deps, survey }: Work, url: URL): Promise<Location> {
  const location = await ensureLocation(deps.db, deps.crypto, url)
  survey.named.add(location.id)
  return location
}

/** What a document names beside its pictures. */
type Further = { frames: URL[]; refresh: URL | null }

async function readPage(work: Work, visited: VisitedPage): Promise<void> {
  const { frames, refresh } = await readDocument(work, visited, work.page)
  if (refresh) await follow(work, refresh)
  const ownDomain = domainOf(visited.url)
  for (const frame of frames) {
    if (domainOf(frame) === ownDomain) await follow(work, frame)
    else await leaveUnread(work, frame, 'frame-not-read')
  }
}

const domainOf = ({ hostname }: URL): string => getDomain(hostname) ?? hostname

/** Reads one more document as a part of the page; what that one leads to is left unread. */
async function follow(work: Work, url: URL): Promise<void> {
  const { deps, visitFor, survey, begun, signal } = work
  const location = await nameLocation(work, url)
  if (survey.pageIds.has(location.id)) return
  if (!begun.has(location.id)) {
    begun.add(location.id)
    const visited = await visitLocation(deps, location, 'page', visitFor, signal)
    addVisited(survey, location.id, visited)
  }
  const visited = survey.visits.get(location.id)
  if (visited?.outcome !== 'page') return
  survey.pageIds.add(location.id)
  survey.followed.push(visited)
  const { frames, refresh } = await readDocument(work, visited, location)
  if (refresh) await leaveUnread(work, refresh, 'refresh-not-followed')
  for (const frame of frames) await leaveUnread(work, frame, 'frame-not-read')
}

async function leaveUnread(work: Work, url: URL, code: string): Promise<void> {
  const { deps, visitFor, survey, begun } = work
  const location = await nameLocation(work, url)
  if (begun.has(location.id)) return
  begun.add(location.id)
  await insertUnread(deps.db, { ...visitFor, locationId: location.id, code })
  survey.visits.set(location.id, { outcome: 'refused', code, retryable: false })
}

/** Keeps the pictures inside a document and visits the others that it names. */
async function readDocument(work: Work, visited: VisitedPage, asked: Location): Promise<Further> {
  const { deps, survey, budget } = work
  const found = extractImages(visited.body, visited.contentType, visited.url)
  const at = await servedAt(deps, asked, visited.url)
  await addInline(work, found.inline, at.id)
  const urls = found.images.map(({ url }) => url)
  for (const sheet of found.stylesheets.slice(0, budget.stylesheets)) {
    urls.push(...(await namedBySheet(work, sheet, at.id)))
  }
  survey.truncated ||=
    found.truncated ||
    found.stylesheets.length > budget.stylesheets ||
    found.frames.length > budget.frames ||
    urls.length > budget.images
  await visitAll(work, urls.slice(0, budget.images))
  return { frames: found.frames.slice(0, budget.frames), refresh: found.refresh }
}

async function namedBySheet(work: Work, sheet: URL, pageLocationId: string): Promise<URL[]> {
  const { deps, survey, signal } = work
  const answer = await deps.pacing.run(
    sheet.hostname,
    () => deps.safeFetch.fetch(sheet, { expect: 'page', signal }),
    signal,
  )
  if (!isAnswer(answer)) {
    await addFailedSheet(work, sheet, answer)
    return []
  }
  const found = extractStylesheetImages(answer.body, answer.contentType, answer.url)
  survey.truncated ||= found.truncated
  await addInline(work, found.inline, pageLocationId)
  return found.images.map(({ url }) => url)
}

/** A sheet that was not read may name anything: it is an address of the page that failed. */
async function addFailedSheet(work: Work, sheet: URL, answer: FetchOutcome): Promise<void> {
  const { deps, visitFor, survey, begun } = work
  const location = await nameLocation(work, sheet)
  if (begun.has(location.id)) return
  begun.add(location.id)
  const failed = failureOf(answer)
  const { outcome, code } = failed
  const visit = { ...visitFor, locationId: location.id, outcome, code, mediaId: null }
  await insertVisit(deps.db, { ...visit, observation: answer.observation })
  survey.visits.set(location.id, failed)
}

/** Pictures inside `data:` addresses have the address of their page. */
async function addInline(
  work: Work,
  inline: readonly Uint8Array[],
  locationId: string,
): Promise<void> {
  const { deps, visitFor, survey, signal } = work
  for (const bytes of inline) {
    const read = await deps.decoder.fingerprint(bytes, { signal })
    const fingerprint = fingerprintOf(read, bytes.byteLength)
    if (!fingerprint) continue
    const finishedAt = new Date()
    const mediaId = await keepPicture(deps, fingerprint, locationId, visitFor, { finishedAt })
    survey.pictures.push({ locationId, via: locationId, mediaId, fingerprint })
  }
}
