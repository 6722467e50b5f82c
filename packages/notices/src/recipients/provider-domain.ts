import { registeredDomain } from '../tip-off.ts'
import { isHoldersMailbox } from './contact.ts'

/** Anybody can have a mailbox there: the domain says nothing of who uses it. */
const PUBLIC_MAIL = new Set(
  (
    '126.com 163.com aol.com duck.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.de gmx.net ' +
    'googlemail.com hotmail.com hotmail.fr hushmail.com icloud.com inbox.ru laposte.net live.com ' +
    'live.nl mail.com mail.ru me.com msn.com naver.com orange.fr outlook.com pm.me posteo.de ' +
    'proton.me protonmail.com qq.com rambler.ru riseup.net t-online.de tuta.com tutanota.com web.de ' +
    'yahoo.com yahoo.fr yandex.com yandex.ru ymail.com zoho.com'
  ).split(' '),
)

/**
 * The domain of a provider itself, by where its mailboxes are.
 *
 * @param mailDomains in the order of trust
 * @param siteDomains registered domains of the reported site, which must not learn that it was
 * @returns null when none of them is the provider's alone
 */
export function providerDomain(
  mailDomains: readonly string[],
  siteDomains: readonly string[],
): string | null {
  for (const host of mailDomains) {
    const domain = registeredDomain(host)
    if (domain === null || PUBLIC_MAIL.has(domain) || siteDomains.includes(domain)) continue
    if (isHoldersMailbox(`abuse@${domain}`)) return domain
  }
  return null
}
