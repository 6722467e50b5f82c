import { DomainError } from '@nightlight/contract'
import { safeError } from '@nightlight/runtime'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { collect, listen, reply } from '../channels/smtp-listening.ts'
import { readVerp } from '../channels/verp.ts'
import { MAX_MAIL_BYTES } from './read-mail.ts'
import { takeInMail, type InboundDeps } from './take-in-mail.ts'

const MAX_CLIENTS = 20
const MAX_RECIPIENTS = 5
const SOCKET_MS = 30_000

export type InboundServer = {
  port: number
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts the SMTP server for what comes back, behind the operator's own mail server.
 *
 * It takes mail to our sender's mailbox and to the addresses that letters are sent from; 550 for all
 * else, 552 above 256 KiB, 451 while the database does not take it or a hand-over is not settled. A mail
 * is stored, or told to be none of ours, before the 250 leaves. No TLS and no login: for loopback or a
 * private network only.
 *
 * @param options.port 0 for any free one
 */
export async function startInboundServer(
  deps: InboundDeps,
  options: { host: string; port: number },
): Promise<InboundServer> {
  const server = new SMTPServer({
    name: 'inbound',
    banner: 'nightlight',
    size: MAX_MAIL_BYTES,
    maxClients: MAX_CLIENTS,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 2000,
    socketTimeout: SOCKET_MS,
    logger: false,
    onRcptTo: ({ address }, { envelope }, done) => {
      if (envelope.rcptTo.length >= MAX_RECIPIENTS) return done(reply(452, '4.5.3 too many'))
      done(isOurs(deps, address) ? null : reply(550, '5.1.1 no such mailbox'))
    },
    onData: (stream, session, done) => void respond(receive(deps, stream, session), done),
  })
  // A client that breaks off mid-word is its own problem; unheard, it would end this process.
  server.on('error', () => undefined)
  const port = await listen(server, options)
  return {
    port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(resolve)),
  }
}

async function respond(
  receiving: Promise<Error | null>,
  done: (error: Error | null) => void,
): Promise<void> {
  done(await receiving.catch(() => reply(451, '4.3.0 not stored, try again')))
}

const isOurs = ({ crypto, mailbox }: InboundDeps, address: string): boolean =>
  address.toLowerCase() === mailbox.toLowerCase() ||
  (['notice', 'reply-mail'] as const).some((of) => readVerp(crypto, mailbox, address, of) !== null)

async function receive(
  deps: InboundDeps,
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
): Promise<Error | null> {
  const raw = await collect(stream, MAX_MAIL_BYTES)
  if (!raw) return reply(552, '5.3.4 message too big')
  const from = envelope.mailFrom ? envelope.mailFrom.address : ''
  const to = envelope.rcptTo.map(({ address }) => address)
  try {
    const { status } = await takeInMail(deps, { from, to, raw })
    if (status === 'unknown') deps.log.info({ bytes: raw.length }, 'a mail is about no notice')
    return null
  } catch (error) {
    if (error instanceof DomainError && error.code !== 'notice-not-out') {
      deps.log.error({ error: safeError(error) }, 'a mail cannot be taken in')
      return reply(554, '5.3.0 cannot be taken in')
    }
    deps.log.warn({ error: safeError(error) }, 'a mail could not be stored yet')
    return reply(451, '4.3.0 not stored, try again')
  }
}
