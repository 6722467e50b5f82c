import type { Fingerprint } from '@nightlight/fingerprint'
import type { Location } from '../location-store.ts'
import { insertUnread } from '../sighting-store.ts'
import type { SeenPicture, Survey } from '../survey-page.ts'
import { visitLocation, type LookDeps, type Visited, type VisitFor } from '../visit-location.ts'
import { likeness } from './likeness.ts'

/** What addresses answered when they were asked as by a browser that shows the page. */
export type AskedFromPage = {
  answers: ReadonlyMap<string, Visited>
  pictures: readonly SeenPicture[]
}

const TOTAL_MS = 30_000

/**
 * Asks once more for those of some addresses that did not show the content, naming the page as a browser
 * would: many hosts show a picture only within its page, and another one, or nothing, by itself.
 *
 * Addresses of which nothing was learned, such as those of a host that is down, are not asked again. What
 * the time does not suffice for has no answer.
 */
export async function askFromPage(
  deps: LookDeps,
  about: {
    page: Location
    known: readonly Location[]
    survey: Survey
    /** Whose address it is, and what is looked for there. */
    looks: readonly { known: readonly string[]; media: readonly { fingerprint: Fingerprint }[] }[]
  },
  visitFor: VisitFor,
  signal: AbortSignal,
): Promise<AskedFromPage> {
  const { page, known, looks, survey } = about
  const answers = new Map<string, Visited>()
  const pictures: SeenPicture[] = []
  let asked: string | null = null
  const late = AbortSignal.timeout(TOTAL_MS)
  const either = AbortSignal.any([signal, late])
  try {
    for (const location of known) {
      const first = survey.visits.get(location.id)
      const isPart = location.id !== page.id && survey.pageIds.has(location.id)
      if (!first || isPart) continue
      const own = looks.filter((look) => look.known.includes(location.id))
      const originals = own.map(({ media }) => media.map(({ fingerprint }) => fingerprint))
      if (!originals.some((sought) => isWorthAsking(first, sought))) continue
      const referer = location.id === page.id ? new URL('/', page.url) : new URL(page.url)
      asked = location.id
      const visited = await visitLocation(deps, location, 'image', visitFor, either, { referer })
      answers.set(location.id, visited)
      if (visited.outcome !== 'picture') continue
      const { mediaId, fingerprint, locationId } = visited
      pictures.push({ locationId, via: location.id, mediaId, fingerprint })
    }
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error
    if (asked !== null && !answers.has(asked)) {
      await insertUnread(deps.db, { ...visitFor, locationId: asked, code: 'cut-short' })
    }
  }
  return { answers, pictures }
}

/** Whether an address is asked again, so that without a second answer nothing is gone from it. */
export function isWorthAsking(first: Visited, originals: readonly Fingerprint[]): boolean {
  switch (first.outcome) {
    case 'picture':
      return likeness(originals, first.fingerprint).outcome !== 'present'
    case 'failed':
      return /^http-4\d\d$/.test(first.code)
    case 'page':
    case 'other':
      return true
    case 'refused':
      return false
  }
}
