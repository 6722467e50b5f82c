import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** A request as the server saw it. */
export type SeenRequest = {
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string>
  body: string
}

export type TestAnswer = { status: number; headers?: Record<string, string>; body: string }

/**
 * What goes wrong with one answer.
 *
 * `cut`: half of it, then the connection is gone. `half`: half of it, as if that were all.
 * `silence`: nothing, for ever. `stall`: half of it, then nothing. `bomb`: 16 MiB of blanks, packed.
 */
export type Fault = TestAnswer | 'cut' | 'half' | 'silence' | 'stall' | 'bomb' | null

export type ExchangeServer = AsyncDisposable & {
  url: string
  requests: SeenRequest[]
  /** One for each request that comes, in order; none when it is used up. */
  faults: Fault[]
  /** The time that answers carry. */
  clock: { now: Date }
  /** Resolves when so many requests have come. */
  answered(count: number): Promise<void>
}

/** An HTTP server on loopback that keeps what it is asked. */
export async function startExchangeServer(
  at: Date,
  answer: (request: SeenRequest, count: number) => TestAnswer,
): Promise<ExchangeServer> {
  const requests: SeenRequest[] = []
  const faults: Fault[] = []
  const clock = { now: at }
  const seenOnes = new EventEmitter()
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const seen = await read(request)
    requests.push(seen)
    seenOnes.emit('seen')
    const fault = faults.shift() ?? null
    const isAnswer = typeof fault === 'object' && fault !== null
    const { status, headers, body } = isAnswer ? fault : answer(seen, requests.length)
    response.sendDate = false
    const all = { date: clock.now.toUTCString(), ...headers }
    send(response, { status, headers: all, body }, isAnswer ? null : fault)
  }
  const server = createServer((request, response) => void take(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    clock,
    async answered(count) {
      while (requests.length < count) await once(seenOnes, 'seen')
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const url = new URL(request.url ?? '/', 'http://server.invalid')
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(parts).toString('utf8'),
  }
}

function send(
  response: ServerResponse,
  { status, headers, body }: Required<TestAnswer>,
  fault: Exclude<Fault, TestAnswer>,
): void {
  const half = body.slice(0, body.length / 2)
  switch (fault) {
    case null:
      response.writeHead(status, headers).end(body)
      return
    case 'cut':
      response.writeHead(status, headers)
      response.write(half, () => response.destroy())
      return
    case 'half':
      response.writeHead(status, headers).end(half)
      return
    case 'silence':
      return
    case 'stall':
      response.writeHead(status, headers).write(half)
      return
    case 'bomb':
      response
        .writeHead(status, { ...headers, 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(16 * 2 ** 20, ' ')))
  }
}

/** Dependencies of a client whose clock stands still and that never waits; `waits` in milliseconds. */
export function stillDeps(at: Date) {
  const waits: number[] = []
  const clock = { now: at }
  return {
    waits,
    clock,
    deps: {
      now: () => clock.now,
      wait: async (ms: number) => {
        waits.push(ms)
      },
    },
  }
}

/** A random PDQ-like hash, 64 hex digits. */
export const drawHash = (bytes = 32): string => randomBytes(bytes).toString('hex')

export const never = (): AbortSignal => new AbortController().signal
