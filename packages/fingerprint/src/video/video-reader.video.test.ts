import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { digest } from '../hash/digests.ts'
import { hammingDistance } from '../hash/hamming.ts'
import { hashPixels } from '../hash/hash-pixels.ts'
import { isPartial, type Fingerprint, type FingerprintOutcome } from '../outcome.ts'
import { drawVideo, frameOf, MP4, type DrawnVideo } from './testing-videos.ts'
import { createVideoReader, type VideoReader } from './video-reader.ts'

const ffmpeg = process.env['FFMPEG']
/** Shell words that write one frame as ffmpeg does. */
const FRAME = "printf 'P6\\n8 8\\n255\\n'; head -c 192 /dev/urandom"
const still = (seed: number, width = 320, height = 240) => {
  const original = { width, height }
  return hashPixels({ data: frameOf(seed, width, height), channels: 3, ...original, original })
}
const distance = (a: string, b: string) =>
  hammingDistance(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))

let reader: VideoReader
beforeAll(() => {
  reader = createVideoReader({}, { ffmpeg, timeoutMs: 60_000 })
})
afterAll(() => reader[Symbol.asyncDispose]())

const fingerprintOf = (outcome: FingerprintOutcome): Fingerprint => {
  if (outcome.status === 'refused') throw new Error(outcome.message)
  return outcome.fingerprint
}

/** Bits between each drawn second and the frame that was sampled of it. */
function distances(
  { pdq, sampledFrames }: Fingerprint,
  seeds: readonly number[],
  size?: { width: number; height: number },
): number[] {
  const found = new Map([[0, pdq], ...sampledFrames.map(({ frame, pdq }) => [frame, pdq] as const)])
  return seeds.map((seed, second) =>
    distance(found.get(second) ?? '00'.repeat(32), still(seed, size?.width, size?.height).pdq),
  )
}

const FORMATS: [string, Pick<DrawnVideo, 'ending' | 'coding'>][] = [
  ['video/mp4', MP4],
  ['video/mp4', { ending: 'mp4', coding: [...MP4.coding, '-movflags', 'faststart'] }],
  ['video/mp4', { ending: 'mp4', coding: [...MP4.coding, '-movflags', 'frag_keyframe'] }],
  [
    'video/mp4',
    {
      ending: 'mp4',
      coding: ['-c:v', 'libx265', '-x265-params', 'log-level=none', '-pix_fmt', 'yuv420p'],
    },
  ],
  [
    'video/quicktime',
    { ending: 'mov', coding: ['-c:v', 'mjpeg', '-q:v', '3', '-pix_fmt', 'yuvj420p'] },
  ],
  ['video/webm', { ending: 'webm', coding: ['-c:v', 'libvpx', '-b:v', '2M'] }],
  [
    'video/webm',
    {
      ending: 'webm',
      coding: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '2M'],
    },
  ],
  ['video/x-matroska', { ending: 'mkv', coding: ['-c:v', 'libx264'] }],
  ['video/x-msvideo', { ending: 'avi', coding: ['-c:v', 'mpeg4', '-q:v', '3'] }],
  ['video/x-flv', { ending: 'flv', coding: ['-c:v', 'flv', '-q:v', '3'] }],
  ['video/x-ms-wmv', { ending: 'wmv', coding: ['-c:v', 'wmv2', '-q:v', '3'] }],
  ['video/ogg', { ending: 'ogv', coding: ['-c:v', 'libtheora', '-q:v', '8'] }],
  [
    'video/mpeg',
    { ending: 'mpg', coding: ['-r', '25', '-c:v', 'mpeg2video', '-q:v', '3', '-f', 'vob'] },
  ],
  ['video/mp2t', { ending: 'ts', coding: ['-c:v', 'libx264'] }],
]

