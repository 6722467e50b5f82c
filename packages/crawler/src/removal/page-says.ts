import { canonicalUrl } from '@nightlight/contract'
import type { Location } from '../location-store.ts'
import type { Survey } from '../survey-page.ts'
import type { Visited } from '../visit-location.ts'
import type { Earlier } from './earlier-store.ts'
import { isAsMissing, type Probe } from './probe.ts'
import { readSigns, type PageSigns } from './signs/read-signs.ts'
import { gateOf, SURE_GATE, withoutPicture, type Said } from './verdict.ts'

/** What the page says about the content that it does not show. */
export type PageSays = {
  /** A line for the page; null for one that was read in full and is still the page. */
  line: Said | null
  /** Signs that it is still the page, or says itself that something went. */
  proof: readonly string[]
}

/** What the page is compared with. */
export type PageContext = {
  /** Ids of the takedown's addresses, and of those that led to them. */
  known: readonly string[]
  survey: Survey
  earlier: Earlier
  probe: Probe | undefined
  /** The content was seen by this look. */
  isShown: boolean
}

/**
 * Says whether what the page answers now may be believed when it does not show the content.
 *
 * Anything may stand in the place of a page: a gate, a parked name, a message. So a page counts only with
 * a sign of its own: it names the address or shows another picture that it had, or it says that something
 * is gone and the picture has an address which must say so too.
 */
export function pageSays(page: Location, context: PageContext): PageSays {
  const { survey, earlier } = context
  const visited = survey.page
  if (survey.unrendered !== null) return unknown('not-rendered', [survey.unrendered])
  if (survey.truncated) return unknown('page-over-budget', ['page-over-budget'])
  if (visited.outcome === 'picture') {
    // A banner for some visitors is no removal of what the page held.
    return earlier.wasPicture
      ? { line: null, proof: [] }
      : unknown('other-page', ['no-former-sign', visited.code])
  }
  if (visited.outcome !== 'page') return { line: withoutPicture(visited), proof: [] }
  const signs = readSigns(visited.body, visited.contentType)
  const proof = proofOf(context)
  const gate = gateBefore(page, visited, signs, context, proof)
  if (gate) return { line: gate, proof }
  const isInstead = earlier.pictures.has(page.id)
  if (signs.signs.has('says-not-found')) return ofNotFound(visited, proof, isInstead, context)
  if (isInstead) return unknown('page-instead', ['page-instead'])
  return proof.length > 0 ? { line: null, proof } : unknown('other-page', ['no-former-sign'])
}

const unknown = (code: string, evidence: readonly string[]): PageSays => ({
  line: { outcome: 'unknown', code, evidence },
  proof: [],
})

function proofOf({ known, survey, earlier, isShown }: PageContext): string[] {
  const isNamed = known.some((id) => survey.named.has(id))
  return [
    ...(isShown ? ['shows-content'] : []),
    ...(isNamed ? ['names-address'] : []),
    ...(showsFormerPicture(survey, earlier) ? ['shows-former-picture'] : []),
  ]
}

/** It shows another picture of before: what answers is not a gate that stands before the page. */
export const showsFormerPicture = ({ pictures }: Survey, { innocent }: Earlier): boolean =>
  pictures.some(({ mediaId }) =>
    innocent.some((other) => other.mediaId === mediaId && other.atOpening),
  )

/** An address of the content by itself, not only within the page. */
const hasOwnAddress = ({ known, survey, earlier }: PageContext): boolean =>
  known.some((id) => !survey.pageIds.has(id) || earlier.pictures.has(id))

function gateBefore(
  page: Location,
  visited: Visited & { outcome: 'page' },
  signs: PageSigns,
  context: PageContext,
  proof: readonly string[],
): Said | null {
  const { survey } = context
  // A login form stands on many pages; it hides the content when we were sent to it or see nothing else.
  const isSentOn = canonicalUrl(visited.url) !== page.url
  const isEmpty = survey.pictures.length === 0
  const own = gateOf(
    isSentOn || isEmpty ? signs : { ...signs, signs: without(signs.signs, 'password-field') },
    visited.facts,
  )
  const isSure = own?.evidence.some((sign) => SURE_GATE.has(sign) || sign === 'password-field')
  if (own && (isSure || !proof.includes('names-address'))) return ofGate(own, context)
  for (const { body, contentType, facts } of survey.followed) {
    const gate = gateOf(readSigns(body, contentType), facts)
    if (gate && (gate.code === 'login-page' || proof.length === 0)) return ofGate(gate, context)
  }
  return null
}

/** Nobody uses the name any more: it counts when the picture's own address must say so too. */
const ofGate = (
  { code, evidence }: { code: string; evidence: readonly string[] },
  context: PageContext,
): Said => ({
  outcome: code === 'parked' && hasOwnAddress(context) ? 'gone' : 'unknown',
  code,
  evidence,
})

function ofNotFound(
  visited: Visited & { outcome: 'page' },
  proof: readonly string[],
  isInstead: boolean,
  context: PageContext,
): PageSays {
  const evidence = ['says-not-found']
  if (isAsMissing(visited, context.probe)) {
    const line: Said = { outcome: 'gone', code: 'soft-404', evidence: [...evidence, 'as-missing'] }
    return { line, proof }
  }
  if (!isInstead && (proof.length > 0 || hasOwnAddress(context))) {
    return { line: null, proof: [...proof, ...evidence] }
  }
  return unknown('not-found-page', evidence)
}

const without = <Sign>(signs: ReadonlySet<Sign>, one: Sign): ReadonlySet<Sign> =>
  new Set([...signs].filter((sign) => sign !== one))
