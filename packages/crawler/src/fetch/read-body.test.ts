import { gzipSync } from 'node:zlib'
import { digest } from '@nightlight/fingerprint'
import { describe, expect, it } from 'vitest'
import { answerOnce, codeOf, fetchFrom, startHttp, startRaw, textOf } from './testing.ts'

describe('a hostile body', () => {
  const limits = { pageWireBytes: 200_000, pageBytes: 300_000, imageWireBytes: 400_000 }

  it.each([
    ['page', 200_000],
    ['image', 400_000],
  ] as const)('without end is cut off as a %s', async (kind, maxBytes) => {
    await using server = await startHttp((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(16_384, 'x')));
      }
      response.on('drain', more)
      more()
    })
    const closed = server.nextClose()
    const outcome = await fetchFrom(server, { expect: kind, limits })
    expect(codeOf(outcome)).toBe(`${kind}-too-large`)
    expect(outcome.observation.wireBytes).toBeLessThanOrEqual(maxBytes + 65_536)
    await closed
  })

  it('that announces too much is not read', async () => {
    await using server = await startRaw((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 400001\r\n\r\n'))
    })
    const outcome = await fetchFrom(server, { limits })
    expect([codeOf(outcome), outcome.observation.wireBytes]).toEqual(['page-too-large', 0])
  })

  it('that drips ends with the total deadline', async () => {
    await using server = await startHttp((_request, response) => {
      const timer = setInterval(() => response.write('x'), 10)
      response.on('close', () => clearInterval(timer))
    })
    const outcome = await fetchFrom(server, { limits: { totalMs: 150 } })
    expect(outcome).toMatchObject({ code: 'timeout', observation: { httpStatus: 200 } })
    expect(outcome.observation.wireBytes).toBeGreaterThan(0)
  })

  it('that is too slow ends before the total deadline', async () => {
    await using server = await startHttp((_request, response) => {
      const timer = setInterval(() => response.write('x'), 10)
      response.on('close', () => clearInterval(timer))
    })
    const outcome = await fetchFrom(server, { limits: { rateGraceMs: 60 } })
    expect(outcome).toMatchObject({ code: 'timeout', message: 'Read the body: too slow' })
  })

  it('that is silent ends with the rate', async () => {
    await using server = await startHttp((_request, response) => response.writeHead(200).write('x'))
    expect(codeOf(await fetchFrom(server, { limits: { rateGraceMs: 50 } }))).toBe('timeout')
  })

  it.each([
    ['shorter than announced', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort'],
    [
      'without its last chunk',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort\r\n',
    ],
    ['with a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nshort\r\n'],
  ])('%s is noticed', async (_name, answer) => {
    await using server = await startRaw(answerOnce(answer))
    expect(codeOf(await fetchFrom(server))).toBe('connection-lost')
  })

  it('longer than announced is cut to the announced length', async () => {
    await using server = await startRaw(
      answerOnce('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n'),
    )
    expect(textOf(await fetchFrom(server))).toBe('ok')
  })

  it('that ends with the connection is whole', async () => {
    await using server = await startRaw(answerOnce('HTTP/1.0 200 OK\r\n\r\nok'))
    expect(textOf(await fetchFrom(server))).toBe('ok')
  })
})

describe('the digests of a body', () => {
  const PICTURE = Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    Buffer.alloc(99_000, 7),
  ])
  const digestsOf = async (
    pieces: readonly Uint8Array[],
    { expect: kind, type }: { expect: 'page' | 'image'; type: string },
  ) => {
    await using server = await startHttp((_request, response) => {
      response.writeHead(200, { 'content-type': type })
      // Each piece in a write of its own, and so in a chunk of its own.
      for (const piece of pieces) response.write(piece)
      response.end()
    })
    const outcome = await fetchFrom(server, { expect: kind })
    return outcome.status === 'answered' ? outcome.digests : codeOf(outcome)
  }

  it('are there for a picture that was expected', async () => {
    const found = await digestsOf([PICTURE], { expect: 'image', type: 'text/plain' })
    expect(found).toEqual(digest(PICTURE))
  })

  it('are there for a picture by its name only', async () => {
    const body = Buffer.from('no picture at all')
    expect(await digestsOf([body], { expect: 'page', type: 'image/png' })).toEqual(digest(body))
  })

  it('cover the whole of a picture met where a page was expected', async () => {
    const pieces = [PICTURE.subarray(0, 3), PICTURE.subarray(3, 9), PICTURE.subarray(9)]
    const found = await digestsOf(pieces, { expect: 'page', type: 'text/html' })
    expect(found).toEqual(digest(PICTURE))
  })

  it('are of the decoded bytes', async () => {
    await using server = await startHttp((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(PICTURE))
    })
    const outcome = await fetchFrom(server, { expect: 'image' })
    expect(outcome).toMatchObject({ digests: digest(PICTURE) })
  })

  it('are not made of a page', async () => {
    const page = Buffer.from('<!doctype html><p>hello')
    expect(await digestsOf([page], { expect: 'page', type: 'text/html' })).toBeNull()
  })
})
