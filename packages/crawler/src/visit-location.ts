import {
  isPartial,
  type DecodeRequest,
  type Fingerprint,
  type FingerprintOutcome,
} from '@nightlight/fingerprint'
import type { Db, FieldCrypto } from '@nightlight/runtime'
import { looksLikeHtml } from './extract/html.ts'
import type { HostPacing } from './fetch/host-pacing.ts'
import type { FetchOutcome } from './fetch/outcome.ts'
import type { SafeFetch } from './fetch/safe-fetch.ts'
import { ensureLocation, type Location } from './location-store.ts'
import {
  DIGESTS_ONLY,
  ensureMedia,
  insertVisit,
  recordSighting,
  type VisitRecord,
} from './sighting-store.ts'

/** What is asked of a decoder. */
export type PictureReader = {
  fingerprint(bytes: Uint8Array, request: DecodeRequest): Promise<FingerprintOutcome>
}

export type LookDeps = {
  db: Db
  crypto: FieldCrypto
  safeFetch: SafeFetch
  decoder: PictureReader
  pacing: HostPacing
}

/** Whose visit it is: the page that was reported, and the takedown when it is a removal check. */
export type VisitFor = { pageLocationId: string; takedownId: string | null }

export type Visited = { code: string; retryable: boolean } & (
  | { outcome: 'page'; body: Uint8Array; contentType: string | null; url: URL }
  | { outcome: 'picture'; mediaId: string; fingerprint: Fingerprint; locationId: string }
  | { outcome: 'refused' | 'failed' | 'other' }
)

/** Refusals that still say what the bytes are: their digests can match exactly. */
const DIGESTS_COUNT = new Set([
  'damaged',
  'unsupported',
  'out-of-memory',
  'too-many-pixels',
  'svg-refused',
  'timeout',
  'decoder-crashed',
])

/** Refusals that may be over when the same bytes are read again. */
const DECODER_TROUBLE = new Set(['timeout', 'out-of-memory', 'decoder-crashed', 'first-frame-only'])

/**
 * Fetches one address, fingerprints it when it is a picture, and records the visit.
 *
 * The bytes of a picture live in the fetch and the decoder process only; what is kept is the typed
 * record. Every outcome is a code that is stored and shown. A picture that another host serves after
 * a redirect is recorded where that host has it, since only that host can remove it; the visit then
 * stands at both addresses.
 *
 * @returns for a picture, the location where it is
 */
export async function visitLocation(
  deps: LookDeps,
  location: Location,
  expect: 'page' | 'image',
  visitFor: VisitFor,
  signal: AbortSignal,
): Promise<Visited> {
  const answer = await deps.pacing.run(
    location.host,
    () => deps.safeFetch.fetch(location.url, { expect, signal }),
    signal,
  )
  const record = (visit: Pick<VisitRecord, 'outcome' | 'code' | 'mediaId'>): VisitRecord => ({
    ...visit,
    ...visitFor,
    locationId: location.id,
    observation: answer.observation,
  })
  if (!isAnswer(answer)) {
    const failed = failureOf(answer)
    await insertVisit(
      deps.db,
      record({ outcome: failed.outcome, code: failed.code, mediaId: null }),
    )
    return failed
  }
  const { body, digests, contentType, url } = answer
  if (looksLikeHtml(body, contentType)) {
    await insertVisit(deps.db, record({ outcome: 'page', code: null, mediaId: null }))
    return { outcome: 'page', code: 'page', retryable: false, body, contentType, url }
  }
  const read = await deps.decoder.fingerprint(body, { signal, digests: digests ?? undefined })
  const fingerprint = fingerprintOf(read, body.byteLength)
  if (!fingerprint) {
    const code = read.status === 'refused' ? read.code : 'not-an-image'
    await insertVisit(deps.db, record({ outcome: 'other', code, mediaId: null }))
    return { outcome: 'other', code, retryable: false }
  }
  const code = codeOf(read)
  const { id: locationId } = await servedAt(deps, location, url)
  const mediaId = await keepPicture(deps, fingerprint, locationId, visitFor, answer.observation)
  const visit = record({ outcome: 'picture', code, mediaId })
  await insertVisit(deps.db, visit)
  if (locationId !== location.id) await insertVisit(deps.db, { ...visit, locationId })
  const retryable = DECODER_TROUBLE.has(code)
  return { outcome: 'picture', code, retryable, mediaId, fingerprint, locationId }
}

function codeOf(read: FingerprintOutcome): string {
  if (read.status === 'refused') return read.code
  return isPartial(read.fingerprint) ? 'first-frame-only' : 'fingerprinted'
}

/** The location of the last answer when a redirect led to another host, else the one asked for. */
export const servedAt = async (
  { db, crypto }: Pick<LookDeps, 'db' | 'crypto'>,
  asked: Location,
  answered: URL,
): Promise<Location> =>
  answered.host === new URL(asked.url).host ? asked : ensureLocation(db, crypto, answered)

/** Keeps the record of a picture and where it was seen. */
export async function keepPicture(
  { db, crypto }: Pick<LookDeps, 'db' | 'crypto'>,
  fingerprint: Fingerprint,
  locationId: string,
  { pageLocationId }: VisitFor,
  { finishedAt }: { finishedAt: Date },
): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const mediaId = await ensureMedia(trx, crypto, fingerprint)
    await recordSighting(trx, { mediaId, locationId, pageLocationId, at: finishedAt })
    return mediaId
  })
}

/** Whether there is a body to look at. */
export const isAnswer = (answer: FetchOutcome): answer is FetchOutcome & { status: 'answered' } =>
  answer.status === 'answered' && answer.httpStatus >= 200 && answer.httpStatus < 400

/** What a fetch without an answer counts as. */
export function failureOf(answer: FetchOutcome): Visited & { outcome: 'refused' | 'failed' } {
  if (answer.status === 'refused') {
    return { outcome: 'refused', code: answer.code, retryable: false }
  }
  if (answer.status === 'failed') {
    const isLimit = answer.code.endsWith('-too-large') || answer.code === 'encoding-refused'
    return { outcome: 'failed', code: answer.code, retryable: !isLimit }
  }
  const { httpStatus } = answer
  const retryable = httpStatus >= 500 || httpStatus === 429 || httpStatus === 408
  return { outcome: 'failed', code: `http-${httpStatus}`, retryable }
}

/** The record of a picture; one that cannot be decoded keeps its digests and no perceptual hash. */
export function fingerprintOf(read: FingerprintOutcome, size: number): Fingerprint | null {
  if (read.status === 'fingerprinted') return read.fingerprint
  if (read.digests === null || !DIGESTS_COUNT.has(read.code)) return null
  const { md5, sha1, sha256 } = read.digests
  return {
    md5,
    sha1,
    sha256,
    size,
    mime: 'application/octet-stream',
    width: 0,
    height: 0,
    frames: 0,
    pdq: '',
    pdqQuality: 0,
    pdqOrientations: [],
    pdqSampled: [],
    blockhash: '',
    depth: 'full',
    variants: [],
    sampledFrames: [],
    pipelineVersion: DIGESTS_ONLY,
  }
}
