import type { DecodeRequest, Fingerprint, FingerprintOutcome } from '@nightlight/fingerprint'
import type { Db, FieldCrypto } from '@nightlight/runtime'
import { factsOf, type AnswerFacts } from './answer-facts.ts'
import { isFileAnswer } from './contain/file-answer.ts'
import { largeFor } from './contain/large-room.ts'
import { lookInside, type Opened } from './contain/look-inside.ts'
import {
  NOTHING_OPENED,
  type ContainedReaders,
  type ContainSwitches,
} from './contain/read-contained.ts'
import { documentKind, looksLikeHtml } from './extract/html.ts'
import type { HostPacing } from './fetch/host-pacing.ts'
import { isImageStart } from './fetch/image-start.ts'
import type { FetchOutcome, Validators } from './fetch/outcome.ts'
import type { SafeFetch } from './fetch/safe-fetch.ts'
import { ensureLocation, type Location } from './location-store.ts'
import { fetchPolitely, type Manners } from './manners/host-manners.ts'
import { codeOf, DECODER_TROUBLE, fingerprintOf } from './read-outcome.ts'
import { insertUnread, insertVisit, type KeepSeen, type VisitRecord } from './sighting-store.ts'

/** What is asked of a decoder. */
export type PictureReader = {
  fingerprint(bytes: Uint8Array, request: DecodeRequest): Promise<FingerprintOutcome>
}

export type LookDeps = {
  db: Db
  crypto: FieldCrypto
  safeFetch: Pick<SafeFetch, 'fetch' | 'visitorAt'>
  decoder: PictureReader
  keepSeen: KeepSeen
  pacing: HostPacing
  manners: Manners
  /** Opens archives and videos where `VisitFor.switches` allow it. */
  contained?: ContainedReaders
}

/** Whose visit it is: the page that was reported, and takedown and look when it is a removal check. */
export type VisitFor = {
  pageLocationId: string
  takedownId: string | null
  lookId?: string
  /** What may be opened to look inside; nothing when absent. */
  switches?: ContainSwitches
}

/** A picture inside an archive, which has the address of the archive. */
export type ContainedPicture = { mediaId: string; fingerprint: Fingerprint; locationId: string }

export type Visited = { code: string; retryable: boolean; facts?: AnswerFacts } & (
  | {
      outcome: 'page'
      body: Uint8Array
      contentType: string | null
      url: URL
      headers?: { link?: string; refresh?: string }
      /** What was in it where it is an archive or a video too. */
      contained?: readonly ContainedPicture[]
    }
  | {
      outcome: 'picture'
      mediaId: string
      fingerprint: Fingerprint
      locationId: string
      /** What the server calls this version, where it says so at this very address. */
      validators?: Validators
      /** The server said that it is the one of `asked.known`, and sent nothing. */
      isUnchanged?: true
    }
  | {
      outcome: 'refused' | 'failed'
      /** What a check was sent with an error status, and browsers show all the same; a crawl has it as a picture. */
      shown?: ShownPicture
    }
  | { outcome: 'other'; contained?: readonly ContainedPicture[] }
)

type Failure = Visited & { outcome: 'refused' | 'failed' }

/** A picture and the location of the answer that held it; nothing of it is stored yet. */
export type ShownPicture = { fingerprint: Fingerprint; locationId: string }

const NOTHING_THERE = 'not-an-image'

/** A picture that was seen at an address, and what its server called it. */
export type KnownPicture = { mediaId: string; fingerprint: Fingerprint; validators: Validators }

/** How an address is asked. */
export type Asked = {
  /** The caller holds the room for a long file. */
  hasRoom?: boolean
  /** A link only suggests that there is a file: of anything else no more than the headers is read. */
  filesOnly?: boolean
  /** The page that is said to name it; none is said when absent. */
  referer?: URL
  /** What is not sent again if the server says that it still has it. */
  known?: KnownPicture | undefined
}

/**
 * Fetches one address, fingerprints it when it is a picture, and records the visit.
 *
 * The bytes of a picture live in the fetch and the decoder process only; what is kept is the typed
 * record. Every outcome is a code that is stored and shown. A picture that another host serves after
 * a redirect is recorded where that host has it, since only that host can remove it; the visit then
 * stands at both addresses. Where archives may be opened, each picture inside one is seen at the address of
 * the archive; where videos may be, one has the sampled frames beside its digests, and is a picture. To a
 * crawl a picture is one whatever the status that it came with; the visit keeps the status.
 *
 * A host that asked to be left alone is not asked; that is recorded as `host-paused`. Nobody waits here for the
 * room that a long file needs: what found none is `room-busy`, see `visitWithRoom`.
 *
 * @param expect  as a page an SVG is a document too
 * @returns for a picture, the location where it is
 */
