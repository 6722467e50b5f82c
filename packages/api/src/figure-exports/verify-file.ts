import { LANGUAGES } from '@nightlight/contract'
import type { Db } from '@nightlight/runtime'
import { digestOf } from './export-content.ts'
import { exportFile, formatOf, type FileVerdict } from './export-file.ts'
import { readExport } from './export-store.ts'
import { remake } from './make-export.ts'

const NAMED = /sha256:([0-9a-f]{64})/

/** Makes the figures of a file again from the events, writes them again, and compares byte by byte. */
export async function verifyFile(
  db: Db,
  bytes: Buffer,
  signal?: AbortSignal,
): Promise<FileVerdict> {
  const format = formatOf(bytes)
  const digest =
    format === 'json' ? digestOf(bytes) : (NAMED.exec(bytes.toString('latin1'))?.[1] ?? null)
  const kept = digest === null ? null : await readExport(db, { digest })
  if (!kept) return { digest, known: false, recomputed: false, sameBytes: false }
  const made = await remake(db, kept.content, signal)
  const files = await Promise.all(
    LANGUAGES.map((language) => exportFile(made.content, made.digest, { format, language })),
  )
  return {
    digest,
    known: true,
    recomputed: made.digest === digest,
    sameBytes: files.some(({ body }) => body.equals(bytes)),
  }
}
