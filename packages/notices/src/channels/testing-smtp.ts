import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export type Step = 'greeting' | 'EHLO' | 'AUTH' | 'RSET' | 'MAIL' | 'RCPT' | 'DATA' | 'body' | 'dot'
export type Act = (socket: Socket) => void
export type Script = Partial<Record<Step, Act>>

export const say =
  (text: string): Act =>
  (socket) =>
    socket.write(`${text}\r\n`)
export const reset: Act = (socket) => socket.resetAndDestroy()
export const hangUp: Act = (socket) => socket.end()
export const nothing: Act = () => undefined

export const POLITE: Record<Step, Act> = {
  greeting: say('220 test'),
  EHLO: say('250 test'),
  AUTH: say('235 ok'),
  RSET: say('250 ok'),
  MAIL: say('250 ok'),
  RCPT: say('250 ok'),
  DATA: say('354 go on'),
  body: nothing,
  dot: say('250 2.0.0 queued'),
}

/** A server that follows `script` and else answers like any other. */
export async function scripted(script: Script) {
  const acts = { ...POLITE, ...script }
  const steps: Step[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', nothing)
    const act = (step: Step) => {
      steps.push(step)
      acts[step](socket)
    }
    talk(socket, act)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    steps,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function talk(socket: Socket, act: (step: Step) => void): void {
  let buffer = ''
  let inBody = false
  act('greeting')
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1')
    if (inBody) {
      act('body')
      if (!buffer.endsWith('\r\n.\r\n')) return
      inBody = false
      buffer = ''
      return act('dot')
    }
    while (buffer.includes('\r\n')) {
      const command = buffer.slice(0, 4).toUpperCase()
      buffer = buffer.slice(buffer.indexOf('\r\n') + 2)
      if (command === 'DATA') inBody = true
      if (command in POLITE) act(command as Step)
    }
  })
}

export const MAIL = {
  from: 'notices@hotline.example',
  to: 'abuse@host.example',
  raw: Buffer.from('Message-ID: <a@hotline.example>\r\n\r\nHello\r\n.\r\n..two\r\n'),
}
