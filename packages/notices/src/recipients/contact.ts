/**
 * Where an address came from, the most preferred first: the order in which a host is written to.
 *
 * `rdap` is the abuse contact of the address, `autnum` of the network that announces it; `channel` a
 * mailbox that the provider keeps for such notices, `configuration` that of the police.
 */
export const CONTACT_SOURCES = [
  'configuration',
  'operator',
  'channel',
  'rdap',
  'autnum',
  'registrar',
  'registry',
  'security-txt',
  'abuse-mailbox',
  'upstream',
] as const
export type ContactSource = (typeof CONTACT_SOURCES)[number]

export type ContactCandidate = {
  source: ContactSource
  email: string
  /** Among those that one source names, the first is 0. */
  place: number
  /** When the source last said so. */
  observedAt: Date
  /** When a mail to it was last refused for good or came back; null when it has another chance. */
  refusedAt: Date | null
}

export const PASSED_OVER = [
  'unusable-mailbox',
  'never-read',
  'of-a-registry',
  'of-the-site',
  'refused-before',
  'not-in-plan',
  'host-not-told',
  'stale',
  'less-preferred',
] as const
export type PassedOverReason = (typeof PASSED_OVER)[number]

export type PassedOver<C extends ContactCandidate = ContactCandidate> = {
  candidate: C
  reason: PassedOverReason
}

export type ContactChoice<C extends ContactCandidate = ContactCandidate> =
  | { status: 'chosen'; contact: C; isStale: boolean; passedOver: PassedOver<C>[] }
  | { status: 'none'; reason: 'no-candidate' | 'none-usable'; passedOver: PassedOver<C>[] }

export type ChoiceFacts = {
  /** Registered domains of the reported site: what is in them warns its owner. */
  siteDomains?: readonly string[]
  /** Sources that the plan of the takedown does not provide for. */
  closed?: readonly ContactSource[]
  /** Sources that are asked only once a host was told: there is nothing to escalate before. */
  early?: readonly ContactSource[]
  /** What no source has confirmed since then comes last. */
  staleBefore?: Date
}

/**
 * Chooses whom to write to, in the order of `CONTACT_SOURCES`.
 *
 * Of one source the one observed last wins, then the one it names first. What its source has long
 * not confirmed is written to only when nothing fresh is left.
 *
 * @returns the choice and why every other candidate was not taken; `none` is for a person
 */
export function chooseContact<C extends ContactCandidate>(
  candidates: readonly C[],
  facts: ChoiceFacts = {},
): ContactChoice<C> {
  const passedOver: PassedOver<C>[] = []
  const usable: C[] = []
  for (const candidate of candidates) {
    const reason = refusal(candidate, facts)
    if (reason) passedOver.push({ candidate, reason })
    else usable.push(candidate)
  }
  const isStale = (candidate: C): boolean =>
    facts.staleBefore !== undefined &&
    candidate.source !== 'operator' &&
    candidate.source !== 'configuration' &&
    candidate.observedAt < facts.staleBefore
  const [contact, ...others] = usable.sort(
    (left, right) => Number(isStale(left)) - Number(isStale(right)) || byPreference(left, right),
  )
  if (!contact) {
    const reason = candidates.length === 0 ? 'no-candidate' : 'none-usable'
    return { status: 'none', reason, passedOver }
  }
  for (const candidate of others) {
    passedOver.push({ candidate, reason: isStale(candidate) ? 'stale' : 'less-preferred' })
  }
  return { status: 'chosen', contact, isStale: isStale(contact), passedOver }
}

/** In which order those of one provider are written to, as far as it holds for every takedown: those that never are come last. */
export const byPreference = (left: ContactCandidate, right: ContactCandidate): number =>
  Number(refusal(left, {}) !== null) - Number(refusal(right, {}) !== null) ||
  rank(left) - rank(right) ||
  right.observedAt.getTime() - left.observedAt.getTime() ||
  left.place - right.place ||
  // of two that are alike the same one always
  (left.email < right.email ? -1 : Number(left.email > right.email))

const rank = ({ source }: ContactCandidate): number => CONTACT_SOURCES.indexOf(source)

function refusal(candidate: ContactCandidate, facts: ChoiceFacts): PassedOverReason | null {
  const { email, source, refusedAt } = candidate
  if (!isUsableMailbox(email)) return 'unusable-mailbox'
  const isSet = source === 'operator' || source === 'configuration'
  if (!isSet && isNeverRead(email)) return 'never-read'
  if (!isSet && isOfRegistry(email)) return 'of-a-registry'
  if (facts.siteDomains?.some((domain) => isIn(domainOf(email), domain))) return 'of-the-site'
  if (refusedAt) return 'refused-before'
  if (facts.closed?.includes(source)) return 'not-in-plan'
  return facts.early?.includes(source) ? 'host-not-told' : null
}

/** Registries answer for the space, not for what is in it; their names stand in for missing holders. */
const REGISTRIES = [
  'ripe.net',
  'arin.net',
  'apnic.net',
  'lacnic.net',
  'afrinic.net',
  'iana.org',
  'icann.org',
  'nro.net',
]
const NEVER_READ =
  /^(?:no[._-]?reply|do[._-]?not[._-]?reply|donotreply|no[._-]?mail|nobody|null|dev[._-]?null|unread|redacted|bounces?)(?:[+.@_-]|$)/i

export const domainOf = (email: string): string => email.slice(email.indexOf('@') + 1).toLowerCase()
const isIn = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`)
const isNeverRead = (email: string) => NEVER_READ.test(email)
const isOfRegistry = (email: string) => REGISTRIES.some((domain) => isIn(domainOf(email), domain))

/** Tells whether a mailbox that a registry names is one that the holder of a network reads. */
export const isHoldersMailbox = (email: string): boolean =>
  isUsableMailbox(email) && !isNeverRead(email) && !isOfRegistry(email)

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
