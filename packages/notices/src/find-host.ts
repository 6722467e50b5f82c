import type { Db } from '@nightlight/runtime'
import { gatherBehind, gatherFurther } from './gather-further.ts'
import { keepHost, type HostFacts } from './keep-host.ts'
import { readCorrection, storeFinding } from './finding-store.ts'
import { decideCountry, type Countries } from './hosting/country.ts'
import { findDeliveryNetwork, type DeliveryNetwork } from './hosting/delivery-network.ts'
import type { Geolocation } from './hosting/geolocation.ts'
import type { Patience } from './patience.ts'
import { usableContact } from './provider-store.ts'
import { domainOf } from './recipients/contact.ts'
import type { OperatorContacts } from './recipients/operator-contacts.ts'
import type { Rdap } from './recipients/rdap.ts'
import type { SecurityTxt } from './recipients/security-txt.ts'
import { servingVisit, type Serving } from './sighting-store.ts'
import { registeredDomain, siteDomainsOf } from './tip-off.ts'

export type Host =
  | {
      status: 'found'
      providerId: string
      /** The one that the route is chosen by. */
      country: string | null
      /** What evidence as good says instead. */
      rivals: readonly string[]
      /**
       * Of the mailbox that the registry names for the address, see `registeredDomain`; null where the
       * operator knows whom to write to.
       */
      mailboxDomain: string | null
    }
  | { status: 'unknown' }
  | { status: 'unavailable'; retryAt: Date }

/**
 * Who hosts what a takedown is about: unknown while the address itself is not known.
 *
 * @param behind those behind the host are looked for as well, whatever mailbox it has
 */
export type FindHost = (takedownId: string, signal: AbortSignal, behind?: boolean) => Promise<Host>

export type FindHostDeps = {
  db: Db
  rdap: Rdap
  patience: Patience
  now: () => Date
  geolocation?: Geolocation | undefined
  deliveryNetworks?: readonly DeliveryNetwork[]
  operatorContacts?: OperatorContacts | undefined
  securityTxt?: SecurityTxt | undefined
}

/**
 * Finds the host of what a takedown is about, with its country and everyone who can be told, and
 * keeps all of it.
 *
 * The registries of address and network are always asked; what stands behind them only while no
 * mailbox of the host is left. What is in a registry is not ours to trust: a mailbox that is not a
 * plain address is dropped, and one that nobody reads is passed over.
 */
export function createFindHost(deps: FindHostDeps): FindHost {
  return async (takedownId, signal, behind = false) => {
    const { db, now, patience } = deps
    const serving = await servingVisit(db, takedownId)
    const correction = await readCorrection(db, takedownId)
    const address = correction?.address ?? serving?.address
    if (address === undefined) return { status: 'unknown' }
    const facts = await askRegistries(deps, address, signal)
    if (facts.status !== 'found') return facts
    // What was served says nothing of an origin that somebody disclosed.
    const seen = correction?.address == null ? serving : null
    const cdn = deliveredBy(deps, facts.host, seen)
    const countries = countriesOf(facts.host, seen, correction?.country ?? null)
    const hosting = decideCountry(countries, cdn !== null)
    const siteDomains = (await siteDomainsOf(db, [takedownId])).get(takedownId) ?? []
    const { providerId, mailbox } = await keepHost(deps, facts.host, hosting.country)
    const staleBefore = new Date(now().getTime() - patience.staleMs)
    const about = { takedownId, providerId, siteDomains }
    if (!(await usableContact(db, providerId, { siteDomains, staleBefore }))) {
      await gatherFurther(deps, facts.host, about, signal)
    } else if (behind) {
      await gatherBehind(deps, facts.host, about, signal)
    }
    const finding = { address, asn: facts.host.asn, providerId, hosting, cdn }
    await storeFinding(db, takedownId, finding, now())
    const { country, rivals } = hosting
    const mailboxDomain = mailbox === null ? null : registeredDomain(domainOf(mailbox))
    return { status: 'found', providerId, country, rivals, mailboxDomain }
  }
}

type Asked = { status: 'found'; host: HostFacts } | Exclude<Host, { status: 'found' }>

async function askRegistries(
  { rdap, geolocation }: FindHostDeps,
  address: string,
  signal: AbortSignal,
): Promise<Asked> {
  const located = geolocation?.locate(address) ?? null
  const answer = await rdap.lookupAddress(address, signal)
  if (answer.status === 'unavailable') return { status: 'unavailable', retryAt: answer.retryAt }
  const network = answer.status === 'found' ? answer : null
  const asn = located?.asn ?? network?.asn ?? null
  const origin = asn === null ? null : await rdap.lookupAutnum(asn, signal)
  const autnum = origin?.status === 'found' ? origin : null
  if (!network && !autnum) return { status: 'unknown' }
  return {
    status: 'found',
    host: { address, asn, network, autnum, located: located?.country ?? null },
  }
}

function deliveredBy(
  { deliveryNetworks = [] }: FindHostDeps,
  { asn }: HostFacts,
  seen: Serving | null,
): string | null {
  const signs = { asn, server: seen?.server ?? null, aliases: seen?.aliases ?? [] }
  return findDeliveryNetwork(deliveryNetworks, signs)?.id ?? null
}

function countriesOf(
  { network, autnum, located }: HostFacts,
  seen: Serving | null,
  byPerson: string | null,
): Countries {
  return {
    ...(byPerson === null ? {} : { person: byPerson }),
    ...(located === null ? {} : { geolocation: located }),
    ...(network?.country ? { rir: network.country } : {}),
    ...(autnum?.country ? { 'origin-as': autnum.country } : {}),
    ...(seen?.certificateCountry ? { tls: seen.certificateCountry } : {}),
  }
}
