import type { Db } from '@nightlight/runtime'
import type { Rdap } from './recipients/rdap.ts'
import { isUsableMailbox } from './recipients/contact.ts'
import type { Patience } from './patience.ts'
import { registeredDomain } from './tip-off.ts'
import { languageOfCountry, upsertContact, upsertProvider } from './provider-store.ts'

export type Host =
  | {
      status: 'found'
      providerId: string
      country: string | null
      hasMailbox: boolean
      /** See `registeredDomain`. */
      mailboxDomain: string | null
    }
  | { status: 'unknown' }
  | { status: 'unavailable'; retryAt: Date }

/** Who hosts an address: null when the address itself is not known. */
export type FindHost = (address: string | null, signal: AbortSignal) => Promise<Host>

/**
 * Asks the registry who holds an address and keeps provider and abuse mailbox.
 *
 * A mailbox that is not a plain address is dropped: what is in a registry is not ours to trust.
 */
export function createFindHost(deps: {
  db: Db
  rdap: Rdap
  patience: Patience
  now: () => Date
}): FindHost {
  const { db, rdap, patience, now } = deps
  return async (address, signal) => {
    if (address === null) return { status: 'unknown' }
    const answer = await rdap.lookupAddress(address, signal)
    if (answer.status === 'not-found') return { status: 'unknown' }
    if (answer.status === 'unavailable') return { status: 'unavailable', retryAt: answer.retryAt }
    const { country, abuse } = answer
    const mailbox = abuse && isUsableMailbox(abuse.email) ? abuse.email.toLowerCase() : null
    // One desk often answers for many networks: who reads the same mailbox gets one notice. Without
    // one the network stands for itself; an empty handle would make all such hosts one.
    const network = answer.handle || `${answer.range.start}-${answer.range.end}`
    const providerId = await upsertProvider(
      db,
      {
        handle: mailbox ? `mailbox:${mailbox}` : `network:${network}`,
        kind: 'host',
        name: answer.provider,
        country,
        language: languageOfCountry(country),
      },
      now(),
    )
    if (mailbox) {
      const { fetchedAt } = answer
      const contact = { providerId, mailbox, source: 'rdap', fetchedAt }
      await upsertContact(db, contact, patience.refusalMs)
    }
    const mailboxDomain = mailbox && registeredDomain(mailbox.slice(mailbox.indexOf('@') + 1))
    return { status: 'found', providerId, country, hasMailbox: mailbox !== null, mailboxDomain }
  }
}
