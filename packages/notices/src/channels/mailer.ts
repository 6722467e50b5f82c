import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { requireMailbox } from './email.ts'
import { createKeptLines, type KeptLines, type Line, type SmtpError } from './kept-lines.ts'
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
  /** For one mail, from connecting to the last reply. */
  timeoutMs: number
  /** How this machine introduces itself (EHLO). */
  name: string
}

/**
 * Sends mail to one SMTP server; a connection that has brought a mail over is kept for the next one for a moment.
 *
 * Tells apart what a plain transport hides: whether a lost connection can have left the mail with
 * the server. Until the last byte of the mail is on its way nothing was handed over, after it
 * nobody can know without a reply. A kept connection is asked first whether it is still there (RSET):
 * one that breaks between two mails costs neither of them anything, the second goes by a new one.
 *
 * @throws {DomainError} `invalid-smtp-url`
 */
export function createMailer(options: MailerOptions): Mailer {
  const target = readSmtpUrl(options.url)
  const underWay = new Set<Promise<DeliveryOutcome>>()
  const lines = createKeptLines((line) => leave(line.connection, true))
  let disposed = false
  const bring = async (mail: Delivery, signal?: AbortSignal): Promise<DeliveryOutcome> => {
    const until = performance.now() + options.timeoutMs
    const kept = lines.take()
    const tried = kept ? await converse(mail, kept, target, { lines, until, signal }) : NOT_BEGUN
    if (tried !== NOT_BEGUN) return tried
    const line = lineTo(target, options)
    const outcome = await converse(mail, line, target, { lines, until, signal })
    if (outcome === NOT_BEGUN) throw new Error('deliver a mail: a new connection counts as kept')
    return outcome
  }
  return {
    async deliver(mail, signal) {
      requireMailbox(mail.from, 'sender')
      requireMailbox(mail.to, 'recipient')
      if (disposed) throw new Error('deliver a mail: the mailer is closed')
      const delivery = bring(mail, signal)
      underWay.add(delivery)
      return delivery.finally(() => underWay.delete(delivery))
    },
    async [Symbol.asyncDispose]() {
      disposed = true
      await Promise.all(underWay)
      lines.close()
    },
  }
}

/** A kept connection turned out to be over before it took anything of the mail. */
const NOT_BEGUN = 'not-begun'
/** For the answer of a kept connection to RSET. */
const RESET_MS = 2_000
/** The server ends the connection (RFC 5321, 3.8): it says nothing of the mail. */
const CLOSING = /^421(?![0-9])/

type Around = { lines: KeptLines; until: number; signal: AbortSignal | undefined }

function converse(
  mail: Delivery,
  line: Line,
  target: SmtpTarget,
  { lines, until, signal }: Around,
): Promise<DeliveryOutcome | typeof NOT_BEGUN> {
  const { connection } = line
  const isKept = line.mails > 0
  const message = Readable.from(slices(mail.raw), { objectMode: false })
  let settled = false
  let dotSent = false
  let asking = isKept
  // The connection appends the final dot when the message ends and not before.
  message.once('end', () => {
    dotSent = true
  })
  return new Promise((resolve) => {
    const settle = (
      reply: string | null,
      failure: string,
      command: SmtpEnd['command'] = null,
      isStopped = false,
    ) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      line.lost = () => undefined
      const isOver = asking || (isKept && !dotSent && CLOSING.test(reply ?? ''))
      const outcome = outcomeOf({ reply, command, dotSent, failure })
      resolve(isOver && !isStopped ? NOT_BEGUN : outcome)
      if (outcome.status === 'accepted') lines.keep(line)
      else leave(connection, reply !== null)
    }
    const fail = (error: SmtpError) =>
      settle(error.response ?? null, describe(error), commandOf(error))
    const stop = () => settle(null, 'stopped by the caller', null, true)
    const late = () => settle(null, 'no reply in time')
    const leftMs = until - performance.now()
    let timer = setTimeout(late, isKept ? Math.min(RESET_MS, leftMs) : leftMs)
    const send = () => {
      connection.send({ from: mail.from, to: [mail.to] }, message, (error, info) => {
        if (error) fail(error)
        else settle(info?.response ?? null, 'no reply')
      })
    }
    line.lost = (error) => (error ? fail(error) : settle(null, 'connection closed'))
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) return stop()
    if (isKept) {
      return connection.reset((error) => {
        if (settled) return
        if (error) return fail(error)
        asking = false
        clearTimeout(timer)
        timer = setTimeout(late, until - performance.now())
        send()
      })
    }
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

function lineTo(target: SmtpTarget, options: MailerOptions): Line {
  // Later than our own deadline, which is the one that counts.
  const timeoutMs = 2 * options.timeoutMs
  const connection = new SMTPConnection({
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
  const line: Line = { connection, mails: 0, lost: () => undefined }
  connection.on('error', (error: SmtpError) => line.lost(error))
  connection.once('end', () => line.lost(null))
  return line
}
