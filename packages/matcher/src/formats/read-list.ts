import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import { csvHead, readCsv, type ColumnMap } from './csv.ts'
import { isBlankOrComment, readLines, type ListLine, type ListRow } from './list-row.ts'
import { readPlain } from './plain.ts'

export const LIST_FORMATS = ['auto', 'plain', 'csv'] as const
export type ListFormat = (typeof LIST_FORMATS)[number]

export type ListSource = {
  bytes: AsyncIterable<Uint8Array>
  format: ListFormat
  /** Algorithm of unlabelled lines of a plain list. */
  algorithm?: HashAlgorithm | undefined
  /** Column head -> algorithm. */
  map?: ColumnMap
}

/**
 * Reads a list of any known format as rows, streaming; what it is, is decided by its content. When
 * the reader of the rows stops early, the source is closed.
 *
 * @throws {DomainError} `list-empty` when there is no line but blank ones and comments
 */
export async function readList(
  source: ListSource,
): Promise<{ format: 'plain' | 'csv'; rows: AsyncIterable<ListRow> }> {
  const lines = readLines(source.bytes)[Symbol.asyncIterator]()
  const { first, before } = await firstLine(lines)
  const all = chained([...before, first], lines)
  const isCsv =
    source.format === 'csv' || (source.format === 'auto' && looksLikeCsv(first.text, source.map))
  return isCsv
    ? { format: 'csv', rows: readCsv(all, source.map) }
    : { format: 'plain', rows: readPlain(all, source.algorithm) }
}

/** The first line that says something, and the over-long ones before it. */
async function firstLine(
  lines: AsyncIterator<ListLine>,
): Promise<{ first: { line: number; text: string }; before: ListLine[] }> {
  const before: ListLine[] = []
  for (;;) {
    const next = await lines.next()
    if (next.done) {
      throw new DomainError('invalid', 'list-empty', 'Reading a list: the file is empty')
    }
    const { line, text } = next.value
    if (text === null) before.push(next.value)
    else if (!isBlankOrComment(text)) return { first: { line, text }, before }
  }
}

/** A head line names a hash and carries none. */
const looksLikeCsv = (line: string, map?: ColumnMap): boolean =>
  csvHead(line, map) !== null && !/\b[0-9a-f]{32,64}\b/i.test(line)

async function* chained<T>(first: readonly T[], rest: AsyncIterator<T>): AsyncIterable<T> {
  try {
    yield* first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
