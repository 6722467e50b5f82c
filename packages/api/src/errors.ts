import { DomainError, type ErrorKind } from '@nightlight/contract'
import { safeError, type Log } from '@nightlight/runtime'
import { CASE_DETAILS } from './case-problems.ts'
import { LIST_DETAILS } from './lists/list-problems.ts'
import { LOOKUP_DETAILS } from './lookups/lookup-problems.ts'
import { FIGURE_DETAILS } from './figure-problems.ts'
import { PORTAL_DETAILS } from './portal-problems.ts'
import { PROVIDER_DETAILS } from './provider-problems.ts'
import { EVENT_DETAILS } from './events/event-problems.ts'
import { MACHINE_DETAILS } from './machines/machine-problems.ts'
import { UPLOAD_DETAILS } from './uploads/upload-problems.ts'

/** RFC 9457 problem details; `code` is stable, nothing in it repeats what was sent. */
export type Problem = {
  type: string
  title: string
  status: number
  code: string
  detail: string
  field?: string
  /** Which of several, from 0, and why. */
  index?: number
  reason?: string
  /** With `not-allowed`: the roles that may. */
  roles?: string[]
  /** With `decided-meanwhile`: what stands. */
  decided?: { id: string; verdict: string; actor: string }
  /** After so long the same may be taken; goes into the header of that name too. */
  retryAfterSeconds?: number
}

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timed out',
  409: 'Conflict',
  412: 'Changed meanwhile',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported media type',
  417: 'Expectation failed',
  421: 'Sent to another process',
  422: 'Not readable',
  429: 'Too many tries',
  431: 'Headers too large',
  500: 'Internal error',
  503: 'Not ready',
}

/** Codes whose status says more than that of their kind. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'file-too-large': 413,
  'upload-stalled': 408,
  'upload-cut': 400,
  'upload-is-form': 415,
  'uploads-in-parts-off': 503,
  'uploads-full': 503,
  'parts-busy': 503,
  'upload-elsewhere': 421,
  'too-many-tries': 429,
  'too-many-forms': 429,
  'changed-meanwhile': 412,
  'hash-malformed': 422,
  'lookup-quota': 429,
  'portal-addresses-many': 429,
  'lookups-off': 503,
  'lookups-unavailable': 503,
  'exports-busy': 503,
}

/** Codes of our own that say more than their status, with what a caller can do about it. */
const DETAILS: Record<string, string> = {
  ...CASE_DETAILS,
  ...EVENT_DETAILS,
  ...LIST_DETAILS,
  ...MACHINE_DETAILS,
  ...LOOKUP_DETAILS,
  ...UPLOAD_DETAILS,
  ...PROVIDER_DETAILS,
  ...PORTAL_DETAILS,
  ...FIGURE_DETAILS,
  'address-invalid': 'The address of the request is malformed',
  'body-invalid': 'The body is not as described in /openapi.json',
  'query-invalid': 'A query parameter is not as described in /openapi.json',
  'body-not-json': 'The body is not well-formed JSON',
  'body-too-large': 'The body is larger than this takes',
  'media-type-unsupported': 'Send the body as application/json',
  'not-found': 'There is nothing here, or not for you',
  'not-signed-in': 'Send a valid key as Authorization: Bearer',
  'not-allowed': 'The role of this key or session does not include this',
  'crawl-not-allowed': 'Only who may read reports can ask to look further than usual',
  'cross-site': 'The request was not made by a page of this service',
  'idempotency-key-invalid': 'Idempotency-Key needs 1 to 255 visible ASCII characters',
  'idempotency-key-reused': 'This Idempotency-Key was used before with another request',
  'too-many-tries': 'Too many tries to sign in failed; wait as long as Retry-After says',
  'too-many-forms':
    'Too many forms of this network within a minute; wait as long as Retry-After says',
  'changed-meanwhile': 'It has changed since you read it: read it again, and say what is to change',
  'too-many-requests': 'Too many requests of this key or network; wait as long as Retry-After says',
  'passkey-failed': 'The passkey was not taken; ask for new options and try again',
  'passkey-suspect': 'There may be a copy of this passkey; sign in with another one',
  'passkey-unavailable':
    'Passkeys need PUBLIC_URL with a host name, or the address http://localhost',
  'step-up-needed': 'Show again who you are, with a passkey',
  'person-not-found': 'There is no such account',
  'person-deactivated': 'The account was deactivated; reactivate it first',
  'own-account': 'Nobody changes their own account; ask another administrator',
  'last-admin': 'This is the last administrator: let in another one first',
  'operator-not-owner': 'Only the owner of the tables of the database acts as the operator',
  'person-has-credential':
    'This person signs in with a passkey; a link is made for it on the command line only',
  'person-of-another-authority':
    'An officer of that name has signed in for another authority: give a name that tells the two apart',
  'person-of-another-provider': 'There is somebody of that name at another provider',
  'provider-needed': 'Somebody of a provider is invited from the page of the provider',
  'name-invalid': 'A name needs 1 to 80 characters',
  'notice-not-found': 'There is no such notice, or it is not for you',
  'notice-not-out': 'The notice was not sent',
  'reply-item-not-found': 'The notice has no such item',
  'reply-needs-detail': 'This answer needs a few words in detail',
  'reply-too-long': 'The detail is too long',
  'key-needs-provider': 'A key of a provider is made for one: name it with provider',
  'provider-missing': 'This key answers for no provider; have one made with --provider',
  'provider-not-found':
    'There is no such provider; they are in the register from the first takedown at them on',
  'organisation-invalid': 'An organisation needs 1 to 200 characters',
  'asn-invalid': 'A network is a number from 1 to 4294967295',
  'domain-invalid': 'A domain is a lower-case name such as hosting.example',
  'channel-not-in-use': 'The provider has no such channel in use',
  'mailbox-invalid': 'No mail can be sent to this mailbox',
  'contact-not-found': 'The provider has no such contact that counts or waits',
  'provider-for-providers-only': 'Only a key of the role provider answers for one',
  'signature-invalid': 'The event is not signed by a secret of this provider, or not of now',
  'event-invalid': 'The body is no notice.answered event',
  'answers-not-csv':
    'Send a CSV file whose first line names the columns: reference,answer,detail,preserved',
  'answers-too-many': 'Send at most 10000 lines at once',
  'dispute-not-found': 'There is no such dispute',
  'dispute-ended': 'Two people have decided it',
  'dispute-decided-by-you': 'You have decided it; another person has to',
  'not-ready': 'The database does not answer',
  'request-timed-out': 'The request did not arrive in time',
  'request-refused': 'The request is not one that is taken here',
  'body-cut': 'The body is not as long as Content-Length says',
  'method-not-allowed': 'This address takes other methods: see Allow',
  'expectation-unknown': 'Send no Expect but 100-continue',
  'request-unreadable': 'The request is no well-formed HTTP',
  'headers-too-large': 'The headers are larger than this takes',
  internal: 'The request failed here; it may be tried again',
}

