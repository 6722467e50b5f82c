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
