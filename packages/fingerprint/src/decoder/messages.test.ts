import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MESSAGE, messageHeader, readMessages, type MessageType } from './messages.ts'

const message = (type: MessageType, payload: Uint8Array) =>
  Buffer.concat([messageHeader(type, payload.length), payload])
const collect = (stream: Buffer, chunkSize: number, maxBytes = 100) =>
  Array.fromAsync(readMessages(Readable.from(cut(stream, chunkSize)), maxBytes))

describe('readMessages', () => {
  it('gives back the messages, however the stream is cut', async () => {
    const file = fc.record({
      type: fc.constantFrom(MESSAGE.describe, MESSAGE.describeQuickly),
      payload: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    })
    const answer = fc.record({
      type: fc.constantFrom(MESSAGE.goOn, MESSAGE.drop),
      payload: fc.constant(new Uint8Array()),
    })
    const property = fc.asyncProperty(
      fc.array(fc.oneof(file, answer)),
      fc.integer({ min: 1, max: 50 }),
      async (sent, size) => {
        const stream = Buffer.concat(sent.map(({ type, payload }) => message(type, payload)))
        const received = await collect(stream, size)
        const plain = received.map(({ type, payload }) => ({ type, payload: [...payload] }))
        expect(plain).toEqual(sent.map(({ type, payload }) => ({ type, payload: [...payload] })))
      },
    )
    await fc.assert(property, { seed: 3 })
  })

  it.each([
    ['a file above the limit', messageHeader(MESSAGE.describe, 101)],
    ['an empty file', messageHeader(MESSAGE.describe, 0)],
    ['an answer with a payload', messageHeader(MESSAGE.goOn, 1)],
    ['an unknown type', Buffer.from([9, 0, 0, 0, 1])],
  ])('rejects %s', async (_, stream) => {
    await expect(collect(stream, 4)).rejects.toThrow(RangeError)
  })

  it('rejects a stream that ends inside a file', async () => {
    const cutShort = message(MESSAGE.describe, Buffer.from('picture')).subarray(0, -1)
    await expect(collect(cutShort, 4)).rejects.toThrow('ended')
  })
})

function cut(stream: Buffer, size: number): Buffer[] {
  const count = Math.ceil(stream.length / size)
  return Array.from({ length: count }, (_, i) => stream.subarray(i * size, (i + 1) * size))
}
