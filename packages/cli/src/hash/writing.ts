import { DomainError } from '@nightlight/contract'

/** What the system said of a write, in words with a stable code; anything else as it is. */
export function writeError(what: string, error: unknown): unknown {
  const system = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (system === undefined || error instanceof DomainError) return error
  const [code, words] = WORDS[system] ?? ['output-unwritable', `${system}; check the place`]
  return new DomainError('invalid', code, `Writing ${what}: ${words}`, { cause: error })
}

const DISK_FULL = [
  'disk-full',
  'the disk is full; make room and give the same command again with --resume, or without it another --out',
] as const
const NOT_PERMITTED = ['output-unwritable', 'not permitted there; choose another place'] as const

const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
  EACCES: NOT_PERMITTED,
  EPERM: NOT_PERMITTED,
  EROFS: NOT_PERMITTED,
  ENOENT: ['output-unwritable', 'the folder does not exist'],
  EISDIR: ['output-unwritable', 'it is a folder; give the name of a file'],
  EPIPE: ['output-closed', 'the program that read it has ended'],
  EEXIST: ['output-exists', 'the file exists; choose another name or remove it'],
}