describe('createVideoReader', () => {
  it.each(FORMATS)('samples a frame a second: %s %o', async (mime, format) => {
    const seeds = [31, 32, 33, 34]
    const video = await drawVideo({ ...format, seeds })
    const read = fingerprintOf(await reader.fingerprint(video))
    expect(read).toMatchObject({ mime, width: 320, height: 240, frames: 4, ...digest(video) })
    expect(Math.max(...distances(read, seeds))).toBeLessThanOrEqual(16)
    expect(isPartial(read)).toBe(true)
    expect(read.pdqOrientations).toHaveLength(8)
  })

  it('is near the hash of a large frame although that leaves ffmpeg smaller', async () => {
    const size = { width: 1280, height: 720 }
    const video = await drawVideo({ ...MP4, ...size, seeds: [41, 42] })
    const read = fingerprintOf(await reader.fingerprint(video))
    expect(read).toMatchObject({ ...size, depth: 'reduced' })
    expect(Math.max(...distances(read, [41, 42], size))).toBeLessThanOrEqual(8)
  })

  it('keeps 32 frames of a long video, from its beginning to its end', async () => {
    const seeds = Array.from({ length: 100 }, (_, i) => i)
    const video = await drawVideo({
      ...MP4,
      coding: [...MP4.coding, '-g', '4'],
      width: 96,
      height: 64,
      seeds,
      framesPerSecond: 2,
    })
    const { sampledFrames } = fingerprintOf(await reader.fingerprint(video))
    const seconds = [0, ...sampledFrames.map(({ frame }) => frame)]
    expect(seconds.length).toBeGreaterThan(16)
    expect(seconds.length).toBeLessThanOrEqual(32)
    const gaps = seconds.slice(1).map((second, at) => second - seconds[at]!)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(4)
    expect(seconds.at(-1)).toBeGreaterThanOrEqual(96)
  })

  it('has a frame of a second once, and one of a still video', async () => {
    const video = await drawVideo({ ...MP4, seeds: [7, 7, 7, 8] })
    const { sampledFrames } = fingerprintOf(await reader.fingerprint(video))
    const near = sampledFrames.filter(({ pdq }) => distance(pdq, still(8).pdq) <= 16)
    expect(near.map(({ frame }) => frame)).toEqual([3])
  })

  it.each<[string, string, object]>([
    [
      'keeps what was seen when the time is up',
      `${FRAME}; exec sleep 60`,
      { status: 'fingerprinted' },
    ],
    ['says that there was no time', 'exec sleep 60', { code: 'timeout' }],
    ['takes nothing but frames', 'exec yes', { code: 'damaged' }],
    ['takes no frame of another size', "printf 'P6\\n9999 2\\n255\\n'", { code: 'damaged' }],
    ['outlives the death of ffmpeg', `${FRAME}; kill -9 $$`, { status: 'fingerprinted' }],
  ])('%s', async (_, does, outcome) => {
    const dir = await mkdtemp(join(tmpdir(), 'nightlight-ffmpeg-'))
    const program = join(dir, 'ffmpeg')
    await writeFile(program, `#!/bin/sh\n[ "$1" = -version ] && exit\n${does}\n`, { mode: 0o755 })
    const video = await drawVideo({ ...MP4, seeds: [1] })
    await using hurried = createVideoReader({}, { ffmpeg: program, timeoutMs: 1_500 })
    expect(await hurried.fingerprint(video)).toMatchObject(outcome)
    await rm(dir, { recursive: true })
  })

  it('gives a video up when it is told to', async () => {
    const video = await drawVideo({ ...MP4, seeds: [1, 2] })
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(reader.fingerprint(video, { signal })).rejects.toThrow('enough')
  })

  it('refuses what it cannot read, with its digests', async () => {
    const video = await drawVideo({ ...MP4, seeds: [1] })
    const digests = digest(video)
    await using strict = createVideoReader({}, { ffmpeg, maxBytes: 1000 })
    expect(await strict.fingerprint(video)).toMatchObject({ code: 'too-large', digests })
    await using without = createVideoReader({}, { ffmpeg: '/nonexistent/ffmpeg' })
    expect(without.isAvailable).toBe(false)
    expect(await without.fingerprint(video)).toMatchObject({ code: 'unsupported', digests })
    expect(await reader.fingerprint(Buffer.from('no video'))).toMatchObject({
      code: 'not-an-image',
    })
    const empty = Buffer.concat([video.subarray(0, 40), Buffer.alloc(2000)])
    expect(await reader.fingerprint(empty)).toMatchObject({ code: 'damaged' })
  })

  it('does not follow a playlist, whatever it is dressed as', async () => {
    const list = `#EXTM3U\n#EXTINF:1,\nfile:///proc/self/environ\n#EXT-X-ENDLIST\n`
    const dressed = Buffer.concat([Buffer.from('FLV\x01\x01\0\0\0\x09\0\0\0\0'), Buffer.from(list)])
    expect(await reader.fingerprint(dressed)).toMatchObject({ code: 'damaged' })
  })
})
