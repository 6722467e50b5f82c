import type { HostLanes } from './host-lanes.ts'

/** Lets a job begin on a host, or sends it away at once. @returns null when it is to come again later */
export type HostDoor = (host: string) => Promise<Disposable | null>

/**
 * Lets at most `most` jobs of this process be at work on one host, and only while its lane is to be had: a
 * host that is slow, or has many pages, never has all the workers.
 *
 * @param most  jobs, at least 1; fewer than there are workers
 */
export function createHostDoor(lanes: Pick<HostLanes, 'tryHold'>, most: number): HostDoor {
  const within = new Map<string, number>()
  const count = (host: string, by: 1 | -1): void => {
    const left = (within.get(host) ?? 0) + by
    if (left === 0) within.delete(host)
    else within.set(host, left)
  }
  return async (host) => {
    if ((within.get(host) ?? 0) >= most) return null
    count(host, 1)
    let isLetIn = false
    try {
      isLetIn = await lanes.tryHold(host)
    } finally {
      if (!isLetIn) count(host, -1)
    }
    return isLetIn ? { [Symbol.dispose]: () => count(host, -1) } : null
  }
}
