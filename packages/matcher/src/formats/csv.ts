import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import { parse } from 'csv-parse/sync'
import {
  algorithmNamed,
  isBlankOrComment,
  isQualityName,
  nothingSetAside,
  withoutFlatHashes,
  type ListLine,
  type ListRow,
  type SetAside,
} from './list-row.ts'
import { joinedRows } from './quoted-cells.ts'

const DELIMITERS = [',', ';', '\t'] as const

/** Column head -> algorithm, as an operator writes it. */
export type ColumnMap = Readonly<Record<string, string>>

type CsvHead = { delimiter: string; columns: (HashAlgorithm | 'quality' | undefined)[] }

const mapped = (name: string, map: ColumnMap): string =>
  Object.hasOwn(map, name) ? String(map[name]) : name

const columnNamed = (name: string): CsvHead['columns'][number] =>
  algorithmNamed(name) ?? (isQualityName(name) ? 'quality' : undefined)

/** How the head line of a CSV file is read, or null when it names no hash. */
export function csvHead(head: string, map: ColumnMap = {}): CsvHead | null {
  for (const delimiter of DELIMITERS) {
    const columns = cells(head, delimiter).map((name) => columnNamed(mapped(name, map)))
    if (columns.some((column) => column !== undefined && column !== 'quality')) {
      return { delimiter, columns }
    }
  }
  return null
}

/**
 * Rows of a CSV file with a head line; columns that are no hash are dropped unread. Blank lines are
 * skipped, and before the head line those that begin with `#`. A quoted cell may go over line ends.
 *
 * @param map column head -> algorithm, for heads that do not name theirs
 * @throws {DomainError} `csv-without-hash-column` when no column holds a hash
 */
export async function* readCsv(
  lines: AsyncIterable<ListLine>,
  map: ColumnMap = {},
  setAside: SetAside = nothingSetAside(),
): AsyncIterable<ListRow> {
  const rest = lines[Symbol.asyncIterator]()
  try {
    const { head, before } = await findHead(rest, map)
    yield* before
    for await (const { line, text } of joinedRows(rest, head.delimiter)) {
      if (text === null) yield { status: 'unreadable', line, reason: 'row-too-long' }
      else if (text.trim() !== '') yield readRow(line, text, head, setAside)
    }
  } finally {
    await rest.return?.()
  }
}

async function findHead(
  lines: AsyncIterator<ListLine>,
  map: ColumnMap,
): Promise<{ head: CsvHead; before: ListRow[] }> {
  const before: ListRow[] = []
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const { line, text } = next.value
    if (text === null) before.push({ status: 'unreadable', line, reason: 'row-too-long' })
    else if (!isBlankOrComment(text)) return { head: headOf(text, map), before }
  }
  return { head: headOf('', map), before }
}

function headOf(text: string, map: ColumnMap): CsvHead {
  const head = csvHead(text, map)
  if (head) return head
  throw new DomainError(
    'invalid',
    'csv-without-hash-column',
    'Reading a CSV list: no column is called md5, sha1, sha256, pdq or blockhash; name them in the head line or with --map',
  )
}

function readRow(line: number, text: string, head: CsvHead, setAside: SetAside): ListRow {
  let quality: number | undefined
  const hashes = cells(text, head.delimiter).flatMap((cell, at) => {
    const column = head.columns[at]
    if (column === undefined || cell === '') return []
    if (column !== 'quality') return [{ algorithm: column, text: cell }]
    quality = Number(cell)
    return []
  })
  const kept = withoutFlatHashes(hashes, quality, setAside)
  return kept.length > 0
    ? { status: 'row', line, hashes: kept }
    : { status: 'unreadable', line, reason: 'no-hash' }
}

/** Cells of one row; a row that cannot be parted has none. */
function cells(text: string, delimiter: string): string[] {
  if (!text.includes('"')) return text.split(delimiter).map((cell) => cell.trim())
  try {
    const [row = []] = parse(text, { delimiter, relax_quotes: true, trim: true })
    return row.map(String)
  } catch {
    return []
  }
}
