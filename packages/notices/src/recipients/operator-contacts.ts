import { BlockList, isIP } from 'node:net'
import { DomainError } from '@nightlight/contract'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { isUsableMailbox } from './contact.ts'

const EntrySchema = Type.Object(
  {
    /** `operator` overrides all sources; `channel` is the mailbox a provider keeps for such notices. */
    kind: Type.Enum(['operator', 'channel', 'upstream']),
    mailbox: Type.String({ minLength: 3, maxLength: 254 }),
    /** Whom it is for; one that fits is enough. */
    asns: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 4_294_967_295 }))),
    networks: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$' }))),
    /** Abuse mailboxes that the registry names. */
    mailboxes: Type.Optional(Type.Array(Type.String({ minLength: 3 }))),
    /** Who said so and when, for whoever reviews the file. */
    because: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)

const FileSchema = Type.Object(
  { contacts: Type.Array(EntrySchema) },
  { additionalProperties: false },
)

type Entry = Static<typeof EntrySchema>

export type HostFacts = { address: string; asn: number | null; mailboxes: readonly string[] }

export type OperatorContact = { source: Entry['kind']; mailbox: string }

/** What the operator knows of a host, in the order of the file. */
export type OperatorContacts = (host: HostFacts) => OperatorContact[]

/**
 * Checks a file of the operator's own contacts.
 *
 * @throws {DomainError} `contacts-invalid`, naming the first place that is wrong, never a mailbox
 */
export function parseOperatorContacts(value: unknown): OperatorContacts {
  if (!Value.Check(FileSchema, value)) {
    const first = Value.Errors(FileSchema, value)[0]
    throw invalid(`${first?.instancePath || 'the file'} ${first?.message ?? ''}`.trim())
  }
  const entries = value.contacts.map((entry, index) => ({ entry, fits: fitting(entry, index) }))
  return (host) =>
    entries
      .filter(({ fits }) => fits(host))
      .map(({ entry }) => ({ source: entry.kind, mailbox: entry.mailbox.toLowerCase() }))
}

function fitting(entry: Entry, index: number): (host: HostFacts) => boolean {
  if (!isUsableMailbox(entry.mailbox)) throw invalid(`/contacts/${index}/mailbox is no mailbox`)
  const { asns = [], networks = [], mailboxes = [] } = entry
  if (asns.length + networks.length + mailboxes.length === 0) {
    throw invalid(`/contacts/${index} says of no host`)
  }
  const block = new BlockList()
  for (const [place, network] of networks.entries()) {
    const [base = '', bits] = network.split('/')
    try {
      block.addSubnet(base, Number(bits), isIP(base) === 6 ? 'ipv6' : 'ipv4')
    } catch {
      throw invalid(`/contacts/${index}/networks/${place} is no network`)
    }
  }
  const known = new Set(mailboxes.map((mailbox) => mailbox.toLowerCase()))
  return (host) =>
    (host.asn !== null && asns.includes(host.asn)) ||
    block.check(host.address, isIP(host.address) === 6 ? 'ipv6' : 'ipv4') ||
    host.mailboxes.some((mailbox) => known.has(mailbox.toLowerCase()))
}

const invalid = (what: string): DomainError =>
  new DomainError('invalid', 'contacts-invalid', `Reading the contacts file: ${what}`)
