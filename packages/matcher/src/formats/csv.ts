import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import { parse } from 'csv-parse/sync'
import { algorithmNamed, isBlankOrComment, type ListLine, type ListRow } from './list-row.ts'

const DELIMITERS = [',', ';', '\t'] as const

/** Column head -> algorithm, as an operator writes it. */
export type ColumnMap = Readonly<Record<string, string>>

const mapped = (name: string, map: ColumnMap): string =>
  Object.hasOwn(map, name) ? String(map[name]) : name

/** How the head line of a CSV file is read, or null when it names no hash. */
export function csvHead(
  head: string,
  map: ColumnMap = {},
): { delimiter: string; columns: (HashAlgorithm | undefined)[] } | null {
  for (const delimiter of DELIMITERS) {
    const columns = cells(head, delimiter).map((name) => algorithmNamed(mapped(name, map)))
    if (columns.some((column) => column !== undefined)) {
      return { delimiter, columns }
    }
  }
  return null
}

/**
 * Rows of a CSV file with a head line; columns that are no hash are dropped unread. Blank lines are
 * skipped, and before the head line those that begin with `#`.
 *
 * @param map column head -> algorithm, for heads that do not name theirs
 * @throws {DomainError} `csv-without-hash-column` when no column holds a hash
 */
export async function* readCsv(
  lines: AsyncIterable<ListLine>,
  map: ColumnMap = {},
): AsyncIterable<ListRow> {
  let head: ReturnType<typeof headOf> | undefined
  for await (const { line, text } of lines) {
    if (text === null) {
      yield { status: 'unreadable', line, reason: 'row-too-long' }
    } else if (head === undefined) {
      if (!isBlankOrComment(text)) head = headOf(text, map)
    } else if (text.trim() !== '') {
      yield readRow(line, text, head)
    }
  }
}

function headOf(text: string, map: ColumnMap): NonNullable<ReturnType<typeof csvHead>> {
  const head = csvHead(text, map)
  if (head) return head
  throw new DomainError(
    'invalid',
    'csv-without-hash-column',
    'Reading a CSV list: no column is called md5, sha1, sha256, pdq or blockhash; name them in the head line or with --map',
  )
}

function readRow(line: number, text: string, head: ReturnType<typeof headOf>): ListRow {
  const hashes = cells(text, head.delimiter).flatMap((cell, at) => {
    const algorithm = head.columns[at]
    return algorithm && cell !== '' ? [{ algorithm, text: cell }] : []
  })
  return hashes.length > 0
    ? { status: 'row', line, hashes }
    : { status: 'unreadable', line, reason: 'no-hash' }
}

/** Cells of one line; a quoted cell with a line break inside is not a hash and reads as no hash. */
function cells(text: string, delimiter: string): string[] {
  if (!text.includes('"')) return text.split(delimiter).map((cell) => cell.trim())
  try {
    const [row = []] = parse(text, { delimiter, relax_quotes: true, trim: true })
    return row.map(String)
  } catch {
    return []
  }
}
