import { extractImages } from '../extract/extract-images.ts'
import { ensureLocations, type Location } from '../location-store.ts'
import { insertUnread } from '../sighting-store.ts'
import type { Survey } from '../survey-page.ts'
import { errorDocument } from '../survey/error-page.ts'
import {
  visitLocation,
  type LookDeps,
  type ShownPicture,
  type Visited,
  type VisitFor,
} from '../visit-location.ts'
import { fingerprintOf } from '../read-outcome.ts'

/** A picture, and the address that led to it. */
export type ErrorPicture = ShownPicture & { via: string }

/** What a page shows that says that it is not there. */
export type ErrorPage = {
  answers: ReadonlyMap<string, Visited>
  pictures: readonly ErrorPicture[]
  /** It names more than was asked for. */
  isCut: boolean
}

const MOST = 40
const TOTAL_MS = 15_000

/**
 * Looks at the pictures of a page that answers 404 or 410: browsers show what comes with it, so that content may
 * stand there at a new address. Nothing is asked when it came without markup.
 */
export async function askErrorPage(
  deps: LookDeps,
  page: Location,
  { page: visited, visits }: Survey,
  visitFor: VisitFor,
  signal: AbortSignal,
): Promise<ErrorPage> {
  const answers = new Map<string, Visited>()
  const pictures: ErrorPicture[] = []
  const document = errorDocument(visited)
  if (!document) return { answers, pictures, isCut: false }
  const found = extractImages(document.start, document.contentType, new URL(page.url))
  for (const bytes of found.inline) {
    const read = await deps.decoder.fingerprint(bytes, { signal })
    const fingerprint = fingerprintOf(read, bytes.byteLength)
    if (fingerprint) pictures.push({ fingerprint, locationId: page.id, via: page.id })
  }
  const urls = found.images.slice(0, MOST).map(({ url }) => url)
  let asked: string | null = null
  const late = AbortSignal.timeout(TOTAL_MS)
  const either = AbortSignal.any([signal, late])
  try {
    for (const location of await ensureLocations(deps.db, deps.crypto, urls)) {
      if (visits.has(location.id) || answers.has(location.id)) continue
      asked = location.id
      const answer = await visitLocation(deps, location, 'image', visitFor, either)
      answers.set(location.id, answer)
      if (answer.outcome !== 'picture') continue
      const { fingerprint, locationId } = answer
      pictures.push({ fingerprint, locationId, via: location.id })
    }
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error
    if (asked !== null && !answers.has(asked)) {
      await insertUnread(deps.db, { ...visitFor, locationId: asked, code: 'cut-short' })
    }
    return { answers, pictures, isCut: true }
  }
  return { answers, pictures, isCut: found.truncated || found.images.length > MOST }
}
