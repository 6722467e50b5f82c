import { Slots, videoKind } from '@nightlight/fingerprint'
import type { LargeBodies } from '../fetch/large-bodies.ts'
import { archiveKind } from './archive-kind.ts'
import { NOTHING_OPENED, type ContainedReaders, type ContainSwitches } from './read-contained.ts'

/** Where a process holds one file at a time that is longer than a picture, until it has been looked into. */
export type LargeRoom = {
  /** Longest video, and longest archive. */
  videoBytes: number
  archiveBytes: number
  /** @throws the reason of `signal` */
  take(signal: AbortSignal): Promise<Disposable>
}

export function createLargeRoom(limits: Pick<LargeRoom, 'videoBytes' | 'archiveBytes'>): LargeRoom {
  const slots = new Slots(1)
  return { ...limits, take: (signal) => slots.take(signal) }
}

/**
 * What one fetch may bring that is longer than a picture: what the switches let be opened.
 *
 * @param held  keeps the room; to be disposed when the file is not needed any more
 * @returns null when nothing may be opened
 */
export function largeFor(
  readers: Pick<ContainedReaders, 'room' | 'videos'> | undefined,
  { videos, archives }: ContainSwitches = NOTHING_OPENED,
  held: DisposableStack,
): LargeBodies | null {
  const isWatching = videos && readers?.videos.isAvailable
  if (!readers || (!isWatching && !archives)) return null
  const { room } = readers
  const [ofVideo, ofArchive] = [isWatching ? room.videoBytes : 0, archives ? room.archiveBytes : 0]
  return {
    maxBytes: Math.max(ofVideo, ofArchive),
    limitOf(start) {
      if (ofVideo > 0 && videoKind(start) !== undefined) return ofVideo
      return ofArchive > 0 && archiveKind(start) !== undefined ? ofArchive : null
    },
    async room(bytes, signal) {
      held.use(await room.take(signal))
      return bytes
    },
  }
}
