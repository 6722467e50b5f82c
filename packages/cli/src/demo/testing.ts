import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/**
 * Hands one mail to an SMTP server over a connection of its own. For tests.
 *
 * @param url    `smtp://host:port`
 * @param lines  the mail, header and body, without line ends
 * @returns the reply to the last command that was answered: 250 when the mail was taken
 */
export async function submitMail(
  url: string,
  envelope: { from: string; to: string[] },
  lines: readonly string[],
): Promise<number> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]()
  const reply = async (): Promise<number> => {
    for (;;) {
      const { value, done } = await replies.next()
      if (done === true) throw new Error('submit a mail: connection closed')
      if (/^\d{3} /.test(value)) return Number(value.slice(0, 3))
    }
  }
  const commands = [
    'EHLO test.invalid',
    `MAIL FROM:<${envelope.from}>`,
    ...envelope.to.map((mailbox) => `RCPT TO:<${mailbox}>`),
    'DATA',
    [...lines, '.'].join('\r\n'),
  ]
  let code = await reply()
  for (const command of commands) {
    socket.write(`${command}\r\n`)
    code = await reply()
    if (code >= 400) break
  }
  socket.destroy()
  return code
}
