import { describe, expect, it } from 'vitest'
import { frameHeader, readFrames } from './frames.ts'

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const framed = (text: string): Buffer =>
  Buffer.concat([frameHeader(text.length), Buffer.from(text)])

describe('readFrames', () => {
  it.each([1, 3, 5, 100])('splits a stream cut into pieces of %i bytes', async (size) => {
    const stream = Buffer.concat(['one', '', 'three three'].map(framed))
    const frames = await Array.fromAsync(readFrames(cut(stream, size), 11))
    expect(frames.map(String)).toEqual(['one', '', 'three three'])
  })

  it('refuses a longer message before it takes it', async () => {
    const read = Array.fromAsync(readFrames(cut(framed('four'), 4), 3))
    await expect(read).rejects.toThrow('4 bytes, limit 3')
  })

  it.each([2, 5])('refuses a stream that ends inside a message', async (length) => {
    const read = Array.fromAsync(readFrames(cut(framed('four').subarray(0, length), 9), 9))
    await expect(read).rejects.toThrow('ended after')
  })
})
