import type { FetchOutcome } from '../fetch/outcome.ts'
import { ensureLocation } from '../location-store.ts'
import { passingOf, type RequestKind } from '../render/index.ts'
import { insertUnread, insertVisit } from '../sighting-store.ts'
import { failureOf, isAnswer, type Visited } from '../visit-location.ts'
import { leaveUnrendered, type MissedKind } from './survey.ts'
import { isLook, nameLocation, type Work } from './work.ts'

/** What the browser asked for, and what the fetch brought; null when the host wants to be left alone. */
export type Loaded = { url: URL; kind: RequestKind; answer: FetchOutcome | null }

const MISSED: Partial<Record<RequestKind, MissedKind>> = {
  page: 'page-missing',
  frame: 'frame-missing',
  script: 'script-missing',
  stylesheet: 'stylesheet-missing',
  data: 'data-missing',
  picture: 'picture-missing',
}

/**
 * Records one fetch that was made for the browser, and keeps what could not be had: without it the page was not
 * seen as its scripts make it. The last answer of an address counts.
 *
 * A picture that was had is left to whoever takes it; one that was not is visited where the page names it. What
 * answered is recorded for a removal check only, whose record must be whole.
 */
export async function noteLoaded(work: Work, { url, kind, answer }: Loaded): Promise<void> {
  if (answer?.status === 'answered' && passingOf(answer, kind) === 'picture') return
  const { deps, visitFor, survey } = work
  // That a browser opens a document does not say that the page names it.
  const isDocument = kind === 'page' || kind === 'frame'
  const { id: locationId } = isDocument
    ? await ensureLocation(deps.db, deps.crypto, url)
    : await nameLocation(work, url)
  const failed = answer === null ? PAUSED : isAnswer(answer) ? null : failureOf(answer)
  if (answer === null) await insertUnread(deps.db, { ...visitFor, locationId, code: PAUSED.code })
  else if (failed !== null || isLook(visitFor)) {
    const { outcome, code } = failed ?? { outcome: 'other', code: `for-browser-${kind}` }
    const observation = { ...answer.observation, purpose: 'browser' as const }
    await insertVisit(deps.db, {
      ...visitFor,
      locationId,
      outcome,
      code,
      mediaId: null,
      observation,
    })
  }
  const sign = MISSED[kind]
  if (failed === null) survey.missed.delete(locationId)
  else if (kind === 'page' && survey.pageIds.has(locationId)) {
    leaveUnrendered(survey, 'render-no-page', failed.retryable)
  } else if (sign) survey.missed.set(locationId, { sign, visited: failed })
}

/** Records a fetch that had no answer yet when the page was complete, or its time over. */
export async function noteCutShort({ deps, visitFor }: Work, url: URL): Promise<void> {
  const { id: locationId } = await ensureLocation(deps.db, deps.crypto, url)
  await insertUnread(deps.db, { ...visitFor, locationId, code: 'cut-short' })
}

/** Records a picture that the browser asked for and this look has seen there. @returns false for any other */
export async function noteSeenAgain(
  { deps, visitFor, survey }: Work,
  locationId: string,
  { digests, observation: seen }: FetchOutcome & { status: 'answered' },
): Promise<boolean> {
  const before = survey.visits.get(locationId)
  if (before?.outcome !== 'picture' || before.fingerprint.sha256 !== digests?.sha256) return false
  if (!isLook(visitFor)) return true
  const { code, mediaId } = before
  const observation = { ...seen, purpose: 'browser' as const }
  await insertVisit(deps.db, {
    ...visitFor,
    locationId,
    outcome: 'picture',
    code,
    mediaId,
    observation,
  })
  return true
}

const PAUSED = {
  outcome: 'failed',
  code: 'host-paused',
  retryable: true,
} as const satisfies Visited
