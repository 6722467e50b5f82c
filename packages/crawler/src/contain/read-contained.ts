import {
  videoKind,
  type Digests,
  type FingerprintOutcome,
  type VideoReader,
} from '@nightlight/fingerprint'
import { archiveKind } from './archive-kind.ts'
import type { ArchiveReader } from './archive-reader.ts'
import type { LargeRoom } from './large-room.ts'
import type { ArchiveOutcome } from './outcome.ts'

/** What may be opened; nothing by default. */
export type ContainSwitches = { archives: boolean; videos: boolean }

export const NOTHING_OPENED: Readonly<ContainSwitches> = { archives: false, videos: false }

/** What opens it. */
export type ContainedReaders = {
  archives: Pick<ArchiveReader, 'read'>
  videos: Pick<VideoReader, 'fingerprint' | 'isAvailable'>
  room: LargeRoom
}

/** What was found in some bytes; `plain`: they are nothing that may be opened. */
export type Contained =
  | { status: 'plain' }
  | { status: 'video'; read: FingerprintOutcome }
  | { status: 'archive'; outcome: ArchiveOutcome }

export type ReadContainedOptions = {
  switches: ContainSwitches
  readers: ContainedReaders
  /** Fingerprints a picture as one that was fetched by itself. */
  readPicture: (bytes: Uint8Array) => Promise<FingerprintOutcome>
  /** Gets what was read of each picture and video of an archive, one after the other, and its length. */
  sink: (read: FingerprintOutcome, size: number) => Promise<void>
  signal: AbortSignal
  /** Of the bytes, where they were made while they arrived. */
  digests?: Digests | undefined
}

/**
 * Opens an archive or a video, if the switches allow it, and fingerprints what it holds.
 *
 * Everything stays in memory, one member at a time, and is told apart by its bytes alone. An archive within
 * an archive is not opened. Without ffmpeg a video is `plain`.
 *
 * @throws the reason of `signal`; what `readPicture` and `sink` throw
 */
export async function readContained(
  bytes: Uint8Array,
  options: ReadContainedOptions,
): Promise<Contained> {
  const { switches, readers, readPicture, sink, signal, digests } = options
  const mayWatch = (file: Uint8Array): boolean =>
    switches.videos && readers.videos.isAvailable && videoKind(file) !== undefined
  if (mayWatch(bytes)) {
    return { status: 'video', read: await readers.videos.fingerprint(bytes, { signal, digests }) }
  }
  if (!switches.archives || archiveKind(bytes) === undefined) return { status: 'plain' }
  const outcome = await readers.archives.read(
    bytes,
    async (member) => {
      const read = mayWatch(member.bytes)
        ? await readers.videos.fingerprint(member.bytes, { signal })
        : await readPicture(member.bytes)
      await sink(read, member.bytes.byteLength)
    },
    signal,
  )
  return { status: 'archive', outcome }
}
