import { archiveKind } from './archive-kind.ts'
import type { ArchiveLimits } from './limits.ts'
import type { TakeMember } from './member.ts'
import type { ArchiveOutcome } from './outcome.ts'
import { readWithLibarchive } from './read-with-libarchive.ts'
import { readZip } from './read-zip.ts'
import { createTally, OverBudget } from './tally.ts'

/**
 * Unpacks an archive in memory and hands on its pictures and videos, one at a time.
 *
 * To be run in a process that may be killed: nothing here watches the time.
 *
 * @returns what became of it, whatever it holds
 * @throws what `take` throws; a `RuntimeError` of WebAssembly when libarchive runs out of memory
 */
export async function readArchive(
  file: Buffer,
  limits: ArchiveLimits,
  take: TakeMember,
): Promise<ArchiveOutcome> {
  const tally = createTally(file.length, limits)
  const kind = archiveKind(file)
  try {
    if (kind === 'zip') await readZip(file, tally, take)
    else if (kind === undefined) tally.gap('unsupported')
    else await readWithLibarchive(file, tally, take)
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error
    tally.gap('over-budget')
  }
  return tally.outcome()
}
