import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DomainError } from '@nightlight/contract'
import { openCheckpoint, type OpenedCheckpoint } from './checkpoint.ts'
import type { NoteKey } from './note.ts'

/**
 * The last checkpoint that was signed, in a file of the signer's own apart from the database: a database that was set back
 * or rewritten does not fit it.
 *
 * @returns null when there is no file
 * @throws {DomainError} conflict `audit-kept-head-unreadable`: it is no checkpoint of this key
 */
export async function readKeptHead(file: string, key: NoteKey): Promise<OpenedCheckpoint | null> {
  let note: string
  try {
    note = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw unreadable('it cannot be read', error)
  }
  const opened = openCheckpoint(note, key)
  if (typeof opened !== 'string') return opened
  throw unreadable(opened === 'other-key' ? 'another key signed it' : 'it was altered')
}

const unreadable = (why: string, cause?: unknown): DomainError =>
  new DomainError(
    'conflict',
    'audit-kept-head-unreadable',
    `Reading the last signed checkpoint: ${why}; put back a copy that an auditor or a witness has`,
    { cause },
  )

/** Replaces the file as a whole; it is on the disk when this returns. */
export async function writeKeptHead(file: string, note: string): Promise<void> {
  const draft = `${file}.new`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(note)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
  const directory = await open(dirname(file))
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
