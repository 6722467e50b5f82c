import { getDomain } from 'tldts'
import type { FindHostDeps } from './find-host.ts'
import { storeOtherRecipient, type OtherRole } from './finding-store.ts'
import { keepContacts, type HostFacts } from './keep-host.ts'
import { upsertProvider } from './provider-store.ts'
import { providerDomain } from './recipients/provider-domain.ts'
import type { Desk } from './recipients/rdap-domain.ts'

type About = {
  takedownId: string
  providerId: string
  /** Registered domains of the site. */
  siteDomains: readonly string[]
}

/**
 * Looks for whoever is left when no mailbox of a host is: its own domain's, those of registrar and
 * registry of the site's domain, and of whoever stands above the host. Keeps what is found.
 *
 * A source that does not answer is left for the next time. The site itself is never asked.
 */
export async function gatherFurther(
  deps: FindHostDeps,
  host: HostFacts,
  about: About,
  signal: AbortSignal,
): Promise<void> {
  await gatherOwnDomain(deps, host, about, signal)
  await gatherBehind(deps, host, about, signal)
}

/** Looks for registrar and registry of the site's domain, and for whoever stands above the host. */
export async function gatherBehind(
  deps: FindHostDeps,
  host: HostFacts,
  about: About,
  signal: AbortSignal,
): Promise<void> {
  await gatherDesks(deps, about, signal)
  await gatherUpstream(deps, host, about, signal)
}

async function gatherDesks(deps: FindHostDeps, about: About, signal: AbortSignal): Promise<void> {
  // Of a name below somebody's platform the registrar answers for the platform, not for the name.
  const domain = about.siteDomains.find((name) => getDomain(name) === name)
  if (domain === undefined) return
  const answer = await deps.rdap.lookupDomain(domain, signal)
  if (answer.status !== 'found') return
  const { registrar, registry, fetchedAt } = answer
  await keepDesk(deps, about, 'registrar', registrar, fetchedAt)
  await keepDesk(deps, about, 'registry', registry, fetchedAt)
}

/** What the provider's own domain says, and the mailbox that RFC 2142 has it keep. */
async function gatherOwnDomain(
  deps: FindHostDeps,
  { network, autnum }: HostFacts,
  { providerId, siteDomains }: About,
  signal: AbortSignal,
): Promise<void> {
  const mailDomains = [...(network?.mailDomains ?? []), ...(autnum?.mailDomains ?? [])]
  const domain = providerDomain(mailDomains, siteDomains)
  if (domain === null) return
  const file = await deps.securityTxt?.lookup(domain, signal)
  if (file) {
    const contact = { providerId, source: 'security-txt', fetchedAt: file.fetchedAt } as const
    await keepContacts(deps, contact, file.mailboxes)
  }
  const contact = { providerId, source: 'abuse-mailbox', fetchedAt: deps.now() } as const
  await keepContacts(deps, contact, [`abuse@${domain}`])
}

async function gatherUpstream(
  deps: FindHostDeps,
  { network, address, asn }: HostFacts,
  about: About,
  signal: AbortSignal,
): Promise<void> {
  const mailboxes = network?.abuse.map(({ email }) => email) ?? []
  const known = deps.operatorContacts?.({ address, asn, mailboxes }) ?? []
  const set = known.filter(({ source }) => source === 'upstream').map(({ mailbox }) => mailbox)
  const parent = network?.parent
    ? await deps.rdap.lookupParent(network.parent, address, signal)
    : null
  const above = parent?.status === 'found' && parent.handle !== network?.handle ? parent : null
  const abuse = [
    ...set.map((email) => ({ email, name: null })),
    ...(above?.abuse.filter(({ email }) => !mailboxes.includes(email)) ?? []),
  ]
  await keepDesk(deps, about, 'upstream', { name: above?.provider ?? '', abuse }, deps.now())
}

/** Whoever is not the host is a provider of their own, for they are told of sites of many hosts. */
async function keepDesk(
  deps: FindHostDeps,
  { takedownId }: About,
  role: OtherRole,
  desk: Desk | null,
  fetchedAt: Date,
): Promise<void> {
  const [first] = desk?.abuse ?? []
  if (!desk || !first) return
  const handle = `${role}:${first.email.toLowerCase()}`
  const facts = { handle, kind: role, name: desk.name, country: null, language: 'en' } as const
  const providerId = await upsertProvider(deps.db, facts, deps.now())
  const emails = desk.abuse.map(({ email }) => email)
  await keepContacts(deps, { providerId, source: role, fetchedAt }, emails)
  await storeOtherRecipient(deps.db, takedownId, { role, providerId }, deps.now())
}
