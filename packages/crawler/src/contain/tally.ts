import type { ArchiveLimits } from './limits.ts'
import type { ArchiveCode, ArchiveOutcome } from './outcome.ts'

/** Ends the reading of an archive; says nothing of what is in it. */
export class OverBudget extends Error {
  override name = 'OverBudget'
}

/** Why something in an archive was not read. */
export type Gap = 'damaged' | 'unsupported' | 'encrypted' | 'over-budget'

const WORST: readonly (readonly [Gap, ArchiveCode])[] = [
  ['over-budget', 'archive-over-budget'],
  ['encrypted', 'archive-encrypted'],
  ['unsupported', 'archive-unsupported'],
  ['damaged', 'archive-damaged'],
]

export type Tally = ReturnType<typeof createTally>

/**
 * Counts what is read from one archive, and ends it at its limits.
 *
 * @param archiveBytes  length of the archive
 */
export function createTally(archiveBytes: number, limits: ArchiveLimits) {
  const gaps = new Set<Gap>()
  const counts = { members: 0, media: 0, nested: 0 }
  let decoded = 0

  function refuseRatio(bytes: number): void {
    if (bytes > limits.ratioGraceBytes && bytes > archiveBytes * limits.maxRatio) {
      throw new OverBudget(`read archive: more than ${limits.maxRatio} times larger`)
    }
  }

  return {
    limits,
    /** @throws {OverBudget} there are too many */
    member(): void {
      if (counts.members >= limits.maxMembers) throw new OverBudget('read archive: many members')
      counts.members++
    },
    medium(): void {
      counts.media++
    },
    /** @returns what there is of such a member: nothing */
    nested(): undefined {
      counts.nested++
      gaps.add('over-budget')
    },
    /** @returns what there is of such a member: nothing, unless part of it could be read */
    gap(gap: Gap): undefined {
      gaps.add(gap)
    },
    /** Most bytes that the next member may have. */
    get left(): number {
      return Math.min(limits.maxMemberBytes, limits.maxDecodedBytes - decoded)
    },
    /** @throws {OverBudget} too many bytes altogether */
    decoded(bytes: number): void {
      decoded += bytes
      if (decoded > limits.maxDecodedBytes) throw new OverBudget('read archive: large')
      refuseRatio(decoded)
    },
    /** @throws {OverBudget} an archive promises more than a good one of its length could hold */
    promised: refuseRatio,
    outcome(): ArchiveOutcome {
      const worst = WORST.find(([gap]) => gaps.has(gap))
      return { code: worst?.[1] ?? 'archive', ...counts }
    },
  }
}
