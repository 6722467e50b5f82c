import { oneLine } from '../documents/plain-text.ts'
import { isUsableMailbox } from './contact.ts'

/** What we use of a contact card; text is one line, of at most 200 characters. */
export type Card = {
  fullName: string | null
  organisation: string | null
  /** Usable addresses, the preferred one first. */
  mailboxes: string[]
  /** Two capitals. */
  country: string | null
}

type Property = { name: string; params: Record<string, unknown>; value: unknown }

/**
 * Reads a `vcardArray` leniently: what is malformed is left out, never a reason to fail.
 *
 * @see RFC 7095 (jCard), RFC 6350 section 5.3 (PREF), RFC 8605 (CC)
 */
export function readCard(vcardArray: unknown): Card {
  const properties = propertiesOf(vcardArray)
  const first = (name: string) => properties.find((property) => property.name === name)
  return {
    fullName: textOf(first('fn')?.value),
    organisation: textOf([first('org')?.value].flat(2)[0]),
    mailboxes: mailboxesOf(properties.filter((property) => property.name === 'email')),
    country: countryOf(first('adr')),
  }
}

function propertiesOf(vcardArray: unknown): Property[] {
  const [, properties] = Array.isArray(vcardArray) ? (vcardArray as unknown[]) : []
  if (!Array.isArray(properties)) return []
  return (properties as unknown[]).slice(0, 100).flatMap((property) => {
    if (!Array.isArray(property)) return []
    const [name, params, , value] = property as unknown[]
    if (typeof name !== 'string') return []
    return [{ name: name.toLowerCase(), params: isRecord(params) ? params : {}, value }]
  })
}

function mailboxesOf(properties: Property[]): string[] {
  const mailboxes = properties
    .map(({ params, value }) => ({ rank: rankOf(params), mailbox: mailboxOf(value) }))
    .filter(({ mailbox }) => isUsableMailbox(mailbox))
    .sort((left, right) => left.rank - right.rank)
  return [...new Set(mailboxes.map(({ mailbox }) => mailbox))]
}

function mailboxOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().replace(/^mailto:/i, '') : ''
}

/** 1 is preferred most, 100 least; without a word it comes last. Older cards say it as a type. */
function rankOf(params: Record<string, unknown>): number {
  const pref = Number(params['pref'])
  if (pref >= 1 && pref <= 100) return pref
  return [params['type']].flat().includes('pref') ? 1 : 101
}

/** The country of an address: its `cc`, its last component, or the last line of its label. */
function countryOf(address: Property | undefined): string | null {
  if (!address) return null
  const label = address.params['label']
  const lines = typeof label === 'string' ? label.trim().split(/\r?\n/) : []
  const parts: unknown[] = Array.isArray(address.value) ? address.value : []
  for (const candidate of [address.params['cc'], parts.at(6), lines.at(-1)]) {
    const code = typeof candidate === 'string' ? countryCode(candidate) : null
    if (code) return code
  }
  return null
}

/** The two capitals of a country given by code or by English name. */
export function countryCode(text: string): string | null {
  const wanted = text.trim().toUpperCase()
  if (/^[A-Z]{2}$/.test(wanted)) return wanted
  if (wanted === '') return null
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
  return CODES().find((code) => names.of(code)?.toUpperCase() === wanted) ?? null
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')
const CODES = () => LETTERS.flatMap((first) => LETTERS.map((second) => first + second))

/** Text as one line, or null when there is none. */
export function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? oneLine(value) : ''
  return text === '' ? null : text
}

/** Tells whether `value` is an object with members. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
