import { extractImages, type Extraction } from '../extract/extract-images.ts'
import { documentKind } from '../extract/html.ts'
import type { Location } from '../location-store.ts'
import { servedAt } from '../visit-location.ts'
import { rankImages } from './rank-images.ts'
import { readSheets } from './read-sheets.ts'
import type { VisitedPage } from './survey.ts'
import { addInline, nameLocations, visitAll, type Work } from './work.ts'

/** What a document names beside its pictures. */
export type Further = { frames: URL[]; refresh: URL | null }

/** Keeps the pictures inside a document and visits the others that it names. */
export async function readDocument(
  work: Work,
  visited: VisitedPage,
  asked: Location,
): Promise<Further> {
  const { body, contentType, url, headers } = visited
  const at = await servedAt(work.deps, asked, url)
  // A list may name the file itself.
  if (documentKind(body, contentType) === 'svg') await addInline(work, [body], at.id)
  return readExtraction(work, extractImages(body, contentType, url, headers), at.id)
}

/** @param atId  location of the document */
export async function readExtraction(
  work: Work,
  found: Extraction,
  atId: string,
): Promise<Further> {
  const { survey, budget, visitFor } = work
  await addInline(work, found.inline, atId)
  const inSheets = await readSheets(work, found.stylesheets, atId)
  const films = visitFor.switches?.videos ? found.media : []
  const archives = visitFor.switches?.archives ? found.archives : []
  const urls = rankImages([
    ...found.images,
    ...inSheets,
    ...[...films, ...archives].map((url) => ({ url, from: 'link' as const })),
  ])
  survey.links.push(...found.links)
  survey.elsewhere.push(...found.elsewhere)
  survey.truncated ||=
    found.truncated || found.frames.length > budget.frames || urls.length > budget.images
  await visitAll(work, await nameLocations(work, urls.slice(0, budget.images)))
  const left = Math.max(0, budget.images - urls.length)
  const downloads = visitFor.switches?.archives ? found.downloads.slice(0, left) : []
  await visitAll(work, await nameLocations(work, downloads), { filesOnly: true })
  return { frames: found.frames.slice(0, budget.frames), refresh: found.refresh }
}
