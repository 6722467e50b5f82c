import { createReadStream } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { DomainError } from '@nightlight/contract'
import { openTar } from './tar.ts'

/** The files of an export, by their paths below its directory. */
export type ExportFiles = {
  /** @returns null when there is no such file */
  read(path: string): Promise<Uint8Array | null>
  /** Lines of a file of text; none when it is missing. */
  lines(path: string): AsyncIterable<string>
}

/**
 * The files of a directory, or of an archive that has them as one file.
 *
 * @throws {DomainError} `audit-export-unreadable` when there is no such directory or file
 */
export async function openExport(path: string): Promise<ExportFiles> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new DomainError(
      'invalid',
      'audit-export-unreadable',
      'Reading the export: there is no such directory or file, or it cannot be read',
      { cause },
    )
  })
  return found.isDirectory() ? inDirectory(path) : openTar(path)
}

const inDirectory = (directory: string): ExportFiles => ({
  read: (path) => readFile(join(directory, path)).catch(() => null),
  async *lines(path) {
    try {
      yield* createInterface({ input: createReadStream(join(directory, path)) })
    } catch {
      // a file that cannot be read has no lines; what should have been in it is missed
    }
  },
})

/** Writes a file of an export, with the directories above it. */
export async function writeExportFile(
  directory: string,
  path: string,
  content: Uint8Array | string,
): Promise<void> {
  const file = join(directory, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}
