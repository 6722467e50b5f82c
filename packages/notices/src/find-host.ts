import type { Db } from '@nightlight/runtime'
import type { Rdap } from './recipients/rdap.ts'
import { isUsableMailbox } from './recipients/contact.ts'
import { languageOfCountry, upsertContact, upsertProvider } from './provider-store.ts'

export type Host =
  | { status: 'found'; providerId: string; country: string | null; hasMailbox: boolean }
  | { status: 'unknown' }
  | { status: 'unavailable'; retryAt: Date }

/** Who hosts an address: null when the address itself is not known. */
export type FindHost = (address: string | null, signal: AbortSignal) => Promise<Host>

/**
 * Asks the registry who holds an address and keeps provider and abuse mailbox.
 *
 * A mailbox that is not a plain address is dropped: what is in a registry is not ours to trust.
 */
export function createFindHost(deps: { db: Db; rdap: Rdap; now: () => Date }): FindHost {
  const { db, rdap, now } = deps
  return async (address, signal) => {
    if (address === null) return { status: 'unknown' }
    const answer = await rdap.lookupAddress(address, signal)
    if (answer.status === 'not-found') return { status: 'unknown' }
    if (answer.status === 'unavailable') return { status: 'unavailable', retryAt: answer.retryAt }
    const { country, abuse } = answer
    const providerId = await upsertProvider(
      db,
      {
        // Without a handle the range names the network: an empty one would make all such hosts one.
        handle: `rdap:${answer.handle || `${answer.range.start}-${answer.range.end}`}`,
        kind: 'host',
        name: answer.provider,
        country,
        language: languageOfCountry(country),
      },
      now(),
    )
    const hasMailbox = abuse !== null && isUsableMailbox(abuse.email)
    if (hasMailbox) {
      await upsertContact(db, {
        providerId,
        mailbox: abuse.email.toLowerCase(),
        source: 'rdap',
        fetchedAt: answer.fetchedAt,
      })
    }
    return { status: 'found', providerId, country, hasMailbox }
  }
}
