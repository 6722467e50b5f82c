import type { Verdict } from '@nightlight/contract'
import type { CheckDetail } from '@nightlight/runtime'
import type { AnswerFacts } from '../answer-facts.ts'
import { OWN_RESOLVER } from '../fetch/vantage-point.ts'
import type { Visited } from '../visit-location.ts'
import { readSigns, type PageSigns } from './signs/read-signs.ts'

/** What an address says about the content, and the codes of the signs that say so. */
export type Said = { outcome: 'gone' | 'unknown'; code: string; evidence: readonly string[] }

/** Signs that no word of an ordinary page gives. */
export const SURE_GATE: ReadonlySet<string> = new Set(['cf-mitigated', 'challenge-script'])

const GONE_STATUSES = new Set(['http-404', 'http-410'])
const HOST_DOWN = new Set(['connect-failed', 'timeout', 'proxy-target-failed'])
const CDN_SERVERS =
  /cloudflare|cloudfront|akamai|fastly|varnish|ddos-guard|bunny|keycdn|sucuri|imperva/i
const CDN_HEADERS = ['cf-ray', 'x-amz-cf-id', 'x-served-by', 'x-cache', 'via']

/**
 * What an address that shows no picture says about removal.
 *
 * Only a clear "not there" counts as gone: 404, 410, and a name that does not exist when the vantage point
 * asked name servers of its own. A server in trouble, a refusal, a lost connection, a block for some
 * countries (451), or a page in the picture's place (it may ask for an age, a login or a browser check)
 * says nothing by itself.
 */
export function withoutPicture(visited: Visited): Said {
  if (visited.outcome === 'page') return ofPageInstead(visited)
  const { code, facts } = visited
  const evidence = [code, ...cacheSigns(facts)]
  if (visited.outcome !== 'failed') return { outcome: 'unknown', code, evidence }
  if (GONE_STATUSES.has(code)) return ofMissing(code, facts, evidence)
  if (code === 'dns-failed' && facts?.absentBy) return ofAbsentName(facts)
  return { outcome: 'unknown', ...nameFailure(code, facts, evidence) }
}

/** A check of the browser may answer with any status. */
function ofMissing(
  code: string,
  facts: AnswerFacts | undefined,
  evidence: readonly string[],
): Said {
  const gate = gateOfError(facts)
  const isSure = gate?.evidence.some((sign) => SURE_GATE.has(sign))
  return gate && isSure
    ? { outcome: 'unknown', code: gate.code, evidence: [...evidence, ...gate.evidence] }
    : { outcome: 'gone', code, evidence }
}

/** What an answer with an error status says that stands before the content. */
function gateOfError(facts: AnswerFacts | undefined): Named | null {
  if (!facts || facts.start.byteLength === 0) return isMitigated(facts) ? MITIGATED : null
  return gateOf(readSigns(facts.start, facts.contentType), facts)
}

function ofPageInstead({ body, contentType, facts }: Visited & { outcome: 'page' }): Said {
  const page = readSigns(body, contentType)
  const gate = gateOf(page, facts)
  const evidence = [...(gate?.evidence ?? ['page-instead']), ...cacheSigns(facts)]
  if (gate) return { outcome: 'unknown', code: gate.code, evidence }
  const isTold = page.signs.has('says-not-found')
  return {
    outcome: 'unknown',
    code: isTold ? 'not-found-page' : 'page-instead',
    evidence: isTold ? ['says-not-found', ...evidence] : evidence,
  }
}

/** A redirect may lead anywhere: only the name that was asked for may be missing. */
function ofAbsentName({ absentBy, redirects }: AnswerFacts): Said {
  const isOwn = absentBy === OWN_RESOLVER
  const evidence = [
    'name-absent',
    isOwn ? 'own-resolver' : 'shared-resolver',
    ...(redirects > 0 ? ['after-redirect'] : []),
  ]
  return isOwn && redirects === 0
    ? { outcome: 'gone', code: 'dns-gone', evidence }
    : { outcome: 'unknown', code: 'dns-failed', evidence }
}

type Named = { code: string; evidence: readonly string[] }

/** A better name for an answer that says nothing about the content. */
function nameFailure(
  code: string,
  facts: AnswerFacts | undefined,
  evidence: readonly string[],
): Named {
  if (HOST_DOWN.has(code)) return { code: 'host-down', evidence }
  const status = facts?.httpStatus ?? Number(/^http-(\d{3})$/.exec(code)?.[1] ?? 0)
  if (code !== `http-${status}`) return { code, evidence }
  if (status === 451) return { code: 'geo-blocked', evidence }
  if (status === 401) return { code: 'login-page', evidence }
  const gate = gateOfError(facts)
  if (gate && gate.code !== 'parked') {
    return { code: gate.code, evidence: [...evidence, ...gate.evidence] }
  }
  if (status === 403) return { code: 'forbidden', evidence }
  if (status >= 520 && status <= 530) return { code: 'cdn-error', evidence }
  const fromCdn = [502, 503, 504].includes(status) ? cdnSigns(facts) : []
  return fromCdn.length > 0
    ? { code: 'cdn-error', evidence: [...evidence, ...fromCdn] }
    : { code, evidence }
}

/**
 * What stands before the content, or in the place of a site: it says nothing about the content.
 *
 * @returns null for a document that says no such thing
 */
export function gateOf({ signs }: PageSigns, facts: AnswerFacts | undefined): Named | null {
  if (isMitigated(facts)) return MITIGATED
  const of = (code: string, ...names: string[]): Named | null => {
    const evidence = names.filter((name) => (signs as ReadonlySet<string>).has(name))
    return evidence.length > 0 ? { code, evidence } : null
  }
  return (
    of('challenge', 'challenge-script', 'asks-human', 'asks-age') ??
    of('login-page', 'password-field', 'asks-sign-in') ??
    of('geo-blocked', 'says-not-here') ??
    of('parked', 'parking-service', 'says-parked')
  )
}

const MITIGATED: Named = { code: 'challenge', evidence: ['cf-mitigated'] }

const isMitigated = (facts: AnswerFacts | undefined): boolean =>
  facts?.headers['cf-mitigated'] !== undefined

function cdnSigns(facts: AnswerFacts | undefined): string[] {
  const { server = null, headers = {} } = facts ?? {}
  const named = CDN_HEADERS.filter((name) => headers[name] !== undefined)
  return [
    ...(CDN_SERVERS.test(server ?? '') ? ['cdn-server'] : []),
    ...named.map((name) => `header-${name}`),
  ]
}

/** That a cache answered: its copy may be older than what the site says now. */
export function cacheSigns(facts: AnswerFacts | undefined): string[] {
  const { age, 'cf-cache-status': status, 'x-cache': cache } = facts?.headers ?? {}
  const isOld = /^[1-9]\d*$/.test(age ?? '')
  return isOld || status?.toUpperCase() === 'HIT' || cache === 'hit' ? ['from-cache'] : []
}

/** Anything still there means present; else anything unclear means unknown; else gone. */
export function verdictOf(details: readonly Pick<CheckDetail, 'outcome'>[]): Verdict {
  if (details.some(({ outcome }) => outcome === 'present')) return 'present'
  return details.length === 0 || details.some(({ outcome }) => outcome === 'unknown')
    ? 'unknown'
    : 'gone'
}
