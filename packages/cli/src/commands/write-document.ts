import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { documentFiles, type NoticeDocument } from '@nightlight/notices'
import { writeError } from '../hash/writing.ts'

/**
 * Writes a document as files that nobody else on the machine may read: its text, its XARF reports, and
 * what goes with it.
 *
 * @returns their paths
 * @throws {DomainError} why something cannot be written, `output-exists` for example
 */
export async function writeDocument(
  dir: string,
  name: string,
  document: NoticeDocument,
): Promise<string[]> {
  const paths: string[] = []
  try {
    await mkdir(dir, { recursive: true })
    for (const { ending, content } of documentFiles(document)) {
      const path = join(dir, `${name}.${ending}`)
      await writeFile(path, content, { flag: 'wx', mode: 0o600 })
      paths.push(path)
    }
  } catch (error) {
    throw writeError('a document', error)
  }
  return paths
}
