/** Where an address came from. */
export type ContactSource = 'operator' | 'rdap-abuse'

export type ContactCandidate = {
  source: ContactSource
  email: string
  name: string | null
  /** When the source last said so. */
  observedAt: Date
  /** When a mail to it was last refused for good; null when never. */
  refusedAt: Date | null
}

export type PassedOver = {
  candidate: ContactCandidate
  reason: 'unusable-mailbox' | 'refused-before' | 'less-preferred'
}

export type ContactChoice =
  | {
      status: 'chosen'
      contact: ContactCandidate
      reason: 'operator-override' | 'rdap-abuse'
      passedOver: PassedOver[]
    }
  | { status: 'none'; reason: 'no-candidate' | 'none-usable'; passedOver: PassedOver[] }

const PREFERENCE: readonly ContactSource[] = ['operator', 'rdap-abuse']
const REASONS = { operator: 'operator-override', 'rdap-abuse': 'rdap-abuse' } as const

/**
 * Chooses whom to write to: what the operator set, else the abuse contact of the address registry.
 *
 * Among candidates of one source the one observed last wins. An address that refused a mail since
 * it was last observed is passed over: a fresh observation, or the operator naming it again,
 * gives it another chance.
 *
 * @returns the choice and why every other candidate was not taken; `none` is for a human
 */
export function chooseContact(candidates: readonly ContactCandidate[]): ContactChoice {
  const passedOver: PassedOver[] = []
  const usable: ContactCandidate[] = []
  for (const candidate of candidates) {
    const reason = refusal(candidate)
    if (reason) passedOver.push({ candidate, reason })
    else usable.push(candidate)
  }
  const [contact, ...others] = usable.sort(byPreference)
  if (!contact) {
    const reason = candidates.length === 0 ? 'no-candidate' : 'none-usable'
    return { status: 'none', reason, passedOver }
  }
  passedOver.push(...others.map((candidate) => ({ candidate, reason: 'less-preferred' as const })))
  return { status: 'chosen', contact, reason: REASONS[contact.source], passedOver }
}

function refusal(candidate: ContactCandidate): 'unusable-mailbox' | 'refused-before' | null {
  if (!isUsableMailbox(candidate.email)) return 'unusable-mailbox'
  if (candidate.refusedAt && candidate.refusedAt >= candidate.observedAt) return 'refused-before'
  return null
}

function byPreference(left: ContactCandidate, right: ContactCandidate): number {
  return (
    PREFERENCE.indexOf(left.source) - PREFERENCE.indexOf(right.source) ||
    right.observedAt.getTime() - left.observedAt.getTime()
  )
}

const LOCAL_PART = /^[a-z0-9_][a-z0-9_'+=&~#-]*(?:\.[a-z0-9_'+=&~#-]+)*$/i
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
const TOP_LABEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/i

/**
 * Tells whether mail may be sent to `address`: ASCII dot-atom, `@`, a host name of A-labels.
 *
 * Stricter than RFC 5321 on purpose: no quoted or routed local part (`%`, `!`, `|`, `/`), no
 * leading hyphen, no address literal, no single-label domain, no white space anywhere.
 */
export function isUsableMailbox(address: string): boolean {
  if (address.length > 254) return false
  const at = address.indexOf('@')
  if (at < 1 || at > 64 || !LOCAL_PART.test(address.slice(0, at))) return false
  const labels = address.slice(at + 1).split('.')
  const top = labels.at(-1) ?? ''
  return labels.length >= 2 && labels.every((label) => LABEL.test(label)) && TOP_LABEL.test(top)
}
