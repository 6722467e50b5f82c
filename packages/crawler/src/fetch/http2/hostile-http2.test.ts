import { once } from 'node:events'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOf, fetchFrom, textOf } from '../testing.ts'
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  GOAWAY,
  HEADERS,
  PADDED,
  PING,
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
  onceRead,
  startFrames,
  uint32,
  writeForEver,
} from './testing-http2.ts'

describe('a hostile HTTP/2 head', () => {
  // One entry of the table of 4,000 bytes, then a byte for each time it is named.
  const entry = Buffer.concat([Buffer.from([0x40]), field('a', 'v'.repeat(4_000)).subarray(1)])
  const bomb = Buffer.concat([entry, Buffer.alloc(2_000, 0xbe)])
  const long = field('a', 'v'.repeat(4_000))

  it.each([
    ['more than 100 headers', [answerHead(...Array.from({ length: 101 }, () => field('a', 'b')))]],
    [
      'long headers',
      [
        frame(HEADERS, 0, 1, Buffer.concat([STATUS_200, long, long, long])),
        frame(CONTINUATION, END_HEADERS, 1, Buffer.concat([long, long])),
      ],
    ],
    ['a compressed bomb', [answerHead(bomb)]],
    [
      'nine interim answers',
      Array.from({ length: 9 }, () => frame(HEADERS, END_HEADERS, 1, field(':status', '103'))),
    ],
  ])('of %s is refused, in HTTP/1.1 too', async (_name, frames) => {
    const { outcome, agreed } = await answeredBy(frames)
    expect([codeOf(outcome), agreed]).toEqual(['headers-too-large', ['h2']])
  })

  it('of 100 headers is read', async () => {
    const fields = Array.from({ length: 100 }, () => field('a', 'b'))
    expect(textOf((await answeredBy([answerHead(...fields), answerBody('ok')])).outcome)).toBe('ok')
  })

  it.each([
    ['nothing', null],
    ['pings', frame(PING, 0, 0, Buffer.alloc(8))],
    ['interim answers', frame(HEADERS, END_HEADERS, 1, field(':status', '103'))],
  ])('that drips %s ends with the header deadline', async (_name, bytes) => {
    await using server = await startFrames((socket) => {
      const timer = setInterval(() => bytes && socket.write(bytes), 40)
      socket.on('close', () => clearInterval(timer))
    })
    const outcome = await fetchFrom(server, { limits: { headersMs: 150 } })
    expect([codeOf(outcome), server.agreed]).toEqual(['timeout', ['h2']])
  })
})

