import { FieldReader, FieldWriter } from '../decoder/fields.ts'
import { MAX_RECORD_BYTES } from '../decoder/record.ts'
import type { VideoDescription } from './describe-video.ts'
import { VIDEO_KINDS } from './video-kind.ts'

/** Most frames of a video that a record has room for, the first included. */
export const MAX_VIDEO_FRAMES = 32

/** Said in the place of a description by a process that saw no frame in its time. */
export const LATE = Buffer.from([0xff])

const MAX_SECONDS = 2 ** 31
const MAX_SIDE = 65_535

/**
 * A description as bytes: at most 1,706, every field in its place and none with text.
 *
 * | bytes | field |
 * |---|---|
 * | 1, 1, 1 | kind, quality, whether its end was reached |
 * | 4, 4, 4 | width, height, seconds |
 * | 8 x 32, 8 x 32, 32 | PDQ, PDQ sampled, blockhash of the first frame |
 * | 1, then for each later frame 4, 1, 32 | number of frames; second, quality, PDQ |
 *
 * @throws {RangeError} a value that has no place in its field
 */
export function encodeVideo(video: VideoDescription): Buffer {
  const fields = new FieldWriter(MAX_RECORD_BYTES)
  fields.uint(
    1,
    VIDEO_KINDS.findIndex(({ mime }) => mime === video.mime),
  )
  fields.uint(1, video.pdqQuality)
  fields.uint(1, video.isWhole ? 1 : 0)
  for (const value of [video.width, video.height, video.seconds]) fields.uint(4, value)
  for (const hash of [...video.pdqOrientations, ...video.pdqSampled]) fields.hash(hash)
  fields.hash(video.blockhash)
  fields.uint(1, video.sampledFrames.length)
  for (const { frame, pdqQuality, pdq } of video.sampledFrames) {
    fields.uint(4, frame)
    fields.uint(1, pdqQuality)
    fields.hash(pdq)
  }
  return fields.bytes
}

/**
 * Checks what a video process says, which is trusted with nothing.
 *
 * @returns undefined when anything is not as it must be
 */
export function parseVideo(bytes: Uint8Array, maxPixels: number): VideoDescription | undefined {
  const fields = new FieldReader(bytes)
  try {
    const video = readVideo(fields, maxPixels)
    fields.end()
    return video
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function readVideo(fields: FieldReader, maxPixels: number): VideoDescription {
  const { mime } = fields.oneOf(VIDEO_KINDS)
  const pdqQuality = fields.uint(1, 0, 100)
  const isWhole = fields.uint(1, 0, 1) === 1
  const width = fields.uint(4, 1, MAX_SIDE)
  const height = fields.uint(4, 1, Math.min(MAX_SIDE, Math.floor(maxPixels / width)))
  const seconds = fields.uint(4, 1, MAX_SECONDS)
  const pdqOrientations = Array.from({ length: 8 }, () => fields.hash())
  const pdqSampled = Array.from({ length: 8 }, () => fields.hash())
  const hashes = { pdq: pdqOrientations[0]!, pdqQuality, pdqOrientations, pdqSampled }
  const blockhash = fields.hash()
  let least = 1
  const sampledFrames = Array.from({ length: fields.uint(1, 0, MAX_VIDEO_FRAMES - 1) }, () => {
    const frame = fields.uint(4, least, seconds - 1)
    least = frame + 1
    const quality = fields.uint(1, 0, 100)
    return { frame, pdq: fields.hash(), pdqQuality: quality }
  })
  return { mime, width, height, seconds, ...hashes, blockhash, sampledFrames, isWhole }
}
