import type { Db, MailTestKind } from '@nightlight/runtime'
import { signDkim, type DkimKey } from '../channels/dkim.ts'
import { buildMail } from '../channels/email.ts'
import type { Mailer } from '../channels/mailer.ts'
import { composeIccam } from '../documents/iccam.ts'
import type { LetterSender } from '../documents/letter-text.ts'
import { sampleItem } from '../documents/samples.ts'
import { claimMailTest, endMailTest } from './mail-test-store.ts'
import { writeOwnTest, writePoliceTest } from './test-mail-text.ts'

type Deps = {
  db: Db
  /** Null where no mail server is set up. */
  mailer: Mailer | null
  /** With which notices are signed; none where they are not. */
  dkim: readonly DkimKey[]
  sender: LetterSender
  policeMailbox: string | null
  now: () => Date
}
type Result = { outcome: string; code: number | null }

const NOT_SET_UP: Result = { outcome: 'not-set-up', code: null }

/**
 * Makes the test that waits, if any: a mail from the operator's mailbox to itself or to the police, over the mail server that notices go
 * by and signed as they are; or the files for ICCAM, of an invented case, which go nowhere.
 *
 * Nothing in it is of a case. That a mail comes in is for people to see, that the server took it is noted.
 *
 * @returns what became of it: a status of `DeliveryOutcome`, `files-made`, `unsendable` or `not-set-up`; null where none waited
 */
export async function runMailTest(deps: Deps, signal: AbortSignal): Promise<string | null> {
  const claimed = await claimMailTest(deps.db)
  if (claimed === null) return null
  const { id, kind, isAgain } = claimed
  // an officer is not written to twice
  const isInDoubt = isAgain && kind === 'police'
  const result = isInDoubt
    ? { outcome: 'in-doubt', code: null }
    : await make(deps, id, kind, signal)
  await endMailTest(deps.db, id, result)
  return result.outcome
}

async function make(
  deps: Deps,
  id: string,
  kind: MailTestKind,
  signal: AbortSignal,
): Promise<Result> {
  const { sender, policeMailbox } = deps
  switch (kind) {
    case 'iccam':
      return { outcome: makesIccamFiles(sender) ? 'files-made' : 'unsendable', code: null }
    case 'mail':
      return send(deps, { id, to: sender.mailbox, ...writeOwnTest(sender.organisation) }, signal)
    case 'police':
      return policeMailbox === null
        ? NOT_SET_UP
        : send(deps, { id, to: policeMailbox, ...writePoliceTest(sender) }, signal)
  }
}

async function send(
  { mailer, dkim, sender, now }: Deps,
  { id, to, subject, text }: { id: string; to: string; subject: string; text: string },
  signal: AbortSignal,
): Promise<Result> {
  if (!mailer) return NOT_SET_UP
  const { mailbox: from, domain } = sender
  const written = await buildMail(
    { subject, text, xarf: [] },
    { from, to, messageId: `<${id}@${domain}>`, noticeId: id, language: 'en', date: now() },
  )
  const raw = dkim.length > 0 ? signDkim(written, dkim) : written
  const ended = await mailer.deliver({ from, to, raw }, signal)
  return { outcome: ended.status, code: 'code' in ended ? ended.code : null }
}

/** Whether letter and files come out of what is set up, and the JSON can be read. */
function makesIccamFiles(sender: LetterSender): boolean {
  try {
    const order = { reference: 'TEST', language: 'en', to: 'ICCAM', items: [sampleItem()] } as const
    const { files = [], text } = composeIccam({ ...order, sender })
    const json = files.find(({ contentType }) => contentType === 'application/json')
    JSON.parse(json?.content ?? '')
    return text !== '' && files.length > 1
  } catch {
    return false
  }
}
