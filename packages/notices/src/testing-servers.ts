import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'

/**
 * A mail server that keeps what it takes; `answer` decides on each mail after its last byte,
 * `recipient` and `sender` on who may write to whom.
 */
export async function startMailServer() {
  const mails: string[] = []
  /** Envelope senders of `mails`. */
  const senders: string[] = []
  const sockets = new Set<Socket>()
  const settings = {
    answer: async (_mail: string): Promise<number | 'hang-up'> => 250,
    recipient: 250,
    sender: 250,
  }
  const say = (code: number, done: (error?: Error | null) => void) =>
    done(code === 250 ? null : Object.assign(new Error('no'), { responseCode: code }))
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 50,
    onMailFrom: (_address, _session, done) => say(settings.sender, done),
    onRcptTo: (_address, _session, done) => say(settings.recipient, done),
    async onData(stream, { envelope }, done) {
      const parts: Buffer[] = []
      for await (const part of stream) parts.push(part as Buffer)
      const mail = Buffer.concat(parts).toString('utf8')
      const code = await settings.answer(mail)
      if (code === 'hang-up') return sockets.forEach((socket) => socket.destroy())
      if (code === 250) {
        mails.push(mail)
        senders.push(envelope.mailFrom ? envelope.mailFrom.address : '')
      }
      say(code, done)
    },
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    senders,
    settings,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(resolve)),
  }
}

export type RegistryEntry =
  | number
  | { country: string | null; mailbox: string | null; handle?: string }

/** An RDAP server that knows networks of one address each; any other is not found. */
export async function startRegistry(networks: Map<string, RegistryEntry>) {
  const server = createServer((request, response) => {
    const address = (request.url ?? '').split('/').at(-1) ?? ''
    const entry = networks.get(address) ?? 404
    const status = typeof entry === 'number' ? entry : 200
    response.writeHead(status, { 'content-type': 'application/rdap+json' })
    response.end(typeof entry === 'number' ? '{}' : JSON.stringify(network(address, entry)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function network(address: string, entry: Exclude<RegistryEntry, number>) {
  const card = ['vcard', [['version', {}, 'text', '4.0']]] as [string, unknown[]]
  if (entry.mailbox !== null) card[1].push(['email', {}, 'text', entry.mailbox])
  return {
    objectClassName: 'ip network',
    handle: entry.handle ?? `NET-${address}`,
    startAddress: address,
    endAddress: address,
    ipVersion: 'v4',
    name: 'TEST-NET',
    ...(entry.country === null ? {} : { country: entry.country }),
    entities: [{ objectClassName: 'entity', roles: ['abuse'], vcardArray: card }],
  }
}
