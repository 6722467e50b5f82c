import { factsOf } from '../answer-facts.ts'
import { decodeText } from '../extract/decode-text.ts'
import { isImageStart } from '../fetch/image-start.ts'
import type { FetchOutcome } from '../fetch/outcome.ts'
import { ensureLocation } from '../location-store.ts'
import { passingOf, type RequestKind } from '../render/index.ts'
import { insertUnread, insertVisit } from '../sighting-store.ts'
import { failureOf, isAnswer, recordAnswer, type Visited } from '../visit-location.ts'
import { addVisited, leaveUnrendered, type Missed, type MissedKind } from './survey.ts'
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
 * answered in its place is looked at here, and so is a picture with an error status. Anything else that answered is
 * recorded for a removal check only, whose record must be whole.
 */
export async function noteLoaded(work: Work, { url, kind, answer }: Loaded): Promise<void> {
  if (answer?.status === 'answered' && passingOf(answer, kind) === 'picture') return
  const { deps, visitFor, survey } = work
  // That a browser opens a document does not say that the page names it.
  const isDocument = kind === 'page' || kind === 'frame'
  const location = isDocument
    ? await ensureLocation(deps.db, deps.crypto, url)
    : await nameLocation(work, url)
  const { id: locationId } = location
  const failed = answer === null ? PAUSED : isAnswer(answer) ? null : failureOf(answer)
  if (showsByItself(answer, kind) && !survey.visits.has(locationId)) {
    const visited = await recordAnswer(deps, location, answer, 'image', visitFor, work.signal)
    addVisited(survey, locationId, visited)
  } else if (answer === null)
    await insertUnread(deps.db, { ...visitFor, locationId, code: PAUSED.code })
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
  const instead = failed ?? documentInstead(answer, kind)
  if (instead === null) survey.missed.delete(locationId)
  else if (failed && kind === 'page' && survey.pageIds.has(locationId)) {
    leaveUnrendered(survey, 'render-no-page', failed.retryable)
  } else if (sign) survey.missed.set(locationId, { sign, visited: instead })
}

const DOCUMENT_START_BYTES = 64 * 1024

/** A whole document in the place of what is none: it may be a gate, of which a check reads the beginning. */
function documentInstead(answer: FetchOutcome | null, kind: RequestKind): Missed['visited'] | null {
  if (answer?.status !== 'answered' || !NO_DOCUMENT.has(kind)) return null
  const { body, contentType, url } = answer
  const head = decodeText(body.subarray(0, 512), contentType).trimStart()
  if (!/^<(?:!doctype html|html)[\s>]/i.test(head)) return null
  // A copy, so that no long answer is held for its first bytes.
  const start = body.slice(0, DOCUMENT_START_BYTES)
  const page = { outcome: 'page', code: 'page', retryable: false } as const
  return { ...page, facts: factsOf(answer), body: start, contentType, url }
}

const NO_DOCUMENT: ReadonlySet<RequestKind> = new Set(['script', 'stylesheet', 'data'])

/**
 * A picture with an error status, which browsers show, and what stands in the place of a picture: no document need
 * name its address.
 */
const showsByItself = (
  answer: FetchOutcome | null,
  kind: RequestKind,
): answer is FetchOutcome & { status: 'answered' } =>
  answer?.status === 'answered' &&
  kind !== 'page' &&
  (isImageStart(answer.body) || (kind === 'picture' && isAnswer(answer)))

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
