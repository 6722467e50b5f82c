import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { DomainError } from '@nightlight/contract'
import { createAddressPolicy, type FieldCrypto } from '@nightlight/runtime'

/** What it takes to tell a subscriber; kept sealed. */
export type HookSettings = {
  url: string
  /** The newest first; each counts until its time, ISO 8601, the newest for ever. */
  secrets: { secret: string; until: string | null }[]
}

const SECRET_BYTES = 32
const MAX_URL = 2048

const placeOf = (id: string) => ({ table: 'event_hook', column: 'settings_ct', row: id })

export const sealSettings = (crypto: FieldCrypto, id: string, settings: HookSettings): Buffer =>
  crypto.seal(placeOf(id), JSON.stringify(settings))

/** @throws {DomainError} `field-not-readable` */
export const openSettings = (crypto: FieldCrypto, id: string, sealed: Uint8Array): HookSettings =>
  JSON.parse(crypto.openText(placeOf(id), sealed)) as HookSettings

/** A new secret, as Standard Webhooks writes one. */
export const newHookSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`

/** The secrets that count at a time, the newest first. */
export const secretsAt = ({ secrets }: HookSettings, at: Date): string[] =>
  secrets.filter(({ until }) => until === null || new Date(until) > at).map(({ secret }) => secret)

/**
 * Holds the address of a subscriber to https and, as far as it is a literal, to public addresses. What a name resolves to is looked at
 * whenever it is called.
 *
 * @param allowNetworks  CIDR, opened although not public; plain HTTP goes to literal addresses in them
 * @throws {DomainError} `hook-url-invalid`
 */
export function checkHookUrl(text: string, allowNetworks: readonly string[]): void {
  const url = text.length <= MAX_URL && !/[\s#@]/.test(text) ? URL.parse(text) : null
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? ''
  const isLiteral = isIP(host) !== 0
  const isOpen = isLiteral && createAddressPolicy({ allowNetworks }).mayConnect(host)
  const isPublic = isLiteral && createAddressPolicy({ allowNetworks: [] }).mayConnect(host)
  const mayBePlain = isOpen && !isPublic
  const fits =
    url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && mayBePlain))
  if (fits && (!isLiteral || isOpen) && !/(^|\.)localhost\.?$/i.test(host)) return
  throw new DomainError(
    'invalid',
    'hook-url-invalid',
    'Reading a subscription: its address needs https, and to be a public one, or one of the networks of EVENT_ALLOW_NETWORKS here',
    { detail: { field: 'url' } },
  )
}
