import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import { parse } from 'csv-parse/sync'
import { algorithmNamed, type ListRow } from './list-row.ts'

const DELIMITERS = [',', ';', '\t'] as const

/** How the head line of a CSV file is read, or null when it names no hash. */
export function csvHead(
  head: string,
  map: Readonly<Record<string, string>> = {},
): { delimiter: string; columns: (HashAlgorithm | undefined)[] } | null {
  for (const delimiter of DELIMITERS) {
    const columns = cells(head, delimiter).map((name) => algorithmNamed(map[name] ?? name))
    if (columns.some((column) => column !== undefined)) {
      return { delimiter, columns }
    }
  }
  return null
}

/**
 * Rows of a CSV file with a head line; columns that are no hash are dropped unread.
 *
 * @param map column head -> algorithm, for heads that do not name theirs
 * @throws {DomainError} `csv-without-hash-column` when no column holds a hash
 */
export async function* readCsv(
  lines: AsyncIterable<{ line: number; text: string | null }>,
  map: Readonly<Record<string, string>> = {},
): AsyncIterable<ListRow> {
  let head: ReturnType<typeof headOf> | undefined
  for await (const { line, text } of lines) {
    if (text === null) {
      yield { status: 'unreadable', line, reason: 'row-too-long' }
    } else if (text.trim() !== '') {
      if (head === undefined) head = headOf(text, map)
      else yield readRow(line, text, head)
    }
  }
}

function headOf(
  text: string,
  map: Readonly<Record<string, string>>,
): NonNullable<ReturnType<typeof csvHead>> {
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
  try {
    const [row = []] = parse(text, { delimiter, relax_quotes: true, trim: true, bom: true })
    return row.map(String)
  } catch {
    return []
  }
}
