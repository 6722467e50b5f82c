import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { safeError, type Log } from '@nightlight/runtime'
import { lookupPlace } from './lookup-place.ts'
import type { LookupAnswer, LookupQuestion } from './lookup-terms.ts'

const MOST_BYTES = 1024 * 1024
const REQUEST_MS = 10_000

/**
 * Answers the api process over a socket of the file system, or a port of a private network: `POST /` with a question,
 * for whoever has the token. It has no other route and no other caller.
 *
 * @param options.at  as `lookupPlace` reads it
 * @param options.isCurrent  whether the lists are those of now; 503 when they are not
 */
export async function serveLookups(options: {
  at: string
  token: string
  log: Log
  isCurrent: () => boolean
  answer: (question: LookupQuestion) => Promise<LookupAnswer>
}): Promise<AsyncDisposable> {
  const { log, isCurrent, answer } = options
  const wanted = digestOf(`Bearer ${options.token}`)
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!timingSafeEqual(digestOf(request.headers.authorization ?? ''), wanted)) {
      return end(response, 401)
    }
    const body = await bodyOf(request)
    if (request.method !== 'POST' || body === null) return end(response, 400)
    if (!isCurrent()) return end(response, 503)
    end(response, 200, JSON.stringify(await answer(JSON.parse(body) as LookupQuestion)))
  }
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ error: safeError(error) }, 'lookup failed')
      end(response, 500)
    })
  })
  // idle connections of the api process stay: each lookup would make one
  server.keepAliveTimeout = 0
  const place = lookupPlace(options.at)
  // one that was killed leaves its socket behind
  if ('path' in place) await rm(place.path, { force: true })
  server.listen(place)
  await once(server, 'listening')
  return {
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function end(response: ServerResponse, status: number, body = ''): void {
  if (response.headersSent) return
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > MOST_BYTES) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
