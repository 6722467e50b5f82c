import { createHashRing, wordsOf, type HashRing } from './hash-ring.ts'

/** Bits: a match is 31 at most, so that two questions at either side of the edge of one entry are no further apart. */
const NEAR = 64
/** So many different versions of one picture, of which some are known and some are not, are no uploads. */
const VERSIONS = 12
/** Pictures of which a version was known, as many as are remembered of one who asks. */
const PICTURES = 4_096
/** Last questions that were not known, near which a version that is known may be asked for later. */
const UNKNOWN = 8_192
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Asked = { hash: Int32Array; at: number }
/** What was asked near one picture, the last of each side. */
type Versions = { known: Asked[]; unknown: Asked[] }
type Memory = { pictures: HashRing; versions: Versions[]; unknown: HashRing }

/**
 * Tells whoever asks by likeness for many versions of one picture, on both sides of where it stops being known: that is
 * how an edit is found that slips through, or a hash is closed in on. A picture that many people pass on is asked for
 * in many versions too; but then all are known or none is.
 *
 * What is counted lies around a version that was known, and stays for a day whatever else is asked meanwhile: versions of one
 * picture take one place, so that it takes thousands of other pictures that are known to push it out.
 *
 * Kept in memory, of one process: it forgets at a restart, and each matcher knows what it was asked itself.
 */
export function createNeighbours(now: () => number = Date.now): {
  /** @returns whether this question, with those of the last day, is such a walk */
  note: (who: string, hash: Uint8Array, isKnown: boolean) => boolean
} {
  const memories = new Map<string, Memory>()
  return {
    note(who, bytes, isKnown) {
      const asked = { hash: wordsOf(bytes), at: now() }
      const since = asked.at - DAY_MS
      const memory = memories.get(who) ?? emptyMemory()
      memories.set(who, memory)
      const { pictures, versions, unknown } = memory
      const near = pictures.near(asked.hash, NEAR, since)
      // looked through whether it is known or not, so that both take as long
      const before = unknown.near(asked.hash, NEAR, since)
      if (!isKnown) remember(unknown, before, asked)
      else if (near.length === 0) {
        const place = pictures.put(asked.hash, asked.at)
        const last = before.slice(-VERSIONS).map((one) => unknown.at(one))
        versions[place] = { known: [], unknown: last }
        near.push(place)
      }
      let isWalking = false
      for (const place of near) {
        pictures.touch(place, asked.at)
        const sides = versions[place]!
        keep(isKnown ? sides.known : sides.unknown, asked)
        isWalking ||= isWalk(sides, since)
      }
      return isWalking
    },
  }
}

const emptyMemory = (): Memory => ({
  pictures: createHashRing(PICTURES),
  versions: [],
  unknown: createHashRing(UNKNOWN),
})

/** @param near  places of those like it, among which it may be */
function remember(ring: HashRing, near: readonly number[], { hash, at }: Asked): void {
  const same = near.find((place) => isSame(ring.at(place).hash, hash))
  if (same === undefined) ring.put(hash, at)
  else ring.touch(same, at)
}

/** Adds to the last of one side; what was asked for before counts once. */
function keep(side: Asked[], asked: Asked): void {
  const before = side.findIndex(({ hash }) => isSame(hash, asked.hash))
  if (before >= 0) side.splice(before, 1)
  side.push(asked)
  if (side.length > VERSIONS) side.shift()
}

const isSame = (one: Int32Array, other: Int32Array): boolean =>
  one.every((word, at) => word === other[at])

function isWalk({ known, unknown }: Versions, since: number): boolean {
  const fresh = (side: readonly Asked[]): number => side.filter(({ at }) => at >= since).length
  const [yes, no] = [fresh(known), fresh(unknown)]
  return yes > 0 && no > 0 && yes + no >= VERSIONS
}

export type Neighbours = ReturnType<typeof createNeighbours>