/** Whether a caller is told what to do about an error of this code. */
export const isKnownCode = (code: string): boolean => Object.hasOwn(DETAILS, code)

const OF_FASTIFY: Record<string, string> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'body-not-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body-not-json',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-unsupported',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body-cut',
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: 'media-type-unsupported',
  FST_ERR_ROUTE_MISSING_CONTENT: 'body-not-json',
}

/** Writes a problem of a status; `field` names what of the request is meant, `takes` says what is taken there. */
export function problem(status: number, code: string, field?: string, takes?: string): Problem {
  const title = TITLES[status] ?? 'Failed'
  const detail = [DETAILS[code] ?? title, takes].filter((part) => part !== undefined).join(': ')
  const type = `urn:nightlight:problem:${code}`
  return { type, title, status, code, detail, ...(field === undefined ? {} : { field }) }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

function decidedIn({ code, detail }: DomainError): Problem['decided'] | null {
  const [id, verdict, actor] = [detail['decisionId'], detail['verdict'], detail['actor']].map(
    textOf,
  )
  return code === 'decided-meanwhile' && id && verdict && actor ? { id, verdict, actor } : null
}

/** Turns whatever was thrown into a problem; the only such mapping. What is a bug gets logged. */
export function toProblem(error: unknown, log: Log, route: string | undefined): Problem {
  if (error instanceof DomainError) {
    const { field, takes, roles, index, reason, retryAfterSeconds } = error.detail
    const decided = decidedIn(error)
    const status = STATUS_OF_CODE[error.code] ?? STATUS[error.kind]
    const told: Problem = {
      ...problem(status, error.code, textOf(field), textOf(takes)),
      ...(typeof index === 'number' && { index }),
      ...(typeof reason === 'string' && { reason }),
      ...(decided && { decided }),
      ...(typeof retryAfterSeconds === 'number' && { retryAfterSeconds }),
    }
    return Array.isArray(roles) ? { ...told, roles: [...roles] } : told
  }
  const { statusCode, code } = Object(error) as { statusCode?: unknown; code?: unknown }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    // A SyntaxError of 400 is the JSON parser's, for a `__proto__` key among others.
    const known = OF_FASTIFY[String(code)] ?? (error instanceof SyntaxError ? 'body-not-json' : '')
    return problem(statusCode, known === '' ? 'request-refused' : known)
  }
  log.error({ route: route ?? null, error: safeError(error) }, 'request failed')
  return problem(500, 'internal')
}
