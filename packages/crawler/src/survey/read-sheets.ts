import { canonicalUrl } from '@nightlight/contract'
import {
  extractStylesheetImages,
  type Extraction,
  type FoundImage,
} from '../extract/extract-images.ts'
import type { FetchOutcome } from '../fetch/outcome.ts'
import { fetchPolitely } from '../manners/host-manners.ts'
import { insertUnread, insertVisit } from '../sighting-store.ts'
import { failureOf, isAnswer, type Visited } from '../visit-location.ts'
import { addInline, isLook, nameLocation, type Work } from './work.ts'

type Sheet = { url: URL; depth: number }

/**
 * Reads the style sheets of a document and those that they import, each once.
 *
 * @param asLocationId  where pictures within a sheet are taken to stand: its document
 * @returns the pictures that they name; the survey says so when the budget did not suffice for all
 */
export async function readSheets(
  work: Work,
  urls: readonly URL[],
  asLocationId: string,
): Promise<FoundImage[]> {
  const { budget, survey } = work
  const images: FoundImage[] = []
  const seen = new Set<string>()
  const queue: Sheet[] = []
  const add = (url: URL, depth: number): void => {
    const key = canonicalUrl(url)
    if (seen.has(key)) return
    seen.add(key)
    if (queue.length < budget.stylesheets && depth <= budget.importDepth) queue.push({ url, depth })
    else survey.truncated = true
  }
  for (const url of urls) add(url, 0)
  for (const { url, depth } of queue) {
    const found = await readSheet(work, url, asLocationId)
    images.push(...(found?.images ?? []))
    for (const imported of found?.imports ?? []) add(imported, depth + 1)
  }
  return images
}

async function readSheet(work: Work, sheet: URL, asLocationId: string): Promise<Extraction | null> {
  const { deps, survey, signal } = work
  const fetch = (): Promise<FetchOutcome> => deps.safeFetch.fetch(sheet, { expect: 'page', signal })
  const answer = await fetchPolitely(deps, sheet.hostname, fetch, signal)
  if (!answer || !isAnswer(answer)) {
    await addFailedSheet(work, sheet, answer)
    return null
  }
  if (isLook(work.visitFor)) {
    const { id: locationId } = await nameLocation(work, sheet)
    const read = { ...work.visitFor, locationId, outcome: 'other', code: 'sheet' } as const
    const observation = { ...answer.observation, purpose: 'sheet' as const }
    await insertVisit(deps.db, { ...read, mediaId: null, observation })
  }
  const found = extractStylesheetImages(answer.body, answer.contentType, answer.url)
  survey.truncated ||= found.truncated
  await addInline(work, found.inline, asLocationId)
  return found
}

/** A sheet that was not read may name anything: it is an address of the page that failed. */
async function addFailedSheet(work: Work, sheet: URL, answer: FetchOutcome | null): Promise<void> {
  const { deps, visitFor, survey, begun } = work
  const { id: locationId } = await nameLocation(work, sheet)
  const failed: Visited =
    answer === null
      ? { outcome: 'failed', code: 'host-paused', retryable: true }
      : failureOf(answer)
  const { outcome, code } = failed
  if (answer === null) await insertUnread(deps.db, { ...visitFor, locationId, code })
  else {
    const observation = { ...answer.observation, purpose: 'sheet' as const }
    await insertVisit(deps.db, {
      ...visitFor,
      locationId,
      outcome,
      code,
      mediaId: null,
      observation,
    })
  }
  if (begun.has(locationId)) return
  begun.add(locationId)
  survey.visits.set(locationId, failed)
}
