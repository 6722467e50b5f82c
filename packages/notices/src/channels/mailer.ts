import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { requireMailbox } from './email.ts'
import { outcomeOf, type DeliveryOutcome, type SmtpEnd } from './smtp-reply.ts'
import { readSmtpUrl, type SmtpTarget } from './smtp-url.ts'

export type { DeliveryOutcome } from './smtp-reply.ts'

export type Delivery = { from: string; to: string; raw: Uint8Array }

export type Mailer = {
  /**
   * Hands one mail over and says what became of it; never throws for what the server does.
   *
   * @param signal ends the conversation early; the outcome then is `deferred`, or `in-doubt` when
   *   the mail may be out already
   * @throws {DomainError} `invalid-recipient` or `invalid-sender`
   */
  deliver(mail: Delivery, signal?: AbortSignal): Promise<DeliveryOutcome>
  /** Takes no further mail and waits for those under way, at most `timeoutMs`. */
  [Symbol.asyncDispose](): Promise<void>
}

export type MailerOptions = {
  /** See `readSmtpUrl`. */
  url: string
  /** For one whole conversation, from connecting to the last reply. */
  timeoutMs: number
  /** How this machine introduces itself (EHLO). */
  name: string
}

/**
 * Sends mail to one SMTP server, one connection a mail.
 *
 * Tells apart what a plain transport hides: whether a lost connection can have left the mail with
 * the server. Until the last byte of the mail is on its way nothing was handed over, after it
 * nobody can know without a reply.
 *
 * @throws {DomainError} `invalid-smtp-url`
 */
export function createMailer(options: MailerOptions): Mailer {
  const target = readSmtpUrl(options.url)
  const underWay = new Set<Promise<DeliveryOutcome>>()
  let disposed = false
  return {
    async deliver(mail, signal) {
      requireMailbox(mail.from, 'sender')
      requireMailbox(mail.to, 'recipient')
      if (disposed) throw new Error('deliver a mail: the mailer is closed')
      const delivery = converse(mail, target, options, signal)
      underWay.add(delivery)
      return delivery.finally(() => underWay.delete(delivery))
    },
    async [Symbol.asyncDispose]() {
      disposed = true
      await Promise.all(underWay)
    },
  }
}

function converse(
  mail: Delivery,
  target: SmtpTarget,
  options: MailerOptions,
  signal: AbortSignal | undefined,
): Promise<DeliveryOutcome> {
  const connection = connectionTo(target, options)
  const message = Readable.from(slices(mail.raw), { objectMode: false })
  let settled = false
  let dotSent = false
  // The connection appends the final dot when the message ends and not before.
  message.once('end', () => {
    dotSent = true
  })
  return new Promise((resolve) => {
    const settle = (reply: string | null, failure: string, command: SmtpEnd['command'] = null) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      resolve(outcomeOf({ reply, command, dotSent, failure }))
      leave(connection, reply !== null)
    }
    const fail = (error: SmtpError) =>
      settle(error.response ?? null, describe(error), commandOf(error))
    const stop = () => settle(null, 'stopped by the caller')
    const timer = setTimeout(() => settle(null, 'no reply in time'), options.timeoutMs)
    const send = () => {
      connection.send({ from: mail.from, to: [mail.to] }, message, (error, info) => {
        if (error) fail(error)
        else settle(info?.response ?? null, 'no reply')
      })
    }
    connection.on('error', fail)
    connection.once('end', () => settle(null, 'connection closed'))
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) return stop()
    connection.connect((error) => {
      if (error) fail(error)
      else if (!target.credentials) send()
      else {
        connection.login(target.credentials, (refusal) => (refusal ? fail(refusal) : send()))
      }
    })
  })
}

// Small enough that the end of a long mail is not taken for sent while its middle still waits.
const SLICE_BYTES = 16 * 1024

function* slices(raw: Uint8Array): Generator<Buffer> {
  for (let start = 0; start < raw.length; start += SLICE_BYTES) {
    yield Buffer.from(raw.subarray(start, start + SLICE_BYTES))
  }
}

/** Says QUIT to a server that answers, and hangs up on any after a second. */
function leave(connection: SMTPConnection, politely: boolean): void {
  if (!politely) return connection.close()
  connection.quit()
  setTimeout(() => connection.close(), 1000).unref()
}

type SmtpError = Error & {
  response?: string | undefined
  command?: string | undefined
  code?: unknown
  originalCode?: unknown
}

const COMMANDS: Readonly<Record<string, SmtpEnd['command']>> = {
  'MAIL FROM': 'MAIL',
  'RCPT TO': 'RCPT',
  DATA: 'DATA',
}

const commandOf = ({ command = '' }: SmtpError): SmtpEnd['command'] => COMMANDS[command] ?? null

function describe(error: SmtpError): string {
  const codes = [error.code, error.originalCode].filter((code) => typeof code === 'string')
  return codes.length > 0 ? `connection failed: ${codes.join(' ')}` : 'connection failed'
}

function connectionTo(target: SmtpTarget, options: MailerOptions): SMTPConnection {
  // Later than our own deadline, which is the one that counts.
  const timeoutMs = 2 * options.timeoutMs
  return new SMTPConnection({
    host: target.host,
    port: target.port,
    secure: target.secure,
    requireTLS: target.requireTls,
    name: options.name,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // A reply is one line or a few; more is a server that means to fill our memory.
    maxResponseSize: 64 * 1024,
    socketCloseTimeout: 1000,
  })
}
