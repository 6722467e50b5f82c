import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { describe, expect, it } from 'vitest'
import { codeOf, createFetcher, fetchFrom, makeBadCertificate, start, textOf } from '../testing.ts'
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  GOAWAY,
  HEADERS,
  PADDED,
  PING,
  PRIORITY,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  STATUS_200,
  WINDOW_UPDATE,
  answerBody,
  answerHead,
  answeredBy,
  field,
  floodedBy,
  frame,
  problemOf,
  startFrames,
  uint32,
} from './testing-http2.ts'

describe('an HTTP/2 server', () => {
  async function startServer(
    listener: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
  ) {
    return start(createSecureServer(makeBadCertificate(), listener), 'https')
  }

  it('is spoken to in its language', async () => {
    const seen: Record<string, unknown>[] = []
    await using server = await startServer((request, response) => {
      seen.push({ ...request.headers })
      response.setHeader('content-type', 'text/html')
      response.end('<p>hello')
    })
    const outcome = await fetchFrom(server, { path: '/a?b=c' })
    expect(textOf(outcome)).toBe('<p>hello')
    expect(outcome.observation).toMatchObject({
      httpVersion: '2',
      http2Problem: null,
      httpStatus: 200,
      contentType: 'text/html',
      wireBytes: 8,
      tlsVersion: 'TLSv1.3',
    })
    expect(Object.keys(seen[0] ?? {}).sort()).toEqual([
      ':authority',
      ':method',
      ':path',
      ':scheme',
      'accept',
      'accept-encoding',
      'accept-language',
      'user-agent',
    ])
    expect(seen[0]).toMatchObject({ ':path': '/a?b=c', ':authority': `127.0.0.1:${server.port}` })
  })

  it('sends a large picture whole, and is left afterwards', async () => {
    const picture = Buffer.alloc(6 * 2 ** 20, 7)
    await using server = await startServer((_request, response) => response.end(picture))
    const closed = server.nextClose()
    const outcome = await fetchFrom(server, { expect: 'image' })
    expect(outcome.status === 'answered' && Buffer.from(outcome.body).equals(picture)).toBe(true)
    await closed
  })

  it.each([204, 404, 503])('may answer %i', async (status) => {
    await using server = await startServer((_request, response) => {
      response.writeHead(status).end()
    })
    expect(codeOf(await fetchFrom(server))).toBe(`answered ${status}`)
  })

  it('may redirect', async () => {
    await using server = await startServer((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/there' }).end()
      else response.end(request.url)
    })
    expect(textOf(await fetchFrom(server))).toBe('/there')
  })

  it('is left when the caller aborts', async () => {
    const started = Promise.withResolvers<void>()
    await using server = await startServer((_request, response) => {
      response.write('x', () => started.resolve())
    })
    await using fetcher = createFetcher({ ports: [server.port] })
    const control = new AbortController()
    const closed = server.nextClose()
    const fetching = fetcher.fetch(server.origin, { expect: 'page', signal: control.signal })
    await started.promise
    control.abort(new Error('stopped'))
    await expect(fetching).rejects.toThrow('stopped')
    await closed
  })

  it('may send trailers, interim answers, padding and pushes that are refused', async () => {
    const pushed = Buffer.concat([
      uint32(2),
      Buffer.from([0x82, 0x87, 0x84]),
      field(':authority', 'x'),
    ])
    const { outcome } = await answeredBy([
      frame(HEADERS, END_HEADERS, 1, field(':status', '103')),
      frame(PUSH_PROMISE, END_HEADERS, 1, pushed),
      answerHead(),
      frame(DATA, PADDED, 1, Buffer.from('\x02ok\0\0')),
      frame(HEADERS, END_HEADERS | END_STREAM, 1, field('x', 'y')),
    ])
    expect([textOf(outcome), problemOf(outcome)]).toEqual(['ok', null])
  })

  it('may close the connection right behind a whole answer', async () => {
    const pieces = Array.from({ length: 60 }, () => frame(DATA, 0, 1, Buffer.alloc(16_000, 'x')))
    await using server = await startFrames((socket) => {
      socket.end(Buffer.concat([answerHead(), ...pieces, answerBody('end')]))
    })
    for (let round = 0; round < 5; round += 1) {
      const outcome = await fetchFrom(server)
      expect([codeOf(outcome), outcome.observation.bodyBytes]).toEqual(['answered 200', 960_003])
    }
    expect(server.agreed).toEqual(Array.from({ length: 5 }, () => 'h2'))
  })

  it('may say that it goes away after this answer', async () => {
    const { outcome } = await answeredBy([
      answerHead(),
      frame(GOAWAY, 0, 0, Buffer.concat([uint32(1), uint32(0)])),
      answerBody('whole'),
    ])
    expect(textOf(outcome)).toBe('whole')
  })
})

