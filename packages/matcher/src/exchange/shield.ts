import { basicAuthorization, checkBaseUrl } from './base-url.ts'
import { malformedPage } from './exchange-errors.ts'
import {
  createExchangeHttp,
  readJson,
  type ExchangeDeps,
  type ExchangeLimits,
} from './exchange-http.ts'

/** What Shield holds a picture for; `other` is a class that it had no name for in public. */
export type ShieldClassification = 'csam' | 'harmful-abusive-material' | 'no-known-match' | 'other'

export type ShieldOpinion = {
  classification: ShieldClassification
  /** How their picture was found; null when none was. */
  matchType: 'exact' | 'near' | 'other' | null
  /** The picture of theirs that resembles most; null when there is none or they do not say. */
  nearMatch: { classification: ShieldClassification; sha256: string } | null
}

export type ShieldOptions = {
  /** Such as https://shield.projectarachnid.com */
  baseUrl: string
  user: string
  password: string
  allowInsecureHttp?: boolean | undefined
  limits?: Partial<ExchangeLimits> | undefined
}

export type Shield = {
  /**
   * Asks what Shield knows under PDQ hashes that resemble these.
   *
   * @param hashes 64 hex digits each, in any case; asked once each, 100 a request, one after another
   * @returns by hash as it was given
   * @throws {RangeError} a hash of another form; nothing has been sent then
   * @throws {DomainError} `exchange-unauthorised`, `exchange-forbidden`, `exchange-not-found`,
   *   `exchange-refused-request`, `exchange-redirected`, `exchange-answer-too-large`,
   *   `exchange-page-malformed`
   * @throws {RetryLater} Shield asks to wait
   * @throws {ExchangeUnavailable} it could not be reached, or failed, several times in a row
   */
  lookUpPdq(hashes: readonly string[], signal: AbortSignal): Promise<Map<string, ShieldOpinion>>
}

const SERVICE = 'Project Arachnid Shield'
/** They name no limit. */
export const HASHES_A_REQUEST = 100
/** An answer for one hash is some 400 bytes. */
const LIMITS = { maxBytes: 2 ** 20, timeoutMs: 60_000 }

/**
 * A client of Shield by Project Arachnid (Canadian Centre for Child Protection), as a second
 * opinion on a hash.
 *
 * Whoever uses it discloses PDQ hashes of pictures to that party, in Canada; a PDQ hash tells a
 * little of how its picture looks. There is no such client, then, unless an operator configures
 * one. It has no code for their other functions: no picture and no address of one is ever sent.
 *
 * @throws {DomainError} `exchange-base-url`, `exchange-credentials`
 * @see CdnCentreForChildProtection/arachnid-shield-sdk-python, -rust: `scan_pdq_hashes`
 */
export function createShield(deps: ExchangeDeps, options: ShieldOptions): Shield {
  const http = createExchangeHttp(deps, {
    service: SERVICE,
    baseUrl: checkBaseUrl(options.baseUrl, options.allowInsecureHttp),
    headers: {
      accept: 'application/json',
      authorization: basicAuthorization(options.user, options.password),
    },
    limits: { ...LIMITS, ...options.limits },
  })

  const askFor = async (batch: readonly string[], signal: AbortSignal) => {
    const { value } = await http.ask(
      {
        method: 'POST',
        path: '/v1/pdq/',
        body: { type: 'application/json', text: JSON.stringify({ hashes: batch }) },
        isRepeatable: true,
      },
      readJson(SERVICE, (answer) => readOpinions(answer, batch)),
      signal,
    )
    return value
  }

  return {
    async lookUpPdq(hashes, signal) {
      const spelling = new Map(hashes.map((hash) => [hash, base64Of(hash)]))
      const asked = [...new Set(spelling.values())]
      const opinions = new Map<string, ShieldOpinion>()
      for (let at = 0; at < asked.length; at += HASHES_A_REQUEST) {
        const found = await askFor(asked.slice(at, at + HASHES_A_REQUEST), signal)
        for (const [hash, opinion] of found) opinions.set(hash, opinion)
      }
      return new Map([...spelling].map(([hash, base64]) => [hash, opinions.get(base64)!]))
    },
  }
}

function base64Of(hash: string): string {
  if (!/^[0-9a-f]{64}$/i.test(hash)) {
    throw new RangeError('Looking up a PDQ hash: not 64 hex digits')
  }
  return Buffer.from(hash, 'hex').toString('base64')
}

/** An answer that leaves out a hash is damaged: silence is no opinion. */
function readOpinions(answer: unknown, asked: readonly string[]): Map<string, ShieldOpinion> {
  const scanned = isRecord(answer) ? answer['scanned_hashes'] : undefined
  if (!isRecord(scanned)) throw malformedPage(SERVICE)
  return new Map(
    asked.map((hash) => {
      if (!Object.hasOwn(scanned, hash)) throw malformedPage(SERVICE)
      return [hash, opinionOf(scanned[hash])]
    }),
  )
}

function opinionOf(match: unknown): ShieldOpinion {
  if (match === null) {
    return { classification: 'no-known-match', matchType: null, nearMatch: null }
  }
  if (!isRecord(match)) throw malformedPage(SERVICE)
  // Their documentation has a list here, their own clients a single one.
  const details = match['near_match_details']
  const nearest: unknown = Array.isArray(details) ? details[0] : details
  return {
    classification: classOf(match['classification']),
    matchType: matchTypeOf(match['match_type']),
    nearMatch: isRecord(nearest) ? nearMatchOf(nearest) : null,
  }
}

function nearMatchOf(details: JsonRecord): ShieldOpinion['nearMatch'] {
  const sha256 = details['sha256_hex']
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)) return null
  return { classification: classOf(details['classification']), sha256: sha256.toLowerCase() }
}

const KNOWN: ReadonlySet<unknown> = new Set<ShieldClassification>([
  'csam',
  'harmful-abusive-material',
  'no-known-match',
])

/** They announce that classes may be added; a test class exists too. */
function classOf(value: unknown): ShieldClassification {
  if (typeof value !== 'string') throw malformedPage(SERVICE)
  return KNOWN.has(value) ? (value as ShieldClassification) : 'other'
}

function matchTypeOf(value: unknown): ShieldOpinion['matchType'] {
  if (value === null || value === undefined) return null
  return value === 'exact' || value === 'near' ? value : 'other'
}

type JsonRecord = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
