import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** Moments of a conversation, in their order; `body` is while the mail comes in, `dot` when it is there. */
export type Moment = 'greeting' | 'ehlo' | 'starttls' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot'

/** What the server does at one moment, in place of what is usual there. */
export type Misdeed = {
  at: Moment
  /** Whole lines without their ends; bytes above 0x7f are sent as they are. */
  says?: string
  ends?: 'reset' | 'silence'
  /** It has the mail for good before it does so. */
  keeps?: boolean
}

export type Script = {
  misdeeds: readonly Misdeed[]
  offersTls?: boolean
  /** Between two bytes of every reply. */
  byteGapMs?: number
}

export type ScriptedServer = {
  port: number
  /** Raw mails that it took. */
  mails: string[]
  /** From now on it does what is usual. */
  behave(): void
  [Symbol.asyncDispose](): Promise<void>
}

const USUAL: Readonly<Record<Exclude<Moment, 'body'>, string>> = {
  greeting: '220 scripted.invalid ESMTP',
  ehlo: '250-scripted.invalid\r\n250 SIZE 10000000',
  starttls: '220 2.0.0 go ahead',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go on',
  dot: '250 2.0.0 taken',
}

/** Starts a mail server that follows a script until it is told to behave. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const mails: string[] = []
  const sockets = new Set<Socket>()
  let present: Script = script
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    void converse(socket, present, mails)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    behave: () => void (present = { misdeeds: [] }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

async function converse(socket: Socket, script: Script, mails: string[]): Promise<void> {
  // One after the other: a slow reply is out before the next command is read.
  let turn = Promise.resolve(true)
  const act = (moment: Moment, mail?: string): void => {
    turn = turn.then((goesOn) => goesOn && perform(socket, script, moment, mails, mail))
  }
  let buffer = ''
  let isMail = false
  let hasBody = false
  act('greeting')
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    buffer += chunk
    for (;;) {
      if (isMail) {
        if (!hasBody && buffer.length > 0) {
          hasBody = true
          act('body')
        }
        const end = buffer.indexOf('\r\n.\r\n')
        if (end < 0) return
        act('dot', buffer.slice(0, end + 2))
        buffer = buffer.slice(end + 5)
        isMail = hasBody = false
        continue
      }
      const end = buffer.indexOf('\r\n')
      if (end < 0) return
      const verb = buffer.slice(0, end).split(/[ :]/)[0]!.toUpperCase()
      buffer = buffer.slice(end + 2)
      const moment = MOMENTS[verb]
      if (moment) act(moment)
      else if (verb === 'QUIT') socket.end('221 bye\r\n')
      else socket.write('502 5.5.1 no\r\n')
      if (moment === 'data' && !script.misdeeds.some(({ at, says }) => at === 'data' && says)) {
        isMail = true
      }
    }
  })
}

const MOMENTS: Readonly<Record<string, Moment>> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'starttls',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
}

/** @returns whether the conversation goes on */
async function perform(
  socket: Socket,
  script: Script,
  moment: Moment,
  mails: string[],
  mail?: string,
): Promise<boolean> {
  const misdeed = script.misdeeds.find(({ at }) => at === moment)
  if (mail !== undefined && (misdeed?.keeps ?? !misdeed)) mails.push(mail)
  const tls = script.offersTls && moment === 'ehlo' ? '250-STARTTLS\r\n' : ''
  const words = misdeed ? misdeed.says : moment === 'body' ? undefined : `${tls}${USUAL[moment]}`
  if (words !== undefined) await say(socket, `${words}\r\n`, script.byteGapMs)
  if (misdeed?.ends === 'reset') socket.resetAndDestroy()
  return misdeed?.ends === undefined
}

async function say(socket: Socket, words: string, byteGapMs = 0): Promise<void> {
  const bytes = Buffer.from(words, 'latin1')
  if (byteGapMs === 0) return void socket.write(bytes)
  for (const byte of bytes) {
    socket.write(Uint8Array.of(byte))
    await setTimeout(byteGapMs)
  }
}
