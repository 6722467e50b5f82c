import { ensureLocations, type Location } from '../location-store.ts'
import { fingerprintOf } from '../read-outcome.ts'
import { insertUnread } from '../sighting-store.ts'
import {
  keepPicture,
  visitLocation,
  type KnownPicture,
  type LookDeps,
  type Asked,
  type Visited,
  type VisitFor,
} from '../visit-location.ts'
import type { SurveyBudget } from './budget.ts'
import type { Purse } from './purse.ts'
import { addVisited, type Survey } from './survey.ts'
import { ROOM_BUSY } from './visit-with-room.ts'

/** What is passed along while a page is surveyed. */
export type Work = {
  deps: LookDeps
  page: Location
  visitFor: VisitFor
  budget: SurveyBudget
  purse: Purse
  /** See `SurveyOptions`. */
  mustRender: boolean
  /** Pictures that need not be sent again, by location. */
  unchanged: ReadonlyMap<string, KnownPicture>
  survey: Survey
  /** Locations that were visited, or are being visited. */
  begun: Set<string>
  stop: AbortController
  /** Ends the job. */
  ends: AbortSignal
  /** Ends the survey: with the job, at its time, at a failure. */
  signal: AbortSignal
}

/**
 * Several at once, each address once; the first failure ends the others.
 *
 * @param filesOnly  links that only suggest a file; a check has no doubt about what such a one does not show
 */
export async function visitAll(
  work: Work,
  locations: readonly Location[],
  { filesOnly = false }: Pick<Asked, 'filesOnly'> = {},
): Promise<void> {
  const { deps, visitFor, survey, begun, stop, signal } = work
  const queue = locations.values()
  const lane = async (): Promise<void> => {
    for (const location of queue) {
      signal.throwIfAborted()
      if (begun.has(location.id)) continue
      begun.add(location.id)
      if (!(await payFor(work))) return void begun.delete(location.id)
      const known = work.unchanged.get(location.id)
      const visited = await visitLocation(deps, location, 'image', visitFor, signal, {
        known,
        filesOnly,
      })
      if (filesOnly && isLook(visitFor) && showsNothing(visited)) continue
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

/** Before links were asked that only suggest a file, nobody knew of it either. */
const showsNothing = ({ outcome, code }: Visited): boolean =>
  code !== ROOM_BUSY && outcome !== 'picture' && outcome !== 'other'

/** Pays for one address. @returns false when the budget has ended, which the survey then says */
export async function payFor({ purse, survey }: Work): Promise<boolean> {
  const ended = await purse.pay()
  if (ended === null) return true
  survey.truncated = true
  survey.ended ??= ended
  return false
}

/** Whether it is a removal check: every fetch of one is recorded, whatever it was for. */
export const isLook = ({ lookId }: VisitFor): boolean => lookId !== undefined

export async function nameLocation(work: Work, url: URL): Promise<Location> {
  const [location] = await nameLocations(work, [url])
  return location!
}

export async function nameLocations(
  { deps, survey }: Work,
  urls: readonly URL[],
): Promise<Location[]> {
  const locations = await ensureLocations(deps.db, deps.crypto, urls)
  for (const { id } of locations) survey.named.add(id)
  return locations
}

/** Records an address of the page that is not opened. */
export async function leaveUnread(work: Work, url: URL, code: string): Promise<void> {
  const { deps, visitFor, survey, begun } = work
  const location = await nameLocation(work, url)
  if (begun.has(location.id)) return
  begun.add(location.id)
  await insertUnread(deps.db, { ...visitFor, locationId: location.id, code })
  survey.visits.set(location.id, { outcome: 'refused', code, retryable: false })
}

/** Pictures inside a document have the address of their document. */
export async function addInline(
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
