import { createVideoReader, type VideoReaderOptions } from '@nightlight/fingerprint'
import { createArchiveReader } from './archive-reader.ts'
import { createLargeRoom, type MostWaiting } from './large-room.ts'
import { DEFAULT_ARCHIVE_LIMITS, DEFAULT_VIDEO_BYTES } from './limits.ts'
import type { ContainedReaders } from './read-contained.ts'

type Log = (event: string, fields: Record<string, unknown>) => void

/**
 * The readers of a crawler process; no process of theirs is started before the first archive or video.
 *
 * @param log      events of their processes' life
 * @param options  of the video reader, such as the path of ffmpeg; 200 MB for a video unless they say otherwise
 * @param most     pages that wait at once for room for a long file; one of each kind unless given
 */
export function createContainedReaders(
  { log }: { log: Log },
  options: VideoReaderOptions = {},
  most?: MostWaiting,
): ContainedReaders & AsyncDisposable {
  const { maxBytes = DEFAULT_VIDEO_BYTES } = options
  const archives = createArchiveReader({ log })
  const videos = createVideoReader({ log }, { ...options, maxBytes })
  const archiveBytes = DEFAULT_ARCHIVE_LIMITS.maxBytes
  return {
    archives,
    videos,
    room: createLargeRoom({ videoBytes: maxBytes, archiveBytes }, most),
    async [Symbol.asyncDispose]() {
      await Promise.all([archives[Symbol.asyncDispose](), videos[Symbol.asyncDispose]()])
    },
  }
}
