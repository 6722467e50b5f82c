import { createPrivateKey } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import type { ChannelKind } from '@nightlight/runtime'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

const Url = Type.String({ pattern: '^https?://[^@\\s#?]+$', maxLength: 2048 })
const strict = { additionalProperties: false }

const Smtp = Type.Object({}, strict)
const ReplyPage = Type.Object({}, strict)
const Aws = Type.Object(
  {
    region: Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]$' }),
    accessKeyId: Type.String({ pattern: '^[A-Z0-9]{16,128}$' }),
    secretAccessKey: Type.String({ minLength: 16, maxLength: 128 }),
    sessionToken: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
    /** Without it the public one of the region. */
    endpoint: Type.Optional(Url),
  },
  strict,
)
const Cloudflare = Type.Object(
  {
    accountId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    apiToken: Type.String({ pattern: '^[\\x21-\\x7e]{20,200}$' }),
    endpoint: Type.Optional(Url),
  },
  strict,
)
const Webhook = Type.Object(
  {
    url: Type.String({ pattern: '^https?://[^@\\s#]+$', maxLength: 2048 }),
    /** The first is the one in use; another one while they change. `whsk_` Ed25519 is preferred. */
    secrets: Type.Array(Type.String({ pattern: '^(whsec_|whsk_)[A-Za-z0-9+/]{32,88}={0,2}$' }), {
      minItems: 1,
      maxItems: 2,
    }),
  },
  strict,
)

export type AwsSettings = Static<typeof Aws>
export type CloudflareSettings = Static<typeof Cloudflare>
export type WebhookSettings = Static<typeof Webhook>

export type ChannelSettings =
  | { kind: 'smtp' }
  | { kind: 'reply-page' }
  | { kind: 'aws'; settings: AwsSettings }
  | { kind: 'cloudflare'; settings: CloudflareSettings }
  | { kind: 'webhook'; settings: WebhookSettings }

const SCHEMAS = {
  smtp: Smtp,
  'reply-page': ReplyPage,
  aws: Aws,
  cloudflare: Cloudflare,
  webhook: Webhook,
}

/**
 * Checks what it takes to use a channel.
 *
 * @throws {DomainError} `channel-settings-invalid`, naming the place and not the value
 */
export function readChannelSettings(kind: ChannelKind, value: unknown): ChannelSettings {
  const schema = SCHEMAS[kind]
  const missing = requiredOf(schema).filter((name) => !Object.hasOwn(Object(value), name))
  if (missing.length > 0) throw unfit(`it lacks ${missing.join(', ')}`)
  const names = Object.keys(schema.properties)
  if (Object.keys(Object(value)).some((name) => !names.includes(name))) {
    throw unfit(`it takes ${names.join(', ') || 'nothing'}, and no more`)
  }
  const [first] = Value.Errors(schema, value)
  if (first || !Value.Check(schema, value)) throw invalid(first?.instancePath || 'the whole')
  for (const name of ['url', 'endpoint']) {
    const url = (value as Record<string, unknown>)[name]
    if (typeof url === 'string' && !URL.canParse(url)) throw invalid(`/${name}`)
  }
  switch (kind) {
    case 'smtp':
    case 'reply-page':
      return { kind }
    case 'aws':
      return { kind, settings: value as AwsSettings }
    case 'cloudflare':
      return { kind, settings: value as CloudflareSettings }
    case 'webhook':
      return { kind, settings: checkSecrets(value as WebhookSettings) }
  }
}

/** Of the API of Abuse Signal, unless the way has one of its own. */
export const awsBase = ({ endpoint, region }: AwsSettings): string =>
  endpoint ?? `https://abuse.${region}.amazonaws.com`

/** Of the API of Cloudflare, unless the way has one of its own. */
export const cloudflareBase = ({ endpoint }: CloudflareSettings): string =>
  endpoint ?? 'https://api.cloudflare.com/client/v4'

/**
 * Which server a way leads to, with its port where it is not the usual one: the rest of an address may hold a token.
 *
 * @returns null for ways that lead to none of their own
 */
export function serverOf(settings: ChannelSettings): string | null {
  switch (settings.kind) {
    case 'smtp':
    case 'reply-page':
      return null
    case 'aws':
      return new URL(awsBase(settings.settings)).host
    case 'cloudflare':
      return new URL(cloudflareBase(settings.settings)).host
    case 'webhook':
      return new URL(settings.settings.url).host
  }
}

const requiredOf = ({ required = [] }: { required?: string[] | undefined }): string[] => required

const LEAST_SECRET_BYTES = 24
const SEED_BYTES = 32
/** What stands before the 32 bytes of an Ed25519 seed in PKCS#8 (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

function checkSecrets(settings: WebhookSettings): WebhookSettings {
  for (const [index, secret] of settings.secrets.entries()) {
    const bytes = Buffer.from(secret.replace(/^[a-z]+_/, ''), 'base64').length
    const fits = secret.startsWith('whsk_') ? bytes === SEED_BYTES : bytes >= LEAST_SECRET_BYTES
    if (!fits) throw invalid(`/secrets/${index}`)
  }
  return settings
}

/** The private key of a `whsk_` secret. */
export const ed25519Of = (secret: string) =>
  createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, Buffer.from(secret.replace(/^whsk_/, ''), 'base64')]),
    format: 'der',
    type: 'pkcs8',
  })

const invalid = (where: string) => unfit(`${where} does not fit`)

const unfit = (why: string) =>
  new DomainError('invalid', 'channel-settings-invalid', `Reading a channel: ${why}`, {
    detail: { takes: why },
  })
