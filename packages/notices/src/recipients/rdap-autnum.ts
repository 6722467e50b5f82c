import { isRecord, textOf } from './jcard.ts'
import { countryOf, isAsn } from './rdap-answer.ts'
import {
  abuseContactsOf,
  entitiesOf,
  holderOf,
  mailDomainsOf,
  registrantOf,
  type Contact,
} from './rdap-entities.ts'

/** Who runs the network that announces an address, as a registry says. */
export type AutnumHolder = {
  name: string
  /** Where the holder is registered. */
  country: string | null
  abuse: Contact[]
  provider: string
  mailDomains: string[]
}

/**
 * Reads the answer to a query for a network number.
 *
 * @returns `unheld` for a block that a registry has not given out itself, null when the answer is
 *   not about `asn`
 * @see RFC 9083 section 5.5
 */
export function readAutnum(answer: unknown, asn: number): AutnumHolder | 'unheld' | null {
  if (!isRecord(answer) || answer['objectClassName'] !== 'autnum') return null
  // A single number may come without a range: then its handle names it.
  const own = /^AS(\d{1,10})$/i.exec(textOf(answer['handle']) ?? '')?.[1]
  const first = Number(answer['startAutnum'] ?? own)
  const last = Number(answer['endAutnum'] ?? first)
  if (!isAsn(first) || !isAsn(last) || asn < first || asn > last) return null
  const name = textOf(answer['name']) ?? textOf(answer['handle']) ?? ''
  if (/^(?:IANA|IETF)-|^(?:ARIN|RIPE|APNIC|LACNIC|AFRINIC)-ASNBLOCK/i.test(name)) return 'unheld'
  const entities = entitiesOf(answer)
  return {
    name,
    country: countryOf(answer, registrantOf(entities)?.card.country),
    abuse: abuseContactsOf(entities),
    provider: holderOf(entities) ?? name,
    mailDomains: mailDomainsOf(entities),
  }
}
