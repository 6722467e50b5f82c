import { setTimeout } from 'node:timers/promises'
import type { Random } from '../../packages/cli/src/demo/drawing/random.ts'
import PostalMime, { type Email } from 'postal-mime'
import { createMailGate, createMailLedger } from '../../packages/notices/src/index.ts'
import type { Db, FieldCrypto } from '../../packages/runtime/src/index.ts'
import type { Submission } from './rows.ts'

const MAX_DELAY_MS = 16
const MAX_MAIL_BYTES = 10 * 2 ** 20

export type MailServer = {
  url: string
  /** Resolves when the next mail is in whole and its ledger entry is about to be written. */
  nextMail(): Promise<void>
  /** What came in whole, copies too, in the order in which it came. */
  submissions(): Promise<Submission[]>
  [Symbol.asyncDispose](): Promise<void>
}

type Kept = Pick<Submission, 'messageId' | 'outcome'> & { raw: Uint8Array }

/**
 * Starts the real mail gate with its real ledger, slowed down by 0 to 16 ms before and after the
 * ledger is written, so that a sender can be killed on either side.
 */
export async function startMailServer(
  deps: { db: Db; crypto: FieldCrypto },
  random: Random,
): Promise<MailServer> {
  const ledger = createMailLedger(deps)
  const kept: Kept[] = []
  let arrival = Promise.withResolvers<void>()
  const pause = (): Promise<void> => setTimeout(random.between(0, MAX_DELAY_MS))
  const gate = await createMailGate(
    {
      ledger: {
        async record(mail) {
          const one: Kept = { messageId: mail.messageId, outcome: 'failed', raw: mail.raw }
          kept.push(one)
          arrival.resolve()
          arrival = Promise.withResolvers()
          await pause()
          one.outcome = await ledger.record(mail)
          await pause()
          return one.outcome
        },
      },
      now: () => new Date(),
    },
    { host: '127.0.0.1', port: 0, maxBytes: MAX_MAIL_BYTES },
  )
  return {
    url: gate.url,
    nextMail: () => arrival.promise,
    submissions: () => Promise.all(kept.map(readSubmission)),
    [Symbol.asyncDispose]: () => gate[Symbol.asyncDispose](),
  }
}

async function readSubmission({ messageId, outcome, raw }: Kept): Promise<Submission> {
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
  return { messageId, outcome, urls: urlsOf(mail), references: referencesOf(mail) }
}

const urlsOf = ({ attachments }: Email): string[] =>
  attachments.map(({ content }) => {
    if (typeof content !== 'string') throw new TypeError('Reading a mail: a part is not text')
    return (JSON.parse(content) as { url: string }).url
  })

/** Items are numbered within the reference of their notice: `NL-2026-000123-1`. */
const referencesOf = ({ text = '' }: Email): string[] => text.match(/\bNL-\d{4}-\d{6,}-\d+/g) ?? []
