import { Type, type Static, type TObject, type TString } from 'typebox'

const id = Type.String({ format: 'uuid' })
const idsOnly = <Ids extends Record<string, TString>>(ids: Ids): TObject<Ids> =>
  Type.Object(ids, { additionalProperties: false })

/**
 * Every job of the system: name = queue = one file in the owner's `jobs/`.
 *
 * Payloads hold ids only, so the queue never holds evidence. A handler runs at least once and must
 * make twice equal once. `attempts` counts tries after unexpected errors; `timeoutMs` bounds one try.
 */
export const JOBS = {
  /** crawler: take a report in, find or create its location, queue the crawl */
  'accept-report': { schema: idsOnly({ reportId: id }), attempts: 5, timeoutMs: 30_000 },
  /** crawler: fetch a page or an image, fingerprint what it shows */
  'crawl-location': { schema: idsOnly({ locationId: id }), attempts: 4, timeoutMs: 180_000 },
  /** matcher: compare one media with all active lists */
  'match-media': { schema: idsOnly({ mediaId: id }), attempts: 5, timeoutMs: 60_000 },
  /** notices: open or extend takedowns for the sightings of a matched media */
  'open-takedown': { schema: idsOnly({ mediaId: id }), attempts: 5, timeoutMs: 60_000 },
  /** notices: route, apply checks, remind, escalate: whatever is due */
  'advance-takedown': { schema: idsOnly({ takedownId: id }), attempts: 5, timeoutMs: 60_000 },
  /** notices: one notice for everything that is due at a provider */
  'compose-notice': { schema: idsOnly({ providerId: id }), attempts: 5, timeoutMs: 60_000 },
  /** notices: hand one notice to the mail server */
  'send-notice': { schema: idsOnly({ noticeId: id }), attempts: 5, timeoutMs: 120_000 },
  /** notices: mail a code or a link of the reply page to the mailbox that it belongs to */
  'send-reply-mail': { schema: idsOnly({ mailId: id }), attempts: 5, timeoutMs: 120_000 },
  /** notices: send a message about no case by a way of a provider, for whoever set it up */
  'test-channel': { schema: idsOnly({ testId: id }), attempts: 3, timeoutMs: 120_000 },
  /** crawler: look whether the content of a takedown is still there */
  'check-removal': { schema: idsOnly({ takedownId: id }), attempts: 3, timeoutMs: 180_000 },
} as const satisfies Record<string, { schema: TObject; attempts: number; timeoutMs: number }>

export type JobName = keyof typeof JOBS
export type JobPayload<Name extends JobName> = Static<(typeof JOBS)[Name]['schema']>

/** What a handler did: `skipped` when nothing was due, which is what a second run says. */
export type Outcome = { status: 'done' } | { status: 'skipped'; reason: string }

export const JOB_NAMES = Object.keys(JOBS) as JobName[]
