import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

export type MailServer = {
  port: number
  /** Mails that it took, raw. */
  mails: string[]
  /** Envelope senders and recipients of them. */
  envelopes: { from: string; to: string }[]
  refused(): number
  [Symbol.asyncDispose](): Promise<void>
}

/** What is done to a mail at its first arrivals; each repeats all that it was told, as servers do. */
const MISDEEDS = ['at once', 'sender', 'recipient', 'mail', 'reset'] as const

/**
 * A mail server that refuses and breaks off in every way before it takes a mail, and repeats in its refusals what it was
 * told.
 *
 * @param echo  said besides in every refusal
 */
export async function startMailServer(echo: string): Promise<MailServer> {
  const mails: string[] = []
  const envelopes: MailServer['envelopes'] = []
  const sockets = new Set<Socket>()
  let turn = 0
  let refused = 0
  const converse = async (socket: Socket): Promise<void> => {
    const misdeed = MISDEEDS[turn++]
    let from = ''
    let to = ''
    let body: string[] | null = null
    const say = (line: string): void => void socket.write(`${line}\r\n`)
    const refuse = (code: string): void => {
      refused++
      say(`${code} ${echo} ${from} ${to} ${mails.length}`)
    }
    if (misdeed === 'at once') return refuse('421 4.7.0')
    say('220 mail.example.net ESMTP')
    for await (const line of createInterface({ input: socket })) {
      if (body) {
        if (line !== '.') body.push(line)
        else {
          if (misdeed === 'mail') refuse(`451 4.3.0 ${body.slice(-3).join(' ').slice(0, 300)}`)
          else {
            mails.push(body.join('\r\n'))
            envelopes.push({ from, to })
            say('250 2.0.0 taken')
          }
          body = null
        }
        continue
      }
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'EHLO') say('250-mail.example.net\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME')
      else if (verb === 'AUTH') say('235 2.7.0 ok')
      else if (verb === 'MAIL') {
        from = line
        if (misdeed === 'sender') refuse('451 4.7.1')
        else say('250 2.1.0 ok')
      } else if (verb === 'RCPT') {
        to = line
        if (misdeed === 'recipient') refuse('451 4.2.2')
        else say('250 2.1.5 ok')
      } else if (verb === 'DATA') {
        if (misdeed === 'reset') {
          refused++
          socket.resetAndDestroy()
        } else {
          say('354 go on')
          body = []
        }
      } else say(verb === 'QUIT' ? '221 2.0.0 bye' : '250 2.0.0 ok')
    }
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    void converse(socket).catch(() => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    envelopes,
    refused: () => refused,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
