import { getDomain } from 'tldts'
import { defang, printable } from './plain-text.ts'
import { hostOf } from './server.ts'

export const URL_POLICIES = ['clear-text', 'machine-part', 'encrypted', 'reply-page'] as const

/**
 * Where the exact addresses of a notice stand.
 *
 * - `clear-text`: in the text and in the machine part
 * - `machine-part`: in the machine part alone, which is attached in clear
 * - `encrypted`: in the machine part alone, and the whole body of the mail is encrypted
 * - `reply-page`: in no mail; the text gives reference, count and registrable domain
 */
export type UrlPolicy = (typeof URL_POLICIES)[number]

/** How the text of a letter writes addresses, and whether a machine part goes with it. */
export type AddressStyle = {
  /** Null when no exact address is told. */
  url: ((url: string) => string) | null
  /** A host, or the registrable domain in its place. */
  host(url: string): string
  isDefanged: boolean
  hasMachinePart: boolean
}

const STYLES: Readonly<Record<UrlPolicy, AddressStyle>> = {
  'clear-text': { url: printable, host: hostOf, isDefanged: false, hasMachinePart: true },
  'machine-part': { url: defang, host: defangedHost, isDefanged: true, hasMachinePart: true },
  encrypted: { url: defang, host: defangedHost, isDefanged: true, hasMachinePart: true },
  'reply-page': { url: null, host: defangedDomain, isDefanged: true, hasMachinePart: false },
}

/** What a policy means for a letter. */
export const addressStyle = (policy: UrlPolicy): AddressStyle => STYLES[policy]

function defangedHost(url: string): string {
  return defang(hostOf(url))
}

/** The part of a host that somebody registered; an address of the network stands for itself. */
function defangedDomain(url: string): string {
  const { hostname } = new URL(url)
  return defang(getDomain(hostname) ?? hostname)
}
