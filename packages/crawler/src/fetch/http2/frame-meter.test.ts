import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameMeter } from './frame-meter.ts'
import {
  DATA,
  END_STREAM,
  HEADERS,
  PADDED,
  PING,
  RST_STREAM,
  answerBody,
  answerHead,
  frame,
} from './testing-http2.ts'

const limits = { maxFrames: 10, maxFrameOverheadBytes: 1_000 }

function countAll(pieces: readonly Uint8Array[]) {
  const meter = createFrameMeter(limits)
  const verdicts = pieces.map((piece) => meter.count(piece))
  return { ...meter, isWhole: meter.isWhole, last: verdicts.at(-1), wasReset: meter.wasReset }
}

const many = (count: number, bytes: Uint8Array) => [
  Buffer.concat(Array.from({ length: count }, () => bytes)),
]

describe('createFrameMeter', () => {
  it('lets an answer pass and sees its end', () => {
    const { last, isWhole } = countAll([answerHead(), answerBody('x'.repeat(10_000))])
    expect([last, isWhole]).toEqual([null, true])
  })

  it('sees an end without a body', () => {
    expect(countAll([frame(HEADERS, END_STREAM, 1, 'x')]).isWhole).toBe(true)
  })

  it('does not take the flag of another frame for the end', () => {
    expect(countAll([answerHead(), frame(PING, END_STREAM, 0, Buffer.alloc(8))]).isWhole).toBe(
      false,
    )
  })

  it('sees a reset', () => {
    expect(countAll([frame(RST_STREAM, 0, 1, Buffer.alloc(4))]).wasReset).toBe(true)
    expect(countAll([answerHead()]).wasReset).toBe(false)
  })

  it.each([
    ['frames that are no body', many(11, frame(PING, 0, 0, Buffer.alloc(8))), 'frames'],
    ['empty bodies', many(11, frame(DATA, 0, 1)), 'frames'],
    ['as many as allowed', many(10, frame(DATA, 0, 1)), null],
    ['bodies of one byte', many(126, frame(DATA, 0, 1, 'x')), 'overhead'],
    ['bodies of nine bytes', many(500, frame(DATA, 0, 1, '123456789')), null],
    ['padding', many(5, frame(DATA, PADDED, 1, Buffer.alloc(256, 255))), 'overhead'],
    ['headers', many(1, frame(HEADERS, 0, 1, Buffer.alloc(1_001))), 'overhead'],
  ])('bounds %s', (_name, pieces, verdict) => {
    expect(countAll(pieces).last).toBe(verdict)
  })

  it('counts the same however the bytes are cut', () => {
    const bytes = Buffer.concat([
      answerHead(),
      frame(DATA, PADDED, 1, Buffer.from([3, 65, 66, 0, 0, 0])),
      frame(PING, 0, 0, Buffer.alloc(8)),
      frame(RST_STREAM, 0, 1, Buffer.alloc(4)),
      ...many(60, frame(DATA, 0, 1, 'x')),
      answerBody('end'),
    ])
    const whole = countAll([bytes])
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length]
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end))
        const cut = countAll(pieces)
        expect([cut.last, cut.isWhole, cut.wasReset]).toEqual([
          whole.last,
          whole.isWhole,
          whole.wasReset,
        ])
      }),
      { seed: 1 },
    )
  })
})
