import { describe, expect, it } from 'vitest'
import { damageVideo, drawVideo, MP4 } from './testing-videos.ts'
import { createVideoReader } from './video-reader.ts'

const FORMATS = [
  MP4,
  { ending: 'webm', coding: ['-c:v', 'libvpx', '-b:v', '500k'] },
  { ending: 'avi', coding: ['-c:v', 'mpeg4', '-q:v', '5'] },
  { ending: 'ts', coding: ['-c:v', 'libx264'] },
]
const EACH = 10

describe('createVideoReader with damaged videos', () => {
  it.each(FORMATS)('always has an outcome: $ending', { timeout: 300_000 }, async (format) => {
    const video = await drawVideo({ ...format, width: 96, height: 64, seeds: [1, 2, 3] })
    await using reader = createVideoReader(
      {},
      { ffmpeg: process.env['FFMPEG'], processes: 2, timeoutMs: 10_000 },
    )
    const outcomes = await Promise.all(
      Array.from({ length: EACH }, (_, seed) => reader.fingerprint(damageVideo(video, seed + 1))),
    )
    const codes = outcomes.map((one) => (one.status === 'refused' ? one.code : one.status))
    // A damaged video costs its own frames, and takes neither the reader along nor its time.
    expect(
      [...new Set(codes)].filter((code) => !/^(?:fingerprinted|damaged|not-an-image)$/.test(code)),
    ).toEqual([])
    expect(codes.filter((code) => code === 'fingerprinted').length).toBeGreaterThan(EACH / 4)
    expect(await reader.fingerprint(video)).toMatchObject({ status: 'fingerprinted' })
  })
})
