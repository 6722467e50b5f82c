import {
  createMailGate,
  createMailLedger,
  type MailGate,
  type MailLedger,
} from '@nightlight/notices'
import type { Db, FieldCrypto } from '@nightlight/runtime'
import { listenProblem } from './listening.ts'

const MAX_MAIL_BYTES = 10 * 2 ** 20

/**
 * Starts the SMTP server that keeps the mails of the demo, in the ledger of the database.
 *
 * @param deps.mailArrived  called for each recipient of a mail that is new, once it is in the ledger
 *                          and before the sender hears so; a repeated mail is not told again
 * @param at.port           0 for any free one
 * @throws {DomainError} conflict `demo-port-taken`, or invalid `demo-address-missing`
 */
export async function startMailServer(
  deps: { db: Db; crypto: FieldCrypto; now: () => Date; mailArrived: (mailbox: string) => void },
  at: { host: string; port: number },
): Promise<MailGate> {
  const ledger = telling(createMailLedger(deps), deps.mailArrived)
  try {
    return await createMailGate({ ledger, now: deps.now }, { ...at, maxBytes: MAX_MAIL_BYTES })
  } catch (error) {
    throw listenProblem(error, at.port)
  }
}

const telling = (ledger: MailLedger, mailArrived: (mailbox: string) => void): MailLedger => ({
  async record(mail) {
    const outcome = await ledger.record(mail)
    if (outcome === 'recorded') for (const mailbox of mail.to) mailArrived(mailbox)
    return outcome
  },
})