describe('HTTP/2 that fails before the answer', () => {
  it.each([
    ['no HTTP/2', [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')], 'connection-lost'],
    ['a refused stream', [frame(RST_STREAM, 0, 1, uint32(7))], 'connection-lost'],
    ['a wish for HTTP/1.1', [frame(RST_STREAM, 0, 1, uint32(13))], 'connection-lost'],
    ['a call to be calm', [frame(RST_STREAM, 0, 1, uint32(11))], 'connection-lost'],
    ['a farewell', [frame(GOAWAY, 0, 0, Buffer.alloc(8))], 'connection-lost'],
    ['a header of HTTP/1.1', [answerHead(field('connection', 'close'))], 'connection-lost'],
    [
      'no status',
      [frame(HEADERS, END_HEADERS | END_STREAM, 1, field('a', 'b'))],
      'connection-lost',
    ],
    [
      'headers that are none',
      [frame(HEADERS, END_HEADERS, 1, Buffer.alloc(9, 0xff))],
      'connection-lost',
    ],
    ['a body without headers', [frame(DATA, END_STREAM, 1, 'x')], 'connection-lost'],
    [
      'an oversized frame',
      [frame(HEADERS, END_HEADERS, 1, Buffer.alloc(20_000))],
      'connection-lost',
    ],
  ])('is tried again in HTTP/1.1: %s', async (_name, frames, problem) => {
    const { outcome, agreed } = await answeredBy(frames)
    expect([textOf(outcome), problemOf(outcome), agreed]).toEqual([
      'fallback',
      problem,
      ['h2', 'http/1.1'],
    ])
    expect(outcome.observation.httpVersion).toBe('1.1')
  })

  it('is tried again when the connection is closed', async () => {
    await using server = await startFrames((socket) => socket.end())
    expect(textOf(await fetchFrom(server))).toBe('fallback')
  })

  const open = frame(HEADERS, 0, 1, STATUS_200)
  it.each([
    ['SETTINGS', [], frame(SETTINGS, 0, 0)],
    ['SETTINGS acknowledgements', [], frame(SETTINGS, 1, 0)],
    ['PING', [], frame(PING, 0, 0, Buffer.alloc(8))],
    ['PING acknowledgements', [], frame(PING, 1, 0, Buffer.alloc(8))],
    ['WINDOW_UPDATE', [], frame(WINDOW_UPDATE, 0, 0, uint32(1))],
    ['WINDOW_UPDATE of the stream', [], frame(WINDOW_UPDATE, 0, 1, uint32(1))],
    ['PRIORITY', [], frame(PRIORITY, 0, 3, Buffer.alloc(5))],
    ['GOAWAY', [], frame(GOAWAY, 0, 0, Buffer.concat([uint32(1), uint32(0)]))],
    ['an unknown kind', [], frame(0xee, 0, 0)],
    ['a large unknown kind', [], frame(0xee, 0, 0, Buffer.alloc(16_000))],
    ['CONTINUATION', [open], frame(CONTINUATION, 0, 1, field('a', 'b'))],
    ['empty CONTINUATION', [open], frame(CONTINUATION, 0, 1)],
    ['RST_STREAM', [], frame(RST_STREAM, 0, 1, uint32(0))],
  ])('is tried again after a flood of %s', async (_name, before, bytes) => {
    const { outcome, agreed } = await floodedBy(before, bytes)
    expect([textOf(outcome), agreed]).toEqual(['fallback', ['h2', 'http/1.1']])
    expect(problemOf(outcome)).toMatch(/^(?:http2-flood|connection-lost)$/)
  })

  it('is tried again once only', async () => {
    await using server = await startFrames((socket) => socket.destroy())
    await server[Symbol.asyncDispose]()
    await using again = await start(
      createSecureServer({ ...makeBadCertificate() }).on('session', (session) => session.destroy()),
      'https',
    )
    const outcome = await fetchFrom(again)
    expect(outcome.status).toBe('failed')
    expect(again.connections()).toBe(2)
  })
})
