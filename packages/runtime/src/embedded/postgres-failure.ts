import { dirname } from 'node:path'
import { DomainError } from '@nightlight/contract'
import { diskFullNow } from './disk-space.ts'

/** What the server wrote before it ended says about whether to try again. */
export type StartFailure = 'port-taken' | 'still-ending' | 'final'

/**
 * Reads from the server's own words why it did not start.
 *
 * `still-ending`: backends of a server that was killed hold its shared memory for a moment more.
 */
export function classifyStart(words: string): StartFailure {
  if (/could not bind|Address already in use/.test(words)) return 'port-taken'
  if (/still in use|is another postmaster/i.test(words)) return 'still-ending'
  return 'final'
}

/** The error to show for a server or initdb that failed with `words`. */
export async function explainFailure(words: string, dataDir: string): Promise<Error> {
  if (/No space left on device|Disk quota exceeded|ENOSPC/.test(words)) {
    return diskFullNow(dirname(dataDir))
  }
  if (/database files are incompatible with server/.test(words)) {
    return new DomainError(
      'conflict',
      'data-directory-version',
      'Starting Postgres: the data directory was made by another version of Postgres; choose another --data',
    )
  }
  if (/could not look up effective user ID/.test(words)) {
    return new DomainError(
      'conflict',
      'no-account',
      'Starting Postgres: this user has a number but no name; give it an entry in /etc/passwd, or set DATABASE_URL',
    )
  }
  const last = words.trim().split('\n').slice(-3).join(' | ')
  return new Error(`Starting Postgres: the server ended: ${last || 'without a word'}`)
}
