import { describe, expect, it } from 'vitest'
import { MAX_RECORD_BYTES } from '../decoder/record.ts'
import type { VideoDescription } from './describe-video.ts'
import { encodeVideo, LATE, parseVideo } from './video-record.ts'

const hash = (digit: string): string => digit.repeat(64)
const eight = Array.from({ length: 8 }, (_, i) => hash(String(i)))
const video: VideoDescription = {
  mime: 'video/webm',
  width: 1920,
  height: 1080,
  seconds: 4000,
  pdq: hash('0'),
  pdqQuality: 88,
  pdqOrientations: eight,
  pdqSampled: eight,
  blockhash: hash('f'),
  sampledFrames: Array.from({ length: 31 }, (_, i) => ({
    frame: i * 100 + 1,
    pdq: hash('a'),
    pdqQuality: 70,
  })),
  isWhole: true,
}

describe('a record of a video', () => {
  it('comes back as it was, and is short enough', () => {
    expect(parseVideo(encodeVideo(video), 50e6)).toEqual(video)
    expect(encodeVideo(video).length).toBeLessThanOrEqual(MAX_RECORD_BYTES)
  })

  it.each<[string, Partial<VideoDescription>]>([
    ['more pixels than allowed', { width: 60_000 }],
    [
      'frames out of order',
      { sampledFrames: [5, 4].map((frame) => ({ frame, pdq: hash('a'), pdqQuality: 1 })) },
    ],
    ['a frame after its end', { seconds: 10 }],
    ['a frame of better quality than there is', { pdqQuality: 101 }],
    ['no side', { height: 0 }],
  ])('is refused with %s', (_, change) => {
    expect(parseVideo(encodeVideo({ ...video, ...change }), 50e6)).toBeUndefined()
  })

  it('is refused when it is longer or shorter than its fields', () => {
    const bytes = encodeVideo(video)
    expect(parseVideo(Buffer.concat([bytes, Buffer.from('x')]), 50e6)).toBeUndefined()
    for (const length of [0, 1, 100, bytes.length - 1]) {
      expect(parseVideo(bytes.subarray(0, length), 50e6)).toBeUndefined()
    }
    expect(parseVideo(LATE, 50e6)).toBeUndefined()
  })
})
