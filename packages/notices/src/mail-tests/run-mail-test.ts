import type { Db } from '@nightlight/runtime'
import { buildMail } from '../channels/email.ts'
import type { Mailer } from '../channels/mailer.ts'
import type { LetterSender } from '../documents/letter-text.ts'
import { claimMailTest, endMailTest } from './mail-test-store.ts'

type Deps = {
  db: Db
  /** Null where no mail server is set up. */
  mailer: Mailer | null
  sender: Pick<LetterSender, 'mailbox' | 'organisation'> & { domain: string }
  now: () => Date
}

/**
 * Sends the test mail that waits, if any, from the operator's mailbox to itself, over the mail server that notices go by.
 *
 * It says nothing of a case; that it comes in is for the operator to see, that the server took it is noted.
 *
 * @returns what became of it: a status of `DeliveryOutcome`, or `not-set-up`; null where none waited
 */
export async function runMailTest(
  { db, mailer, sender, now }: Deps,
  signal: AbortSignal,
): Promise<string | null> {
  const id = await claimMailTest(db)
  if (id === null) return null
  if (!mailer) {
    await endMailTest(db, id, { outcome: 'not-set-up', code: null })
    return 'not-set-up'
  }
  const { mailbox, organisation, domain } = sender
  const raw = await buildMail(
    {
      subject: `Test mail of ${organisation}`,
      text: `This mail was sent to see that mail goes out. Nothing has to be done.\n\n${organisation}\n`,
      xarf: [],
    },
    {
      from: mailbox,
      to: mailbox,
      messageId: `<${id}@${domain}>`,
      noticeId: id,
      language: 'en',
      date: now(),
    },
  )
  const ended = await mailer.deliver({ from: mailbox, to: mailbox, raw }, signal)
  const code = 'code' in ended ? ended.code : null
  await endMailTest(db, id, { outcome: ended.status, code })
  return ended.status
}
