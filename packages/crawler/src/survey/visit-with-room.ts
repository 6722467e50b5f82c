import type { ContainedReaders } from '../contain/read-contained.ts'
import type { Asked, Visited, VisitFor } from '../visit-location.ts'

/** What a visit ends with that found another long file being held. */
export const ROOM_BUSY = 'room-busy'

type Waiting = {
  room: ContainedReaders['room'] | undefined
  visitFor: Pick<VisitFor, 'takedownId'>
  /** Ends everything. */
  signal: AbortSignal
  /** Ends the waiting only. */
  late: AbortSignal
}

/**
 * Visits once more what found no room for a long file, when there is some.
 *
 * It is waited for here, where no connection is open and no host is kept from others, and then held while the
 * file is fetched and looked into.
 *
 * @returns null when it did not become free in time, or enough others wait
 * @throws the reason of `signal`; what `visit` throws
 */
export async function visitWithRoom(
  { room, visitFor, signal, late }: Waiting,
  visit: (asked: Pick<Asked, 'hasRoom'>) => Promise<Visited>,
): Promise<Visited | null> {
  if (!room) return null
  const looker = visitFor.takedownId === null ? 'crawl' : 'check'
  const waiting = room.wait(looker, AbortSignal.any([signal, late]))
  using place = await waiting.catch((error: unknown) => {
    signal.throwIfAborted()
    if (late.aborted) return null
    throw error
  })
  return place && (await visit({ hasRoom: true }))
}

/** Whether something of a page was left out for want of room, which is no failure of its server. */
export const lacksRoom = (visits: Iterable<Visited>): boolean =>
  [...visits].some(({ code }) => code === ROOM_BUSY)
