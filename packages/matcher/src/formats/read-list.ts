import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import { csvHead, readCsv } from './csv.ts'
import { readLines, type ListRow } from './list-row.ts'
import { readPlain } from './plain.ts'

export const LIST_FORMATS = ['auto', 'plain', 'csv'] as const
export type ListFormat = (typeof LIST_FORMATS)[number]

export type ListSource = {
  bytes: AsyncIterable<Uint8Array>
  format: ListFormat
  /** Algorithm of unlabelled lines of a plain list. */
  algorithm?: HashAlgorithm | undefined
  /** Column head -> algorithm. */
  map?: Readonly<Record<string, string>>
}

/**
 * Reads a list of any known format as rows, streaming; what it is, is decided by its content.
 *
 * @throws {DomainError} `list-empty` when there is no line to read
 */
export async function readList(
  source: ListSource,
): Promise<{ format: 'plain' | 'csv'; rows: AsyncIterable<ListRow> }> {
  const lines = readLines(source.bytes)[Symbol.asyncIterator]()
  const seen: { line: number; text: string | null }[] = []
  let first: string | undefined
  while (first === undefined) {
    const next = await lines.next()
    if (next.done)
      throw new DomainError('invalid', 'list-empty', 'Reading a list: the file is empty')
    seen.push(next.value)
    const text = next.value.text?.trim() ?? ''
    if (text !== '' && !text.startsWith('#')) first = text
  }
  const all = chained(seen, lines)
  const isCsv =
    source.format === 'csv' || (source.format === 'auto' && looksLikeCsv(first, source.map))
  return isCsv
    ? { format: 'csv', rows: readCsv(all, source.map) }
    : { format: 'plain', rows: readPlain(all, source.algorithm) }
}

/** A head line names a hash and carries none. */
const looksLikeCsv = (line: string, map?: Readonly<Record<string, string>>): boolean =>
  csvHead(line, map) !== null && !/\b[0-9a-f]{32,64}\b/i.test(line)

async function* chained<T>(first: readonly T[], rest: AsyncIterator<T>): AsyncIterable<T> {
  yield* first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
