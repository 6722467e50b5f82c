import type { Visit } from '../report-store.ts'

/** Which address a visit went to, told without the address: numbers from 1; null for the page itself. */
export type Place = { page: number; picture: number | null }

/**
 * Numbers what was visited: pages in the order of the report, and what each names in the order in which
 * it was first asked. Two visits of one address have the same place.
 *
 * @param pageIds  the reported page first
 */
export function placesOf(
  visits: readonly Pick<Visit, 'locationId' | 'pageId' | 'kind'>[],
  pageIds: readonly string[],
): Place[] {
  const pages = new Map(pageIds.map((id, at) => [id, at + 1]))
  const pictures = new Map<string, Map<string, number>>()
  return visits.map(({ locationId, pageId, kind }) => {
    const page = pages.get(pageId) ?? 0
    if (kind === 'page') return { page, picture: null }
    const ofPage = pictures.get(pageId) ?? new Map<string, number>()
    pictures.set(pageId, ofPage)
    const picture = ofPage.get(locationId) ?? ofPage.size + 1
    ofPage.set(locationId, picture)
    return { page, picture }
  })
}
