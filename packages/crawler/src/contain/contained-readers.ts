import { createVideoReader, type VideoReaderOptions } from '@nightlight/fingerprint'
import { createArchiveReader } from './archive-reader.ts'
import type { ContainedReaders } from './read-contained.ts'

type Log = (event: string, fields: Record<string, unknown>) => void

/**
 * The readers of a crawler process; no process of theirs is started before the first archive or video.
 *
 * @param log      events of their processes' life
 * @param options  of the video reader, such as the path of ffmpeg
 */
export function createContainedReaders(
  { log }: { log: Log },
  options: VideoReaderOptions = {},
): ContainedReaders & AsyncDisposable {
  const archives = createArchiveReader({ log })
  const videos = createVideoReader({ log }, options)
  return {
    archives,
    videos,
    async [Symbol.asyncDispose]() {
      await Promise.all([archives[Symbol.asyncDispose](), videos[Symbol.asyncDispose]()])
    },
  }
}