describe('a hostile HTTP/2 body', () => {
  const part = [answerHead(), frame(DATA, 0, 1, 'part')]

  it.each([
    ['reset without an error', [...part, frame(RST_STREAM, 0, 1, uint32(0))]],
    ['cancelled', [...part, frame(RST_STREAM, 0, 1, uint32(8))]],
    ['reset with an error', [...part, frame(RST_STREAM, 0, 1, uint32(2))]],
    ['left in trouble', [...part, frame(GOAWAY, 0, 0, Buffer.concat([uint32(1), uint32(2)]))]],
    ['shorter than announced', [answerHead(field('content-length', '99')), answerBody('short')]],
    ['longer than announced', [answerHead(field('content-length', '1')), answerBody('long')]],
  ])('%s is noticed', async (_name, frames) => {
    const { outcome, agreed } = await answeredBy(frames)
    expect([codeOf(outcome), agreed]).toEqual(['connection-lost', ['h2']])
  })

  it('cut off with the connection is noticed', async () => {
    await using server = await startFrames((socket) => socket.end(Buffer.concat(part)))
    expect(codeOf(await fetchFrom(server))).toBe('connection-lost')
  })

  it('without end is cut off', async () => {
    const limits = { pageWireBytes: 200_000, imageWireBytes: 400_000 }
    const { outcome } = await floodedBy(
      [answerHead()],
      frame(DATA, 0, 1, Buffer.alloc(9_000, 'x')),
      {
        limits,
      },
    )
    expect(codeOf(outcome)).toBe('page-too-large')
    expect(outcome.observation.wireBytes).toBeLessThan(300_000)
  })

  it.each([
    ['PING', frame(PING, 0, 0, Buffer.alloc(8))],
    ['SETTINGS', frame(SETTINGS, 0, 0)],
    ['WINDOW_UPDATE', frame(WINDOW_UPDATE, 0, 0, uint32(1))],
    ['empty DATA', frame(DATA, 0, 1)],
    ['padding', frame(DATA, PADDED, 1, Buffer.alloc(256, 255))],
    ['single bytes', frame(DATA, 0, 1, 'x')],
    ['an unknown kind', frame(0xee, 0, 1, Buffer.alloc(100))],
  ])('among a flood of %s ends', async (_name, bytes) => {
    const { outcome, agreed } = await floodedBy(part, bytes)
    expect(codeOf(outcome)).toMatch(/^(?:http2-flood|connection-lost)$/)
    expect(agreed).toEqual(['h2'])
    expect(outcome.observation.wireBytes).toBeLessThan(200_000)
  })

  it.each([
    ['endless', 0],
    ['endless and dripping', 20],
  ])('with %s trailers ends', async (_name, everyMs) => {
    const more = frame(CONTINUATION, 0, 1, field('a', 'b'))
    await using server = await startFrames((socket) => {
      for (const piece of part) socket.write(piece)
      onceRead(socket, () => {
        socket.write(frame(HEADERS, END_STREAM, 1, field('x', 'y')))
        if (everyMs === 0) return writeForEver(socket, more)
        const timer = setInterval(() => socket.write(more), everyMs)
        socket.on('close', () => clearInterval(timer))
      })
    })
    const outcome = await fetchFrom(server, { limits: { totalMs: 1_000 } })
    expect(codeOf(outcome)).toMatch(/^(?:http2-flood|connection-lost|timeout)$/)
  })

  it('that drips ends with the rate', async () => {
    await using server = await startFrames((socket) => {
      socket.write(answerHead())
      const timer = setInterval(() => socket.write(frame(DATA, 0, 1, 'x')), 10)
      socket.on('close', () => clearInterval(timer))
    })
    const outcome = await fetchFrom(server, { limits: { rateGraceMs: 60 } })
    expect(outcome).toMatchObject({ code: 'timeout', message: 'Read the body: too slow' })
  })

  it('is closed with the connection when it is whole', async () => {
    const left = Promise.withResolvers<void>()
    await using server = await startFrames((socket) => {
      socket.write(Buffer.concat([answerHead(), answerBody('ok')]))
      void once(socket, 'close').then(() => left.resolve())
    })
    expect(textOf(await fetchFrom(server))).toBe('ok')
    await left.promise
  })
})

describe('any frames at all', () => {
  it('come to an outcome, and to whole bodies only', { timeout: 60_000 }, async () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(STATUS_200, field(':status', '103'), field('a', 'b'), uint32(1), uint32(0)),
    )
    const anyFrame = fc
      .tuple(
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 255 }),
        fc.constantFrom(0, 1, 2, 3),
        payload,
      )
      .map(([type, flags, stream, content]) => frame(type, flags, stream, content))
    const likely = fc.constantFrom(
      answerHead(),
      frame(DATA, 0, 1, 'part'),
      answerBody('end'),
      frame(RST_STREAM, 0, 1, uint32(0)),
    )
    const script = fc.array(fc.oneof(likely, anyFrame), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(script, async (frames) => {
        await using server = await startFrames((socket) => socket.end(Buffer.concat(frames)))
        const outcome = await fetchFrom(server, { limits: { totalMs: 2_000 } })
        if (outcome.status !== 'answered' || outcome.observation.httpVersion !== '2') return
        expect(frames.some((bytes) => (bytes[4]! & END_STREAM) !== 0)).toBe(true)
      }),
      { seed: 1, numRuns: 150 },
    )
  })
})