export async function visitLocation(
  deps: LookDeps,
  location: Location,
  expect: 'page' | 'image',
  visitFor: VisitFor,
  signal: AbortSignal,
  { referer, known, hasRoom = false, filesOnly = false }: Asked = {},
): Promise<Visited> {
  // Gives the room for a long file back when the file has been looked into.
  using held = new DisposableStack()
  const { switches = NOTHING_OPENED } = visitFor
  const large = largeFor(deps.contained, switches, hasRoom ? 'ours' : held)
  const fetch = (): Promise<FetchOutcome> =>
    deps.safeFetch.fetch(location.url, {
      expect,
      signal,
      ...(large ? { large } : {}),
      ...(filesOnly ? { wanted: (head) => isFileAnswer(head, switches) } : {}),
      ...(referer ? { referer } : {}),
      ...(known ? { conditional: known.validators } : {}),
    })
  const answer = await fetchPolitely(deps, location.host, fetch, signal)
  if (answer === null) return leftAlone(deps, location, visitFor)
  if (answer.status === 'not-modified' && known) {
    return stillThere(deps, location, known, answer, visitFor)
  }
  return await recordAnswer(deps, location, answer, expect, visitFor, signal)
}

async function leftAlone(
  { db }: Pick<LookDeps, 'db'>,
  { id: locationId }: Location,
  visitFor: VisitFor,
): Promise<Visited> {
  const code = 'host-paused'
  await insertUnread(db, { ...visitFor, locationId, code })
  return { outcome: 'failed', code, retryable: true }
}

/** The picture of the last look, by the word of its server. */
async function stillThere(
  deps: Pick<LookDeps, 'keepSeen'>,
  { id: locationId }: Location,
  { fingerprint }: KnownPicture,
  answer: FetchOutcome & { status: 'not-modified' },
  visitFor: VisitFor,
): Promise<Visited> {
  const { observation } = answer
  const code = 'not-modified'
  const visit = { ...visitFor, locationId, outcome: 'picture', code, observation } as const
  const mediaId = await keepPicture(deps, fingerprint, locationId, visitFor, observation, [visit])
  const facts = factsOf(answer)
  const isUnchanged = true
  return {
    outcome: 'picture',
    code,
    retryable: false,
    facts,
    mediaId,
    fingerprint,
    locationId,
    isUnchanged,
  }
}

/** Makes of an answer what `visitLocation` makes of it, whoever fetched it. */
export async function recordAnswer(
  deps: LookDeps,
  location: Location,
  answer: FetchOutcome,
  expect: 'page' | 'image',
  visitFor: VisitFor,
  signal: AbortSignal,
): Promise<Visited> {
  const record = (visit: Pick<VisitRecord, 'outcome' | 'code' | 'mediaId'>): VisitRecord => ({
    ...visit,
    ...visitFor,
    locationId: location.id,
    observation: answer.observation,
  })
  const isCrawl = visitFor.takedownId === null
  const failed = isAnswer(answer) ? null : failureOf(answer)
  const leave = async (failure: Failure): Promise<Failure> => {
    const { outcome, code } = failure
    await insertVisit(deps.db, record({ outcome, code, mediaId: null }))
    return failure
  }
  if (answer.status === 'refused' && answer.code === 'not-wanted') {
    await insertVisit(deps.db, record({ outcome: 'other', code: NOTHING_THERE, mediaId: null }))
    return { outcome: 'other', code: NOTHING_THERE, retryable: false, facts: factsOf(answer) }
  }
  if (answer.status !== 'answered') return leave(failed ?? failureOf(answer))
  if (failed && !(isCrawl && isImageStart(answer.body))) {
    await leave(failed)
    const shown = isCrawl ? null : await shownAnyway(deps, location, answer, signal)
    return shown ? { ...failed, shown } : failed
  }
  const { body, digests, contentType, url } = answer
  const facts = factsOf(answer)
  const isDocument =
    !failed &&
    ((expect === 'page' && documentKind(body, contentType) === 'svg') ||
      looksLikeHtml(body, contentType))
  const opening = { location, answer, visitFor, isDocument }
  const opened = failed ? null : await openBody(deps, opening, signal)
  if (opened?.status === 'archive') {
    const { code, pictures: contained } = opened
    const visit = record({ outcome: 'other', code, mediaId: null })
    const at = contained[0]?.locationId ?? location.id
    for (const locationId of new Set([location.id, at])) {
      await insertVisit(deps.db, { ...visit, locationId })
    }
    const { retryable } = opened
    return { outcome: 'other', code, retryable, facts, contained }
  }
  if (opened?.status === 'page' || (!opened && isDocument)) {
    await insertVisit(deps.db, record({ outcome: 'page', code: null, mediaId: null }))
    const retryable = opened?.retryable ?? false
    const page = { outcome: 'page', code: 'page', retryable, facts } as const
    const headers = answer.pageHeaders
    const contained = opened?.pictures ?? []
    return {
      ...page,
      body,
      contentType,
      url,
      ...(headers ? { headers } : {}),
      ...(contained.length > 0 ? { contained } : {}),
    }
  }
  const read =
    opened?.read ??
    (await deps.decoder.fingerprint(body, { signal, digests: digests ?? undefined }))
  const fingerprint = fingerprintOf(read, body.byteLength)
  if (!fingerprint && failed) return leave(failed)
  if (!fingerprint) {
    const code = read.status === 'refused' ? read.code : NOTHING_THERE
    await insertVisit(deps.db, record({ outcome: 'other', code, mediaId: null }))
    return { outcome: 'other', code, retryable: false, facts }
  }
  const code = codeOf(read)
  const { id: locationId } = await servedAt(deps, location, url)
  const { observation } = answer
  const visits = [...new Set([location.id, locationId])].map((at) => {
    return { ...visitFor, locationId: at, outcome: 'picture', code, observation } as const
  })
  const mediaId = await keepPicture(deps, fingerprint, locationId, visitFor, observation, visits)
  const retryable = DECODER_TROUBLE.has(code) || failed?.retryable === true
  const validators = locationId === location.id ? answer.validators : null
  const seen = { outcome: 'picture', code, retryable, facts, mediaId, fingerprint } as const
  return { ...seen, locationId, ...(validators ? { validators } : {}) }
}

