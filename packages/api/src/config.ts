import { Type, type Static } from 'typebox'
import { LOOKUP_AT } from '@nightlight/matcher'
import { EnvironmentError, RETENTION_COUNTRY } from '@nightlight/runtime'
import { isHere, type OidcOptions } from './identity/oidc.ts'
import type { IdentityOptions } from './identity/identity-options.ts'
import { RATE_LIMITS } from './rate-limit.ts'
import { REVEALS_PER_SHIFT } from './report-desk/reveal-store.ts'
import { UPLOADS } from './routes/upload-routes.ts'
import { PART_LIMITS } from './uploads/upload.ts'

/** What the api process reads from its environment. */
export const ApiEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  REDIS_URL: Type.Optional(Type.String({ minLength: 1 })),
  /** Keeps installations apart that share a Redis. */
  QUEUE_PREFIX: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,64}$' })),
  FIELD_KEY: Type.String({ minLength: 32 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65_535 }),
  /** Where people reach it, when a proxy stands in front; `https:` makes cookies secure. */
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://[^/]+$' })),
  /** Addresses and networks of proxies in front, by commas; only their word on where a request came from is taken. */
  PROXY_NETWORKS: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F.:/, ]+$' })),
  /** Whether people work only with a passkey; `required` by default where PUBLIC_URL is https. */
  IDENTITY_ENROL: Type.Optional(Type.Union([Type.Literal('required'), Type.Literal('optional')])),
  /** Codes of an app: beside a passkey for when it is lost, in its place, or not at all. */
  IDENTITY_TOTP: Type.Union(
    [Type.Literal('break-glass'), Type.Literal('enrol'), Type.Literal('off')],
    { default: 'break-glass' },
  ),
  /** As the notices process has it: who writes notices, and is named where they are answered. */
  ORGANISATION: Type.String({ default: 'Nightlight', minLength: 1 }),
  /** OpenID provider of the organisation, with the client that it knows this console as. */
  OIDC_ISSUER: Type.Optional(Type.String({ pattern: '^https?://' })),
  OIDC_CLIENT_ID: Type.Optional(Type.String({ minLength: 1 })),
  OIDC_CLIENT_SECRET: Type.Optional(Type.String({ minLength: 1 })),
  /** Values of `acr` that are taken, by spaces; any by default. */
  OIDC_ACR: Type.Optional(Type.String()),
  /** As the notices process has it. */
  PACE: Type.Number({ default: 1, exclusiveMinimum: 0, maximum: 1 }),
  /** CIDR, comma-separated, as the notices process has it: where subscribers of events may be although not public. */
  EVENT_ALLOW_NETWORKS: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F.:/, ]+$' })),
  /** Requests that the API takes a minute: of a key, and of a network whatever keys it has. */
  RATE_PER_KEY: Type.Integer({ default: RATE_LIMITS.perKey, minimum: 1 }),
  RATE_PER_NETWORK: Type.Integer({ default: RATE_LIMITS.perNetwork, minimum: 1 }),
  /** Where the matcher answers lookups, and with what we prove ourselves there; both as the matcher has them. */
  LOOKUP_AT: Type.Optional(Type.String({ pattern: LOOKUP_AT })),
  LOOKUP_TOKEN: Type.Optional(Type.String({ minLength: 32 })),
  RETENTION_COUNTRY,
  /** For how long a decision on a match that was made in the console can be taken back, and begins nothing, s. */
  UNDO_SECONDS: Type.Integer({ default: 20, minimum: 0, maximum: 300 }),
  /** How many of a hundred decisions on near and possible matches get a second verdict, where their list says nothing. */
  SECOND_ASSESSMENT_PERCENT: Type.Integer({ default: 10, minimum: 0, maximum: 100 }),
  /** How many exact addresses of reports a person may have shown in eight hours without a reason. */
  REVEALS_PER_SHIFT: Type.Integer({ default: REVEALS_PER_SHIFT, minimum: 0 }),
  /** Longest file that may be handed in, bytes. */
  UPLOAD_MAX_BYTES: Type.Integer({ default: UPLOADS.maxBytes, minimum: 1 }),
  /** Folder for parts of files that have not come whole yet, sealed; without it files are taken in one piece only. */
  UPLOAD_DIR: Type.Optional(Type.String({ minLength: 1 })),
  /** How many bytes of such files are kept at most, as they were told. */
  UPLOAD_DIR_BYTES: Type.Integer({ default: PART_LIMITS.mostBytes, minimum: 1 }),
})

type PeopleEnvironment = Pick<
  Static<typeof ApiEnvironment>,
  | 'PUBLIC_URL'
  | 'IDENTITY_ENROL'
  | 'IDENTITY_TOTP'
  | 'PROXY_NETWORKS'
  | 'OIDC_ISSUER'
  | 'OIDC_CLIENT_ID'
  | 'OIDC_CLIENT_SECRET'
  | 'OIDC_ACR'
>

/**
 * What `createApp` takes of the settings on how people sign in.
 *
 * @throws {EnvironmentError} an OpenID provider without its client or without PUBLIC_URL, or without TLS elsewhere
 */
export function peopleSettings(env: PeopleEnvironment): {
  identity: Partial<IdentityOptions>
  proxies: string[]
} {
  const { PUBLIC_URL: publicUrl, IDENTITY_ENROL: enrol, IDENTITY_TOTP: totp } = env
  const proxies = (env.PROXY_NETWORKS ?? '').split(',').map((text) => text.trim())
  const identity = {
    totp,
    oidc: oidcSettings(env),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(enrol === undefined ? {} : { enrol }),
  }
  return { identity, proxies: proxies.filter((text) => text !== '') }
}

function oidcSettings(env: PeopleEnvironment): OidcOptions | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env
  if (issuer === undefined) return null
  if (clientId === undefined || clientSecret === undefined || env.PUBLIC_URL === undefined) {
    throw new EnvironmentError([
      'OIDC_ISSUER: needs OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and PUBLIC_URL beside it',
    ])
  }
  if (!issuer.startsWith('https:') && !isHere(new URL(issuer))) {
    throw new EnvironmentError(['OIDC_ISSUER: needs https, but on this machine'])
  }
  const acr = (env.OIDC_ACR ?? '').split(/\s+/).filter((value) => value !== '')
  return { issuer, clientId, clientSecret, acr }
}
