import type { FindHostDeps } from './find-host.ts'
import { languageOfCountry, upsertContact, upsertProvider } from './provider-store.ts'
import { isHoldersMailbox, isUsableMailbox, type ContactSource } from './recipients/contact.ts'
import type { RdapOutcome } from './recipients/rdap.ts'
import type { NetworkHolder } from './recipients/rdap-answer.ts'
import type { AutnumHolder } from './recipients/rdap-autnum.ts'

type Found<T> = Extract<RdapOutcome<T>, { status: 'found' }>

/** What the registries and the geolocation say of one address; network or origin network is known. */
export type HostFacts = {
  address: string
  asn: number | null
  network: Found<NetworkHolder> | null
  autnum: Found<AutnumHolder> | null
  /** Country by the geolocation. */
  located: string | null
}

/**
 * Keeps the provider of an address with the mailboxes that the operator and the registries name.
 *
 * @returns the mailbox that the registry names for the address: null when it names none that is read,
 *   or the operator knows whom to write to instead
 */
export async function keepHost(
  { db, patience, now, operatorContacts }: FindHostDeps,
  host: HostFacts,
  country: string | null,
): Promise<{ providerId: string; mailbox: string | null }> {
  const { network, autnum, address, asn } = host
  const named = network?.abuse.map(({ email }) => email.toLowerCase()) ?? []
  const mailbox = named.find(isHoldersMailbox) ?? null
  const registered = network?.country ?? autnum?.country ?? country
  const providerId = await upsertProvider(
    db,
    {
      handle: handleOf(host, mailbox),
      kind: 'host',
      name: network?.provider ?? autnum?.provider ?? '',
      country: registered,
      language: languageOfCountry(registered),
    },
    now(),
  )
  const own = operatorContacts?.({ address, asn, mailboxes: named }) ?? []
  const keep = (source: ContactSource, mailboxes: readonly string[], fetchedAt: Date) =>
    keepContacts({ db, patience }, { providerId, source, fetchedAt }, mailboxes)
  for (const source of ['operator', 'channel'] as const) {
    const mine = own.filter((contact) => contact.source === source)
    await keep(
      source,
      mine.map((contact) => contact.mailbox),
      now(),
    )
  }
  if (network) await keep('rdap', named, network.fetchedAt)
  if (autnum) {
    const emails = autnum.abuse.map(({ email }) => email)
    await keep('autnum', emails, autnum.fetchedAt)
  }
  const isOverridden = own.some(({ source }) => source !== 'upstream')
  return { providerId, mailbox: isOverridden ? null : mailbox }
}

/**
 * One desk often answers for many networks: who reads the same mailbox gets one notice. Without one
 * the network stands for itself; an empty handle would make all such hosts one.
 */
function handleOf({ network, asn }: HostFacts, mailbox: string | null): string {
  if (mailbox !== null) return `mailbox:${mailbox}`
  if (!network) return `asn:${asn}`
  return `network:${network.handle || `${network.range.start}-${network.range.end}`}`
}

/** Keeps the mailboxes that one source names, in its order; what mail cannot be sent to is dropped. */
export async function keepContacts(
  { db, patience }: Pick<FindHostDeps, 'db' | 'patience'>,
  contact: { providerId: string; source: ContactSource; fetchedAt: Date },
  mailboxes: readonly string[],
): Promise<void> {
  const usable = mailboxes.filter(isUsableMailbox)
  for (const [place, mailbox] of usable.entries()) {
    const facts = { ...contact, mailbox: mailbox.toLowerCase(), place }
    await upsertContact(db, facts, patience.refusalMs)
  }
}
