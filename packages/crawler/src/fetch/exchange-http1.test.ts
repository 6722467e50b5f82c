import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { answerOnce, codeOf, fetchFrom, startRaw, textOf } from './testing.ts'

describe('a hostile head', () => {
  it.each([
    ['nothing', ''],
    ['prose', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['half a status line', 'HTTP/1.1 2'],
    [
      'both lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc'],
    ['a bare line feed', 'HTTP/1.1 200 OK\ncontent-length: 2\n\nok'],
    ['a NUL in a header', 'HTTP/1.1 200 OK\r\nx: \0\r\n\r\n'],
    [
      'a switch of protocol',
      'HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    ],
  ])('of %s is a lost connection', async (_name, answer) => {
    await using server = await startRaw(answerOnce(answer))
    expect(codeOf(await fetchFrom(server))).toBe('connection-lost')
  })

  it('that is reset is a lost connection', async () => {
    await using server = await startRaw((socket) => {
      socket.once('data', () => socket.resetAndDestroy())
    })
    expect(codeOf(await fetchFrom(server))).toBe('connection-lost')
  })

  it.each([
    ['one large header', `x: ${'a'.repeat(20_000)}\r\n`],
    ['endless headers', 'x: a\r\n'.repeat(4_000)],
    ['more than 100 headers', 'x: a\r\n'.repeat(101)],
  ])('of %s is refused', async (_name, headers) => {
    await using server = await startRaw(answerOnce(`HTTP/1.1 200 OK\r\n${headers}\r\n`))
    expect(codeOf(await fetchFrom(server))).toBe('headers-too-large')
  })

  it('of endless interim answers is refused', async () => {
    await using server = await startRaw(
      answerOnce(
        `${'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(9)}HTTP/1.1 200 OK\r\n\r\n`,
      ),
    )
    expect(codeOf(await fetchFrom(server))).toBe('headers-too-large')
  })

  it('of a few interim answers is read', async () => {
    await using server = await startRaw(
      answerOnce(`${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(8)}HTTP/1.1 200 OK\r\n\r\nok`),
    )
    expect(textOf(await fetchFrom(server))).toBe('ok')
  })

  it('of an endless reason phrase is refused', async () => {
    await using server = await startRaw((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 ')
        const more = () => {
          while (!socket.destroyed && socket.write('OK'.repeat(8_000)));
        }
        socket.on('drain', more)
        more()
      })
    })
    expect(codeOf(await fetchFrom(server))).toBe('headers-too-large')
  })

  it('that drips ends with the header deadline', async () => {
    await using server = await startRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x: y\r\n'), 10)
      socket.on('close', () => clearInterval(timer))
    })
    const outcome = await fetchFrom(server, { limits: { headersMs: 100 } })
    expect(outcome).toMatchObject({ code: 'timeout', message: 'Read the headers: timed out' })
  })

  it('that speaks before the request is no trouble', async () => {
    await using server = await startRaw((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nearly')
    })
    expect(codeOf(await fetchFrom(server))).toMatch(/^(?:answered 200|connection-lost)$/)
  })

  it('of endless trailers is refused', async () => {
    await using server = await startRaw((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n')
        const more = () => {
          while (!socket.destroyed && socket.write('x: y\r\n'.repeat(100)));
        }
        socket.on('drain', more)
        more()
      })
    })
    const closed = server.nextClose()
    expect(codeOf(await fetchFrom(server))).toBe('headers-too-large')
    await closed
  })
})

describe('a body', () => {
  it('is read whole when the server closes while it is still being decoded', async () => {
    const text = '<source srcset="a 1x, b 2x">'.repeat(73)
    // Pieces that do not lean on each other: more is sent than a socket holds, and far more is made of it.
    const piece = deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH })
    const body = Buffer.concat([...Array<Buffer>(4_000).fill(piece), Buffer.from([3, 0])])
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: deflate\r\ncontent-length: ${body.length}\r\n\r\n`
    await using server = await startRaw(answerOnce(Buffer.concat([Buffer.from(head), body])))
    expect(textOf(await fetchFrom(server))).toHaveLength(4_000 * text.length)
  })
})
