import type { HostCounters } from '../world-state.ts'
import type { Site } from './sites.ts'

/**
 * The counters of a site after one more request.
 *
 * A look is what a removal check does: a page, then each picture it knows. One that breaks off before
 * it asks for a picture, as when the crawler is killed, is the same look when it begins again.
 */
export function countRequest(
  before: HostCounters,
  site: Site,
  path: string,
  isNotified: boolean,
): HostCounters {
  const { pages, files, looks, isLookComplete } = before
  if (site.pages.some((page) => page.path === path)) {
    const isNew = isNotified && isLookComplete
    return {
      pages: pages + 1,
      files,
      looks: looks + (isNew ? 1 : 0),
      isLookComplete: isLookComplete && !isNotified,
    }
  }
  const matches = site.pictures.some((use) => use.path === path && use.kind !== 'innocent')
  return { pages, files: files + 1, looks, isLookComplete: isLookComplete || matches }
}
