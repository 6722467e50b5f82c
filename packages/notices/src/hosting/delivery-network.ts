import { DomainError } from '@nightlight/contract'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

const Name = Type.String({ minLength: 2, maxLength: 100 })

const DeliveryNetworkSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{2,40}$' }),
    name: Name,
    /** Of networks that do nothing but deliver; a network that hosts as well must not be here. */
    asns: Type.Array(Type.Integer({ minimum: 1, maximum: 4_294_967_295 })),
    /** Beginning of the header `server`, in lower case. */
    servers: Type.Array(Name),
    /** Ends of the names that a site is an alias of. */
    aliases: Type.Array(Name),
    /** What it does with a notice: hands it on, tells a trusted sender the origin, or nobody knows. */
    answers: Type.Enum(['passes-on', 'discloses-origin', 'unknown']),
    note: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)

export const DeliveryNetworksSchema = Type.Object(
  {
    reviewed: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    networks: Type.Array(DeliveryNetworkSchema),
  },
  { additionalProperties: false },
)

/** A network that stands in front of hosts and delivers for them. */
export type DeliveryNetwork = Static<typeof DeliveryNetworkSchema>

/**
 * Checks a file of delivery networks.
 *
 * @throws {DomainError} `delivery-networks-invalid`, naming the first place that is wrong
 */
export function parseDeliveryNetworks(value: unknown): DeliveryNetwork[] {
  if (Value.Check(DeliveryNetworksSchema, value)) return value.networks
  const first = Value.Errors(DeliveryNetworksSchema, value)[0]
  const what = `${first?.instancePath || 'the file'} ${first?.message ?? ''}`.trim()
  throw new DomainError(
    'invalid',
    'delivery-networks-invalid',
    `Reading delivery networks: ${what}`,
  )
}

export type DeliverySigns = {
  asn: number | null
  /** Header of the answer. */
  server: string | null
  /** Names that the host of the site is an alias of. */
  aliases: readonly string[]
}

/** The delivery network that an answer came through, by what cannot mean anything else. */
export function findDeliveryNetwork(
  networks: readonly DeliveryNetwork[],
  { asn, server, aliases }: DeliverySigns,
): DeliveryNetwork | null {
  const header = server?.trim().toLowerCase() ?? ''
  const names = aliases.map((alias) => alias.toLowerCase().replace(/\.$/, ''))
  const found = networks.find(
    (network) =>
      (asn !== null && network.asns.includes(asn)) ||
      network.servers.some((start) => header.startsWith(start)) ||
      network.aliases.some((end) => names.some((name) => name === end || name.endsWith(`.${end}`))),
  )
  return found ?? null
}
