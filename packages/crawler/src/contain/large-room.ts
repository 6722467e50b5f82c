import { Slots, videoKind } from '@nightlight/fingerprint'
import type { LargeBodies } from '../fetch/large-bodies.ts'
import { archiveKind } from './archive-kind.ts'
import { NOTHING_OPENED, type ContainedReaders, type ContainSwitches } from './read-contained.ts'

/** For whom a page is looked at. */
export type Looker = 'crawl' | 'check'

/** Pages that wait for the room at once: each keeps a worker of its kind waiting. */
export type MostWaiting = Readonly<Record<Looker, number>>

/** Where a process holds one file at a time that is longer than a picture, until it has been looked into. */
export type LargeRoom = {
  /** Longest video, and longest archive. */
  videoBytes: number
  archiveBytes: number
  /** @returns null when somebody else has it */
  tryTake(): Disposable | null
  /**
   * Waits for it; first come, first served.
   *
   * @returns null when enough wait already
   * @throws the reason of `signal`
   */
  wait(looker: Looker, signal: AbortSignal): Promise<Disposable | null>
  /** Notes that a page found no room: there is no use in reading it again before there is some. */
  comeBack(pageId: string): void
  /** Whether a page of which that was noted comes too early; when it does not, it is forgotten. */
  isTooEarly(pageId: string): boolean
}

/** Forgetting one costs its page another reading in vain. */
const MOST_NOTED = 10_000

export function createLargeRoom(
  limits: Pick<LargeRoom, 'videoBytes' | 'archiveBytes'>,
  most: MostWaiting = { crawl: 1, check: 1 },
): LargeRoom {
  const slots = new Slots(1)
  const waiting = { crawl: 0, check: 0 }
  const noted = new Set<string>()
  return {
    ...limits,
    tryTake: () => slots.tryTake(),
    async wait(looker, signal) {
      signal.throwIfAborted()
      if (slots.isFull && waiting[looker] >= most[looker]) return null
      waiting[looker] += 1
      try {
        return await slots.take(signal)
      } finally {
        waiting[looker] -= 1
      }
    },
    comeBack(pageId) {
      if (noted.size >= MOST_NOTED) noted.clear()
      noted.add(pageId)
    },
    isTooEarly(pageId) {
      if (noted.has(pageId) && slots.isFull) return true
      noted.delete(pageId)
      return false
    },
  }
}

/**
 * What one fetch may bring that is longer than a picture: what the switches let be opened.
 *
 * @param held  keeps the room, to be disposed when the file is not needed any more; `ours`: the caller has it
 * @returns null when nothing may be opened
 */
export function largeFor(
  readers: Pick<ContainedReaders, 'room' | 'videos'> | undefined,
  { videos, archives }: ContainSwitches = NOTHING_OPENED,
  held: DisposableStack | 'ours',
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
    async room(bytes) {
      if (held === 'ours') return bytes
      const place = room.tryTake()
      if (place === null) return 'busy'
      held.use(place)
      return bytes
    },
  }
}
