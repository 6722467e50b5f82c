import type { Db, FieldCrypto, Handler, Log } from '@nightlight/runtime'
import { signDkim, type DkimKey } from '../channels/dkim.ts'
import { buildMail } from '../channels/email.ts'
import type { Mailer } from '../channels/mailer.ts'
import { fitsVerp, verpOf } from '../channels/verp.ts'
import type { LetterSender } from '../documents/letter-text.ts'
import { giveUpReplyMail } from '../replies/give-up-reply-mail.ts'
import { linkToken, linkUrl } from '../replies/reply-link-store.ts'
import { codeOf, lastTryAt, readReplyMail, settleReplyMail } from '../replies/reply-mail-store.ts'
import { writeReplyMail } from '../replies/reply-mail-text.ts'

const RETRY_MS = 120_000

type Deps = {
  db: Db
  crypto: FieldCrypto
  mailer: Mailer
  /** None: mail is not signed here. */
  dkim: readonly DkimKey[]
  sender: LetterSender & { domain: string }
  now: () => Date
  log: Log
}

/**
 * Mails a code or a link of the reply page to the mailbox that it belongs to, and to no other.
 *
 * It is signed as notices are, with an envelope sender of its own that tells what comes back. Its Message-ID is its id, so a mail
 * gate takes it once. What is deferred is tried again by the sweep, for
 * a day; of a link that nobody gets a person is told.
 */
export const sendReplyMail =
  ({ db, crypto, mailer, dkim, sender, now, log }: Deps): Handler<'send-reply-mail'> =>
  async ({ mailId }, { signal }) => {
    const mail = await readReplyMail(db, mailId, now())
    if (!mail) return { status: 'skipped', reason: 'not-due' }
    // Nobody was there to try it, for so long.
    if (now() > lastTryAt(mail)) {
      await giveUpReplyMail(db, mail, 'too-late')
      return { status: 'skipped', reason: 'too-late' }
    }
    const { kind, language, linkId, mailbox, reference, items, hours } = mail
    if (kind === 'link' && sender.replyUrl === null) {
      await settleReplyMail(db, mail.id, { problem: 'reply-page-missing' })
      return { status: 'skipped', reason: 'reply-page-missing' }
    }
    const secret =
      kind === 'code'
        ? codeOf(crypto, mail.id)
        : linkUrl(sender.replyUrl ?? '', linkToken(crypto, linkId))
    const { organisation } = sender
    const written = writeReplyMail(language, kind, {
      reference,
      items,
      hours,
      secret,
      organisation,
    })
    const unsigned = await buildMail(
      { ...written, xarf: [] },
      {
        from: sender.mailbox,
        to: mailbox,
        messageId: `<${mail.id}@${sender.domain}>`,
        noticeId: mail.noticeId,
        language,
        date: now(),
      },
    )
    const raw = dkim.length > 0 ? signDkim(unsigned, dkim) : unsigned
    const from = fitsVerp(sender.mailbox)
      ? verpOf(crypto, sender.mailbox, mail.id, 'reply-mail')
      : sender.mailbox
    const ended = await mailer.deliver({ from, to: mailbox, raw }, signal)
    log.info({ mailId: mail.id, kind, outcome: ended.status }, 'reply mail')
    if (ended.status === 'accepted') {
      await settleReplyMail(db, mail.id, { sent_at: now() })
      return { status: 'done' }
    }
    const isRefused = ended.status === 'refused' && ended.stage === 'recipient'
    const later = new Date(now().getTime() + RETRY_MS)
    if (!isRefused && later < lastTryAt(mail)) {
      await settleReplyMail(db, mail.id, { due_at: later })
    } else {
      await giveUpReplyMail(db, mail, isRefused ? 'refused' : 'too-late')
    }
    return { status: 'skipped', reason: ended.status }
  }
