import { timingSafeEqual } from 'node:crypto'
import type { FieldCrypto } from '@nightlight/runtime'

const MAC_DIGITS = 16
/** What is left of the 64 octets of a local part (RFC 5321) beside `+`, 32 digits, `.` and the MAC. */
export const LONGEST_VERP_NAME = 64 - 1 - 32 - 1 - MAC_DIGITS

/**
 * The envelope sender of one notice, `notices+<notice id>.<mac>@domain`: a mail that comes back to it
 * is about that notice, and nobody but us can make one up.
 *
 * The id stands without its hyphens, for a local part has 64 octets at most. Lower case throughout: a
 * server on the way may not keep capitals. The same notice has the same sender for ever.
 *
 * @param mailbox  the one that the letter is from, its local part at most 14 characters without `+`
 * @throws {RangeError} a mailbox whose local part is too long or has a `+`
 */
export function verpOf(crypto: FieldCrypto, mailbox: string, noticeId: string): string {
  const at = mailbox.lastIndexOf('@')
  const name = mailbox.slice(0, at)
  if (!fitsVerp(mailbox)) throw new RangeError(`Make an envelope sender: name of ${name.length}`)
  const id = noticeId.replaceAll('-', '').toLowerCase()
  return `${name}+${id}.${macOf(crypto, id)}${mailbox.slice(at)}`
}

/** Tells whether envelope senders of notices can be made of a mailbox. */
export function fitsVerp(mailbox: string): boolean {
  const name = mailbox.slice(0, mailbox.lastIndexOf('@'))
  return name.length > 0 && name.length <= LONGEST_VERP_NAME && !name.includes('+')
}

/**
 * The notice that a mail to `address` is about, or null when it is not one of ours: another name or
 * domain, or a MAC that we did not make.
 */
export function readVerp(crypto: FieldCrypto, mailbox: string, address: string): string | null {
  const [, name, id, mac, domain] =
    /^([^+@]+)\+([0-9a-f]{32})\.([0-9a-f]{16})(@[^@]+)$/.exec(address.toLowerCase()) ?? []
  if (id === undefined || mac === undefined) return null
  if (`${name}${domain}` !== mailbox.toLowerCase()) return null
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(crypto, id)))) return null
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const macOf = (crypto: FieldCrypto, id: string): string =>
  crypto.blindIndex('verp', id).toString('hex').slice(0, MAC_DIGITS)
