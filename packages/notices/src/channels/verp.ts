import { timingSafeEqual } from 'node:crypto'
import type { FieldCrypto } from '@nightlight/runtime'

const MAC_DIGITS = 16
/** What is left of the 64 octets of a local part (RFC 5321) beside `+`, 32 digits, `.` and the MAC. */
export const LONGEST_VERP_NAME = 64 - 1 - 32 - 1 - MAC_DIGITS

/** What a mail of ours is about: a notice, or the mail with a link or a code of the reply page. */
export type VerpOf = 'notice' | 'reply-mail'

/** Tags of the two look alike, and one is never taken for the other. */
const PURPOSE: Readonly<Record<VerpOf, string>> = {
  notice: 'verp',
  'reply-mail': 'verp-reply-mail',
}

/**
 * The envelope sender of one notice, or of one mail of the reply page, `notices+<notice id>.<mac>@domain`: a mail that comes back to it
 * is about that notice, and nobody but us can make one up.
 *
 * The id stands without its hyphens, for a local part has 64 octets at most. Lower case throughout: a
 * server on the way may not keep capitals. The same notice has the same sender for ever.
 *
 * @param mailbox  the one that the letter is from, its local part at most 14 characters without `+`
 * @throws {RangeError} a mailbox whose local part is too long or has a `+`
 */
export function verpOf(
  crypto: FieldCrypto,
  mailbox: string,
  id: string,
  of: VerpOf = 'notice',
): string {
  const at = mailbox.lastIndexOf('@')
  const name = mailbox.slice(0, at)
  if (!fitsVerp(mailbox)) throw new RangeError(`Make an envelope sender: name of ${name.length}`)
  const digits = id.replaceAll('-', '').toLowerCase()
  return `${name}+${digits}.${macOf(crypto, digits, of)}${mailbox.slice(at)}`
}

/** Tells whether envelope senders of notices can be made of a mailbox. */
export function fitsVerp(mailbox: string): boolean {
  const name = mailbox.slice(0, mailbox.lastIndexOf('@'))
  return name.length > 0 && name.length <= LONGEST_VERP_NAME && !name.includes('+')
}

/**
 * The notice, or the mail of the reply page, that a mail to `address` is about, or null when it is not one of ours: another name or
 * domain, or a MAC that we did not make.
 */
export function readVerp(
  crypto: FieldCrypto,
  mailbox: string,
  address: string,
  of: VerpOf = 'notice',
): string | null {
  const [, name, id, mac, domain] =
    /^([^+@]+)\+([0-9a-f]{32})\.([0-9a-f]{16})(@[^@]+)$/.exec(address.toLowerCase()) ?? []
  if (id === undefined || mac === undefined) return null
  if (`${name}${domain}` !== mailbox.toLowerCase()) return null
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(crypto, id, of)))) return null
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const macOf = (crypto: FieldCrypto, id: string, of: VerpOf): string =>
  crypto.blindIndex(PURPOSE[of], id).toString('hex').slice(0, MAC_DIGITS)