async function shownAnyway(
  deps: LookDeps,
  location: Location,
  answer: Answered,
  signal: AbortSignal,
): Promise<ShownPicture | null> {
  if (!isImageStart(answer.body)) return null
  const { body, digests, url } = answer
  const read = await deps.decoder.fingerprint(body, { signal, digests: digests ?? undefined })
  const fingerprint = fingerprintOf(read, body.byteLength)
  return fingerprint && { fingerprint, locationId: (await servedAt(deps, location, url)).id }
}

type Answered = FetchOutcome & { status: 'answered' }
type Opening = { location: Location; answer: Answered; visitFor: VisitFor; isDocument: boolean }

/** Looks inside what may be opened, and keeps what it holds at the address of the answer. */
async function openBody(
  deps: LookDeps,
  { location, answer, visitFor, isDocument }: Opening,
  signal: AbortSignal,
): Promise<(Opened & { retryable: boolean }) | null> {
  const { contained: readers, decoder } = deps
  if (!readers) return null
  const { body, url, digests } = answer
  const place: string[] = []
  let retryable = false
  const opened = await lookInside(body, {
    switches: visitFor.switches ?? NOTHING_OPENED,
    readers,
    signal,
    digests: digests ?? undefined,
    isDocument,
    isCrawl: visitFor.takedownId === null,
    readPicture: (bytes) => decoder.fingerprint(bytes, { signal }),
    keep: async (read, size) => {
      const fingerprint = fingerprintOf(read, size)
      if (!fingerprint) return null
      retryable ||= DECODER_TROUBLE.has(codeOf(read))
      const locationId = (place[0] ??= (await servedAt(deps, location, url)).id)
      const mediaId = await keepPicture(deps, fingerprint, locationId, visitFor, answer.observation)
      return { mediaId, fingerprint, locationId }
    },
  })
  if (opened === null) return null
  if (opened.status !== 'video') retryable ||= DECODER_TROUBLE.has(opened.code ?? '')
  return { ...opened, retryable }
}

/** Whether all of an archive was looked at, so that what was not seen in it is not there. */
export const isWholeArchive = (visited: Visited): boolean =>
  visited.outcome === 'other' && visited.code === 'archive'

/** The location of the last answer when a redirect led to another host, else the one asked for. */
export const servedAt = async (
  { db, crypto }: Pick<LookDeps, 'db' | 'crypto'>,
  asked: Location,
  answered: URL,
): Promise<Location> =>
  answered.host === new URL(asked.url).host ? asked : ensureLocation(db, crypto, answered)

/** Keeps the record of a picture, where it was seen, and the visits that showed it. */
export const keepPicture = (
  { keepSeen }: Pick<LookDeps, 'keepSeen'>,
  fingerprint: Fingerprint,
  locationId: string,
  { pageLocationId }: VisitFor,
  { finishedAt }: { finishedAt: Date },
  visits: readonly Omit<VisitRecord, 'mediaId'>[] = [],
): Promise<string> => keepSeen(fingerprint, { locationId, pageLocationId, at: finishedAt, visits })

/** Whether there is a body to look at. */
export const isAnswer = (answer: FetchOutcome): answer is FetchOutcome & { status: 'answered' } =>
  answer.status === 'answered' && answer.httpStatus >= 200 && answer.httpStatus < 400

/** What a fetch without an answer counts as. */
export function failureOf(answer: FetchOutcome): Failure {
  const facts = factsOf(answer)
  if (answer.status === 'refused') {
    return { outcome: 'refused', code: answer.code, retryable: false, facts }
  }
  if (answer.status === 'failed') {
    const isLimit = answer.code.endsWith('-too-large') || answer.code === 'encoding-refused'
    return { outcome: 'failed', code: answer.code, retryable: !isLimit, facts }
  }
  const { httpStatus } = answer
  const retryable = httpStatus >= 500 || httpStatus === 429 || httpStatus === 408
  return { outcome: 'failed', code: `http-${httpStatus}`, retryable, facts }
}
