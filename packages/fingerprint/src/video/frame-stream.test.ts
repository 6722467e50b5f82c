import { describe, expect, it } from 'vitest'
import { readFrames, readInfos } from './frame-stream.ts'

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const ppm = (width: number, height: number, value: number): Buffer =>
  Buffer.concat([
    Buffer.from(`P6\n${width} ${height}\n255\n`),
    Buffer.alloc(width * height * 3, value),
  ])
const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => Array.fromAsync(source)

describe('readFrames', () => {
  it.each([1, 2, 7, 13, 25, 1000])('splits a stream cut into pieces of %i bytes', async (size) => {
    const stream = Buffer.concat([ppm(4, 3, 1), ppm(2, 9, 2), ppm(4, 3, 3)])
    const frames = await collect(readFrames(cut(stream, size), 16))
    expect(
      frames.map(({ width, height, data }) => [width, height, data.length, data[0], data.at(-1)]),
    ).toEqual([
      [4, 3, 36, 1, 1],
      [2, 9, 54, 2, 2],
      [4, 3, 36, 3, 3],
    ])
  })

  it('leaves out a frame that breaks off', async () => {
    const stream = Buffer.concat([ppm(4, 3, 1), ppm(4, 3, 2).subarray(0, 20)])
    expect(await collect(readFrames(cut(stream, 9), 16))).toHaveLength(1)
  })

  it.each([
    ppm(17, 2, 0),
    ppm(0, 2, 0),
    Buffer.alloc(50, 'x'),
    Buffer.from('P5\n4 4\n255\n'.padEnd(40)),
  ])('takes nothing else', async (stream) => {
    await expect(collect(readFrames(cut(stream, 30), 16))).rejects.toThrow(RangeError)
  })
})

describe('readInfos', () => {
  it('finds times and sizes among other lines, wherever they are cut', async () => {
    const line = (n: number, time: string) =>
      `[Parsed_showinfo_1 @ 0x1] n:  ${n} pts:  512 pts_time:${time} pos: 48 fmt:yuv420p sar:1/1 s:854x480 i:P iskey:1 type:I\n`
    const said = Buffer.from(
      `Input #0\n${line(0, '0')}${'x'.repeat(9000)}\n${line(1, '1.04   ')}[h264] s:1x1\n`,
    )
    const size = { width: 854, height: 480 }
    expect(await collect(readInfos(cut(said, 11)))).toEqual([
      { time: 0, ...size },
      { time: 1.04, ...size },
    ])
  })
})
