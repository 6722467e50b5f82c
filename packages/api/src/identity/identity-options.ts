import type { FastifyRequest } from 'fastify'
import type { OidcOptions } from './oidc.ts'

/** How people prove who they are. */
export type IdentityOptions = {
  /** Whether a link alone lets somebody work, or only up to the page on which a passkey is made. */
  enrol: 'required' | 'optional'
  /** Codes of an authenticator app: not at all, beside a passkey for when it is lost, or in its place. */
  totp: 'off' | 'break-glass' | 'enrol'
  /** Where people reach the console; passkeys are bound to its host. */
  publicUrl: string | null
  /** The identity provider of the organisation; needs `publicUrl`. */
  oidc: OidcOptions | null
  /** Tries to sign in that may fail in a minute, for each account and each network. */
  triesPerMinute: number
}

/** @param secure  reached over HTTPS, which is how real cases are worked on: then a passkey is required */
export const identityOptions = (
  secure: boolean,
  chosen: Partial<IdentityOptions> = {},
): IdentityOptions => ({
  enrol: secure ? 'required' : 'optional',
  totp: 'break-glass',
  publicUrl: null,
  oidc: null,
  triesPerMinute: 5,
  ...chosen,
})

/** Whom passkeys are made for: `id` is a host name, `origin` what browsers say a page is of. */
export type RelyingParty = { id: string; origin: string }

/**
 * The relying party of this installation. Without `publicUrl` only `localhost` is one: the name that a request gives
 * is anybody's to choose.
 *
 * @returns null where browsers make no passkeys: at a bare address
 */
export function relyingParty(
  { publicUrl }: Pick<IdentityOptions, 'publicUrl'>,
  { host }: Pick<FastifyRequest, 'host'>,
): RelyingParty | null {
  const url = URL.parse(publicUrl ?? `http://${host}`)
  if (!url || (publicUrl === null && url.hostname !== 'localhost')) return null
  // An address, of version 4 or 6, is no name.
  if (/^[\d.]+$|^\[/.test(url.hostname)) return null
  return { id: url.hostname, origin: url.origin }
}

/** The host of the identity provider, as pages name it; null where there is none. */
export const providerName = ({ oidc }: Pick<IdentityOptions, 'oidc'>): string | null =>
  oidc ? new URL(oidc.issuer).hostname : null
