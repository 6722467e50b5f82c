import { extractImages } from '../extract/extract-images.ts'
import { looksLikeHtml } from '../extract/html.ts'
import type { Location } from '../location-store.ts'
import type { Visited } from '../visit-location.ts'
import { readExtraction } from './read-document.ts'
import type { Work } from './work.ts'

const GONE = new Set(['http-404', 'http-410'])

/** The first bytes of a document that says that it is not there, which browsers show; null for anything else. */
export function errorDocument(
  visited: Visited,
): { start: Uint8Array; contentType: string | null } | null {
  const { code, facts } = visited
  if (!GONE.has(code) || !facts || !looksLikeHtml(facts.start, facts.contentType)) return null
  return { start: facts.start, contentType: facts.contentType }
}

/**
 * Has a crawl see the pictures of a page that answers 404 or 410: those in its start, and those it names there.
 *
 * What only its sheets, frames and refresh show is left out, for removal checks do not see it either: it would be
 * called gone while it is up.
 */
export async function readErrorPage(work: Work, page: Location): Promise<void> {
  const document = errorDocument(work.survey.page)
  if (!document) return
  const found = extractImages(document.start, document.contentType, new URL(page.url))
  const leadsNowhere = {
    stylesheets: [],
    media: [],
    archives: [],
    links: [],
    elsewhere: [],
    frames: [],
  }
  await readExtraction(work, { ...found, ...leadsNowhere, refresh: null }, page.id)
}
