import { readFile } from 'node:fs/promises'
import { verifyFile } from '@nightlight/api'
import { fileUnreadable } from '../unreadable-file.ts'
import { withLog } from './with-log.ts'

/**
 * Says whether a file of figures is what the events still give; ends with 1 when it is not.
 *
 * @throws {DomainError} as `withLog`; invalid `file-unreadable`
 */
export async function exportsVerify(
  file: string,
  options: { data: string; json?: boolean },
): Promise<void> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw fileUnreadable('Comparing figures: the file', error)
  })
  const verdict = await withLog(options.data, ({ db }) => verifyFile(db, bytes))
  const isSame = verdict.recomputed && verdict.sameBytes
  if (!isSame) process.exitCode = 1
  console.log(options.json ? JSON.stringify({ same: isSame, ...verdict }) : words(verdict))
}

function words({
  digest,
  known,
  recomputed,
  sameBytes,
}: Awaited<ReturnType<typeof verifyFile>>): string {
  if (digest === null) return 'NOT OURS: the file names no digest of figures'
  if (!known) return `NOT OURS: no figures of the digest ${digest} were made here`
  if (!recomputed) {
    return 'DIFFERENT: the events give other figures now; "nightlight audit verify" says whether the log was changed'
  }
  return sameBytes
    ? `the same, byte for byte: computed again from the events, sha256:${digest}`
    : 'CHANGED: the figures are as they were, but the file is not the one that was handed over'
}
