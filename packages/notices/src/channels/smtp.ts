import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { acceptedByGate } from '../mail-ledger.ts'
import type { UrlPolicy } from '../documents/url-policy.ts'
import type { Channel, Consignment } from './channel.ts'
import { signDkim, type DkimKey } from './dkim.ts'
import { buildMail } from './email.ts'
import type { Mailer } from './mailer.ts'
import { fitsVerp, verpOf } from './verp.ts'

export type SmtpDeps = {
  db: DbOrTransaction
  crypto: FieldCrypto
  mailer: Mailer
  /** Bare address that letters are from. */
  mailbox: string
  /** None: mail is not signed here. */
  dkim: readonly DkimKey[]
}

/**
 * Hands a notice to the mail server: signed, and with an envelope sender of its own, so that what
 * comes back can be told from what is made up.
 *
 * A hand-over that was cut off is settled by the ledger of the mail gate; what it never took is sent
 * again under the same Message-ID.
 *
 * @param urls  overrules what is decided for the provider
 */
export const createSmtp = (deps: SmtpDeps, urls: UrlPolicy | null = null): Channel => ({
  urls,
  isMail: true,
  async deliver(consignment, signal) {
    const { head } = consignment
    const raw = await writeMail(deps, consignment)
    const { mailbox, crypto } = deps
    const from = fitsVerp(mailbox) ? verpOf(crypto, mailbox, head.id) : mailbox
    return deps.mailer.deliver({ from, to: head.mailbox, raw }, signal)
  },
  async settleInDoubt({ claim }) {
    const at = await acceptedByGate(deps.db, claim.messageId)
    return at ? { status: 'accepted', at } : { status: 'not', isCertain: false }
  },
})

async function writeMail(
  { mailbox, dkim }: SmtpDeps,
  { head, copies, date, document, follows, encrypt }: Consignment,
): Promise<Uint8Array> {
  const inReplyTo = follows.at(-1)
  const written = await buildMail(document, {
    from: mailbox,
    to: head.mailbox,
    messageId: head.messageId,
    noticeId: head.id,
    language: head.language,
    date,
    ...(inReplyTo === undefined ? {} : { inReplyTo, references: follows }),
    ...(copies > 1 ? { copyNumber: copies } : {}),
  })
  const raw = encrypt ? await encrypt(written) : written
  return dkim.length > 0 ? signDkim(raw, dkim) : raw
}
