import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { ROLES, type Role } from '@nightlight/contract'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const ID_LENGTH = 22
const SECRET_BYTES = 32
const SECRET_LENGTH = 43
const CHECK_LENGTH = 6
const FORM = /^nl_live_([a-z]+)_([0-9A-Za-z]{22})([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/

export type ApiKeyParts = { role: Role; id: string; secret: string }

/** A secret of 256 bits, 43 base62 digits: a new one, or the one of these 32 bytes. */
export const newSecret = (bytes: Buffer = randomBytes(SECRET_BYTES)): string =>
  base62(BigInt(`0x${bytes.toString('hex')}`), SECRET_LENGTH)

/**
 * Writes a key: `nl_live_<role>_`, then 22 base62 digits of the row id, 43 of the secret and 6 of a
 * CRC-32 over all before.
 *
 * The prefix makes a leaked key findable, the sum lets a typing error be told without the database.
 */
export function formatApiKey({ role, id, secret }: ApiKeyParts): string {
  const number = BigInt(`0x${id.replaceAll('-', '')}`)
  const body = `nl_live_${role}_${base62(number, ID_LENGTH)}${secret}`
  return body + checksum(body)
}

/** @returns null for anything that is not a whole key */
export function parseApiKey(text: string): ApiKeyParts | null {
  const [, role, id, secret, check] = FORM.exec(text) ?? []
  if (role === undefined || id === undefined || secret === undefined) return null
  if (check !== checksum(text.slice(0, -CHECK_LENGTH))) return null
  const hex = fromBase62(id).toString(16).padStart(32, '0')
  const known = ROLES.find((name) => name === role)
  if (known === undefined || hex.length > 32) return null
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return { role: known, id: [...parts, hex.slice(20)].join('-'), secret }
}

const checksum = (body: string): string => base62(BigInt(crc32(body)), CHECK_LENGTH)

function base62(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= 62n) text = DIGITS[Number(rest % 62n)] + text
  return text
}

function fromBase62(text: string): bigint {
  let value = 0n
  for (const digit of text) value = value * 62n + BigInt(DIGITS.indexOf(digit))
  return value
}
