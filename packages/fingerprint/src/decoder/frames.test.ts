import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameHeader, readFrames } from './frames.ts'

const frame = (bytes: Uint8Array) => Buffer.concat([frameHeader(bytes.length), bytes])
const collect = (stream: Buffer, chunkSize: number, maxBytes = 100) =>
  Array.fromAsync(readFrames(Readable.from(cut(stream, chunkSize)), maxBytes))

describe('readFrames', () => {
  it('gives back the files, however the stream is cut', async () => {
    const files = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }))
    const property = fc.asyncProperty(
      files,
      fc.integer({ min: 1, max: 50 }),
      async (sent, size) => {
        const received = await collect(Buffer.concat(sent.map(frame)), size)
        expect(received.map((bytes) => [...bytes])).toEqual(sent.map((bytes) => [...bytes]))
      },
    )
    await fc.assert(property, { seed: 3 })
  })

  it('rejects an announced length above the limit', async () => {
    await expect(collect(frameHeader(101), 4)).rejects.toThrow(RangeError)
  })

  it('rejects a stream that ends inside a file', async () => {
    await expect(collect(frame(Buffer.from('picture')).subarray(0, -1), 4)).rejects.toThrow('ended')
  })
})

function cut(stream: Buffer, size: number): Buffer[] {
  const count = Math.ceil(stream.length / size)
  return Array.from({ length: count }, (_, i) => stream.subarray(i * size, (i + 1) * size))
}
