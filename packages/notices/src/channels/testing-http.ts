import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}

/** `hang-up` breaks the connection off without a word; `silence` says nothing at all; what is endless begins a body alone. */
export type HttpAnswer =
  | { code: number; headers?: Record<string, string>; body?: unknown; isEndless?: boolean }
  | 'hang-up'
  | 'silence'

/**
 * An HTTP server on the loopback interface that keeps what it gets; `answer` decides what it says.
 *
 * @param pause  before and after that, so that a caller can be killed on either side
 */
export async function startHttpServer(
  answer: (request: Received) => HttpAnswer,
  pause: () => Promise<unknown> = async () => undefined,
) {
  const requests: Received[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const request: Received = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString('utf8'),
      }
      requests.push(request)
      void respond(request).catch(() => incoming.socket.destroy())
    })

    async function respond(request: Received): Promise<void> {
      await pause()
      const said = answer(request)
      await pause()
      if (said === 'silence') return
      if (said === 'hang-up') return void incoming.socket.destroy()
      outgoing.writeHead(said.code, { 'content-type': 'application/json', ...said.headers })
      if (said.isEndless) return void outgoing.write('{')
      outgoing.end(said.body === undefined ? '' : JSON.stringify(said.body))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
