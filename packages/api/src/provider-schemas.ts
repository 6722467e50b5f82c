import { LANGUAGES, RESPONSE_CLASSES } from '@nightlight/contract'
import { PROVIDER_KINDS, URL_POLICIES } from '@nightlight/notices'
import { Type } from 'typebox'
import { Id, Page, TEXT, Time, nullable, oneOf } from './schemas.ts'

const Count = Type.Integer({ minimum: 0 })
const Hours = nullable(Type.Integer({ description: 'At most so many; null for longer than all' }))
const Ms = nullable(Type.Integer({ description: 'Milliseconds; null where it is not reached yet' }))
const KnownBy = oneOf(['person', 'observed'])
export const CHANNEL_KINDS = ['smtp', 'aws', 'cloudflare', 'webhook', 'reply-page'] as const

export const ProviderKind = oneOf(PROVIDER_KINDS)
export const ChannelKindName = oneOf(CHANNEL_KINDS)
export const KeyKindName = oneOf(['openpgp', 'smime'])

export const ProviderQuery = Type.Object(
  {
    ...Page,
    kind: Type.Optional(ProviderKind),
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
    search: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: TEXT,
        description: 'In name, handle, organisation or domains; or a network number',
      }),
    ),
    open: Type.Optional(Type.Boolean({ description: 'Only those with something open' })),
  },
  { additionalProperties: false },
)

const common = {
  id: Id,
  handle: Type.String({ description: 'What the registry knows it by' }),
  kind: ProviderKind,
  name: Type.String(),
  country: nullable(Type.String()),
  language: oneOf(LANGUAGES),
}

export const ProviderList = Type.Object({
  items: Type.Array(
    Type.Object({
      ...common,
      organisation: nullable(Type.String()),
      open: Count,
      oldestToldAt: nullable(Time),
      mailboxes: Count,
      proposals: Count,
      channel: oneOf(CHANNEL_KINDS),
    }),
  ),
  next: nullable(Id),
})

const Times = Type.Object({
  n: Count,
  ended: Count,
  within: Type.Array(Type.Object({ hours: Hours, count: Count })),
  medianMs: Ms,
  p90Ms: Ms,
  isFew: Type.Boolean({ description: 'n is below 10: no figure of it tells much' }),
})

const History = Type.Object(
  {
    since: Time,
    truncated: Type.Boolean({ description: 'Made of the 5,000 items that were told last' }),
    replies: Type.Array(Type.Object({ class: oneOf(RESPONSE_CLASSES), count: Count })),
    answer: Times,
    removal: Times,
    goneBefore: Count,
  },
  {
    description:
      'From the first notice to this provider (T6) to its first answer, and to first seen gone (T9) once verified; what is open counts as open (Kaplan-Meier)',
  },
)

const Contact = Type.Object({
  id: Id,
  mailbox: Type.String(),
  source: Type.String(),
  observedAt: Time,
  refusedAt: nullable(Time),
  refusals: Count,
  retiredAt: nullable(Time),
  bounces: Type.Array(
    Type.Object({ at: Time, kind: oneOf(['refused', 'bounced']), noticeId: nullable(Id) }),
  ),
})

export const ChannelInList = Type.Object({
  id: Id,
  kind: ChannelKindName,
  rank: Type.Integer(),
  state: oneOf(['proposed', 'active', 'disabled']),
  server: nullable(
    Type.String({
      description:
        'Which server it leads to; null for mail and the reply page, and where its settings cannot be read',
    }),
  ),
  addedBy: Type.String(),
  addedAt: Time,
  approvedBy: nullable(Type.String()),
  disabledBecause: nullable(Type.String()),
})

export const ProviderInFull = Type.Object({
  ...common,
  languageBy: nullable(Type.String({ description: 'Null while it follows the country' })),
  urlPolicy: nullable(oneOf(URL_POLICIES)),
  asns: Type.Array(Type.Object({ asn: Type.Integer(), by: KnownBy })),
  domains: Type.Array(Type.Object({ domain: Type.String(), by: KnownBy })),
  note: nullable(Type.String()),
  contacts: Type.Array(Contact),
  proposals: Type.Array(
    Type.Object({
      id: Id,
      mailbox: Type.String(),
      proposedBy: Type.String(),
      proposer: Type.String(),
      proposedAt: Time,
    }),
  ),
  keys: Type.Array(
    Type.Object({
      kind: KeyKindName,
      fingerprint: Type.String(),
      validFrom: Time,
      validTo: nullable(Time),
      addedBy: Type.String(),
      addedAt: Time,
      approvedBy: nullable(Type.String()),
      revokedAt: nullable(Time),
      state: oneOf(['proposed', 'active', 'revoked', 'refused']),
    }),
  ),
  channels: Type.Array(ChannelInList),
  open: Type.Object({
    untold: Count,
    ages: Type.Array(Type.Object({ hours: Hours, count: Count })),
    oldestToldAt: nullable(Time),
  }),
  history: History,
  organisation: nullable(
    Type.Object({
      name: Type.String(),
      others: Type.Array(Type.Object({ id: Id, name: Type.String(), handle: Type.String() })),
      history: History,
    }),
  ),
})

export const ProviderChangeBody = Type.Object(
  {
    language: Type.Optional(nullable(oneOf(LANGUAGES))),
    urlPolicy: Type.Optional(nullable(oneOf(URL_POLICIES))),
    channel: Type.Optional(Id),
    organisation: Type.Optional(nullable(Type.String({ maxLength: 200, pattern: TEXT }))),
    asns: Type.Optional(Type.Array(Type.Integer(), { maxItems: 200 })),
    domains: Type.Optional(Type.Array(Type.String({ maxLength: 253 }), { maxItems: 200 })),
    note: Type.Optional(nullable(Type.String({ maxLength: 2000, pattern: TEXT }))),
  },
  { additionalProperties: false, description: 'What is left out stays as it is' },
)

export const Mailbox = Type.String({ minLength: 3, maxLength: 254 })
export const ContactBody = Type.Object({ mailbox: Mailbox }, { additionalProperties: false })
export const ContactParams = Type.Object({ id: Id, contactId: Id })

export const ChannelBody = Type.Object(
  {
    kind: ChannelKindName,
    rank: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1000, description: 'The lowest is used' }),
    ),
    configuration: Type.Object(
      {},
      {
        additionalProperties: true,
        description:
          'smtp, reply-page: nothing; aws: region, accessKeyId, secretAccessKey, sessionToken?, endpoint?; cloudflare: accountId, apiToken, endpoint?; webhook: url, secrets (one or two of whsk_, whsec_)',
      },
    ),
  },
  { additionalProperties: false },
)
export const ChannelParams = Type.Object({ id: Id, channelId: Id })
export const KeyBody = Type.Object(
  {
    material: Type.String({
      minLength: 1,
      maxLength: 65_536,
      description: 'An ASCII-armoured OpenPGP public key, or an X.509 certificate as PEM',
    }),
  },
  { additionalProperties: false },
)
export const KeyParams = Type.Object({
  id: Id,
  fingerprint: Type.String({ pattern: '^[0-9A-Fa-f]{40,64}$' }),
})
