import { readLocation, type Location } from './location-store.ts'
import { insertUnread } from './sighting-store.ts'
import { DEFAULT_BUDGET, DEFAULT_REPORT_BUDGET, type SurveyBudget } from './survey/budget.ts'
import { domainOf } from './survey/domain.ts'
import { readErrorPage } from './survey/error-page.ts'
import { noteUnseen } from './survey/incomplete-store.ts'
import { metered, ownPurse, type Purse } from './survey/purse.ts'
import { readDocument } from './survey/read-document.ts'
import { renderAndRead, type Scripts } from './survey/render-page.ts'
import {
  addVisited,
  emptySurvey,
  leaveUnrendered,
  type Survey,
  type VisitedPage,
} from './survey/survey.ts'
import { ROOM_BUSY, visitWithRoom } from './survey/visit-with-room.ts'
import { leaveUnread, nameLocation, visitAll, type Work } from './survey/work.ts'
import {
  servedAt,
  visitLocation,
  type Asked,
  type KnownPicture,
  type LookDeps,
  type Visited,
  type VisitFor,
} from './visit-location.ts'

export { DEFAULT_BUDGET, type SurveyBudget } from './survey/budget.ts'
export type { SeenPicture, Survey } from './survey/survey.ts'

export type SurveyOptions = {
  budget?: Partial<SurveyBudget>
  /** What it pays from; one of its own with the budget of a report when absent. */
  purse?: Purse
  /** Addresses to visit whatever the page says, before those that it names. */
  known?: readonly Location[]
  /**
   * Pictures, by location, that their servers need not send again, and what has to be seen in the end: when
   * it was not, they are fetched after all.
   */
  unchanged?: {
    pictures: ReadonlyMap<string, KnownPicture>
    suffices: (survey: Survey) => boolean
  }
  /** Runs the scripts of the page; they do not run when absent. */
  scripts?: Scripts | null
  /** Its scripts ran before: what it shows without them is not all. */
  mustRender?: boolean
}

/**
 * Visits a page and every picture it shows or links to; a picture reported by itself is its own page.
 *
 * One `<meta refresh>` and frames of the page's own domain are read as parts of the page. A frame of
 * another domain is not opened; it is recorded as an address that could not be read. Links to further
 * pages are listed and not followed: each such page is surveyed by itself.
 *
 * @returns what was seen until the budget or the time ran out
 */
export async function surveyPage(
  deps: LookDeps,
  page: Location,
  visitFor: VisitFor,
  signal: AbortSignal,
  options: SurveyOptions = {},
): Promise<Survey> {
  const { known = [], unchanged, scripts = null, mustRender = false } = options
  const budget = { ...DEFAULT_BUDGET, ...options.budget }
  await using own = options.purse ? null : ownPurse(DEFAULT_REPORT_BUDGET)
  const purse = options.purse ?? own!
  const late = AbortSignal.timeout(Math.ceil(Math.min(budget.totalMs, purse.leftMs)))
  const paying = { ...deps, safeFetch: metered(deps.safeFetch, purse) }
  const survey = await startSurvey(paying, page, visitFor, { signal, late })
  const stop = new AbortController()
  const work: Work = {
    deps: paying,
    page,
    visitFor,
    budget,
    purse,
    mustRender,
    unchanged: unchanged?.pictures ?? new Map(),
    survey,
    begun: new Set(survey.pageIds),
    stop,
    ends: signal,
    signal: AbortSignal.any([signal, late, stop.signal]),
  }
  try {
    await visitAll(work, known)
    if (survey.page.outcome === 'page') await readPage(work, survey.page, scripts)
    else if (visitFor.takedownId === null) await readErrorPage(work, page)
    await visitLong(work, late)
    if (unchanged && !unchanged.suffices(survey)) await visitUnchanged(work, known)
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error
    survey.truncated = true
    if (purse.leftMs <= 0) survey.ended ??= 'time'
    await leaveCutShort(work)
  }
  if (purse.isShort) {
    survey.truncated = true
    survey.ended ??= 'bytes'
  }
  if (survey.truncated) {
    await noteUnseen(deps.db, page.id, survey.unrendered ?? 'page-over-budget')
  }
  return survey
}

async function startSurvey(
  deps: LookDeps,
  page: Location,
  visitFor: VisitFor,
  { signal, late }: { signal: AbortSignal; late: AbortSignal },
): Promise<Survey> {
  const visit = (asked?: Asked): Promise<Visited> =>
    visitLocation(deps, page, 'page', visitFor, signal, asked)
  const first = await visit()
  const waiting = { room: deps.contained?.room, visitFor, signal, late }
  const visited =
    first.code === ROOM_BUSY ? ((await visitWithRoom(waiting, visit)) ?? first) : first
  const survey = emptySurvey(visited, page.id)
  addVisited(survey, page.id, visited)
  if (visited.outcome === 'page') {
    const { id } = await servedAt(deps, page, visited.url)
    survey.pageIds.add(id)
    survey.visits.set(id, visited)
  }
  return survey
}

/** Visits what found no room for a long file: when all else has been seen, one after the other. */
async function visitLong(work: Work, late: AbortSignal): Promise<void> {
  const { deps, page, visitFor, survey, signal } = work
  const waiting = { room: deps.contained?.room, visitFor, signal: work.ends, late }
  const busy = [...survey.visits].filter(([id, { code }]) => code === ROOM_BUSY && id !== page.id)
  for (const [locationId] of busy) {
    const location = await readLocation(deps.db, deps.crypto, locationId)
    if (!location) continue
    const visited = await visitWithRoom(waiting, (asked) => {
      // One that the time of the page cuts short is no longer kept waiting by others.
      survey.visits.delete(locationId)
      return visitLocation(deps, location, 'image', visitFor, signal, asked)
    })
    if (visited === null) return
    addVisited(survey, locationId, visited)
  }
}

/** Records what was under way when the time ran out. */
async function leaveCutShort({ deps, visitFor, begun, survey }: Work): Promise<void> {
  for (const locationId of begun) {
    if (survey.visits.has(locationId)) continue
    await insertUnread(deps.db, { ...visitFor, locationId, code: 'cut-short' })
  }
}

/** Fetches what servers said has not changed: their word is no ground for calling anything gone. */
async function visitUnchanged(work: Work, known: readonly Location[]): Promise<void> {
  const { survey, begun } = work
  const again = known.filter(({ id }) => {
    const visited = survey.visits.get(id)
    return visited?.outcome === 'picture' && visited.isUnchanged
  })
  for (const { id } of again) begun.delete(id)
  survey.pictures = survey.pictures.filter(({ via }) => !again.some(({ id }) => id === via))
  await visitAll({ ...work, unchanged: new Map() }, again)
}

async function readPage(work: Work, visited: VisitedPage, scripts: Scripts | null): Promise<void> {
  if (scripts) await renderAndRead(work, visited, scripts)
  else if (work.mustRender) leaveUnrendered(work.survey, 'rendering-off')
  const { frames, refresh } = await readDocument(work, visited, work.page)
  if (refresh) await follow(work, refresh)
  const ownDomain = domainOf(visited.url)
  for (const frame of frames) {
    if (domainOf(frame) === ownDomain) await follow(work, frame)
    else await leaveUnread(work, frame, 'frame-not-read')
  }
}

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
