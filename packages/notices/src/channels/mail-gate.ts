import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerError,
  type SMTPServerSession,
} from 'smtp-server'
import { isUsableMailbox } from '../recipients/contact.ts'
import { isMessageId } from './email.ts'
import { collect, listen, reply } from './smtp-listening.ts'

export type LedgerMail = {
  messageId: string
  from: string
  to: string[]
  raw: Uint8Array
  receivedAt: Date
}

/** Keeps a mail for good under its Message-ID, once; resolves only when it is durable. */
export type MailLedger = { record(mail: LedgerMail): Promise<'recorded' | 'already-there'> }

export type MailGate = {
  /** `smtp://host:port`, for a mailer. */
  url: string
  port: number
  /** Stops listening and lets the conversations under way end. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts the SMTP server at our own border: the one place where handing over happens once.
 *
 * A mail is in the ledger before the 250 leaves; a second submission of the same Message-ID gets
 * its 250 and is dropped, so repeating a hand-over is harmless. 550 without exactly one well-formed
 * Message-ID, 552 above `maxBytes`, 553 for an address the strict grammar refuses, 451 when the
 * ledger fails. No TLS and no login: for loopback or a private network only.
 *
 * @param options.port 0 for any free one
 */
export async function createMailGate(
  deps: { ledger: MailLedger; now: () => Date },
  options: { host: string; port: number; maxBytes: number },
): Promise<MailGate> {
  const server = new SMTPServer({
    name: 'mail-gate',
    banner: 'nightlight',
    size: options.maxBytes,
    rejectOversized: true,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    hideSMTPUTF8: true,
    closeTimeout: 2000,
    socketTimeout: 60_000,
    logger: false,
    onMailFrom: ({ address }, _session, done) => done(refusalOf(address)),
    onRcptTo: ({ address }, _session, done) => done(refusalOf(address)),
    onData: (stream, session, done) =>
      void respond(receive(deps, stream, session, options.maxBytes), done),
  })
  // A client that breaks off mid-word is its own problem; unheard, it would end this process.
  server.on('error', () => undefined)
  const port = await listen(server, options)
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    url: `smtp://${host}:${port}`,
    port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(resolve)),
  }
}

async function respond(
  receiving: Promise<string | SMTPServerError>,
  done: (error: Error | null, text?: string) => void,
): Promise<void> {
  const answer = await receiving.catch(() => reply(451, '4.3.0 not recorded, try again'))
  if (typeof answer === 'string') done(null, answer)
  else done(answer)
}

async function receive(
  deps: { ledger: MailLedger; now: () => Date },
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  maxBytes: number,
): Promise<string | SMTPServerError> {
  const raw = await collect(stream, maxBytes)
  if (!raw) return reply(552, '5.3.4 message too big')
  const messageId = messageIdOf(raw)
  if (!messageId) return reply(550, '5.6.0 exactly one Message-ID wanted')
  const { mailFrom, rcptTo } = session.envelope
  const mail: LedgerMail = {
    messageId,
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({ address }) => address),
    raw,
    receivedAt: deps.now(),
  }
  return (await deps.ledger.record(mail)) === 'recorded'
    ? '2.0.0 recorded'
    : '2.0.0 already there, dropped'
}

/** The one Message-ID of the header, or null when it is missing, malformed or given twice. */
function messageIdOf(raw: Buffer): string | null {
  const end = raw.indexOf('\r\n\r\n')
  const header = raw.toString('latin1', 0, end < 0 ? raw.length : end)
  const lines = header.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  const values = lines.filter((line) => /^message-id[ \t]*:/i.test(line))
  const value = values[0]?.slice(values[0].indexOf(':') + 1).trim() ?? ''
  return values.length === 1 && isMessageId(value) ? value : null
}

function refusalOf(address: string): SMTPServerError | null {
  return isUsableMailbox(address) ? null : reply(553, '5.1.3 unusable address')
}
