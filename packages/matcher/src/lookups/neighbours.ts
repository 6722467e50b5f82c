import { hammingDistance } from '@nightlight/fingerprint'

/** Bits within which two hashes count as versions of one picture: a match is 31 at most. */
const NEAR = 40
/** So many different versions of one picture, of which some are known and some are not, are no uploads. */
const VERSIONS = 12
/** Questions that are remembered of one who asks. */
const REMEMBERED = 8_192
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Asked = { hash: Uint8Array; isKnown: boolean; at: number }

/**
 * Tells whoever asks by likeness for many versions of one picture, on both sides of where it stops being known: that is
 * how an edit is found that slips through, or a hash is closed in on. A picture that many people pass on is asked for
 * in many versions too; but then all are known or none is.
 *
 * Kept in memory, of one process: it forgets at a restart, and each matcher knows what it was asked itself.
 */
export function createNeighbours(now: () => number = Date.now): {
  /** @returns whether this question, with those of the last day, is such a walk */
  note: (who: string, hash: Uint8Array, isKnown: boolean) => boolean
} {
  const asked = new Map<string, Asked[]>()
  return {
    note(who, hash, isKnown) {
      const at = now()
      const all = asked.get(who) ?? []
      asked.set(who, all)
      let [known, unknown, isNew] = [0, 0, true]
      for (const one of all) {
        if (at - one.at > DAY_MS) continue
        const distance = hammingDistance(one.hash, hash)
        if (distance === 0) isNew = false
        else if (distance <= NEAR && one.isKnown) known++
        else if (distance <= NEAR) unknown++
      }
      if (isNew) {
        all.push({ hash, isKnown, at })
        if (all.length > REMEMBERED) all.shift()
      }
      const [yes, no] = [known + Number(isKnown), unknown + Number(!isKnown)]
      return yes > 0 && no > 0 && yes + no >= VERSIONS
    },
  }
}

export type Neighbours = ReturnType<typeof createNeighbours>
