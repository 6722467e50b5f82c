import {
  categoryOf,
  nothingSetAside,
  photoDnaKind,
  referenceOf,
  withoutFlatHashes,
  type ListLine,
  type ListRow,
  type RowHash,
  type SetAside,
} from './list-row.ts'
import { csvEnd } from './csv-end.ts'
import { cellsOf, type CsvHead } from './csv-head.ts'
import { joinedRows } from './quoted-cells.ts'

const YES = /^(y|yes|t|true)$/i

/**
 * Rows of a CSV file below its head line; columns that the head has no use for are dropped unread.
 * Blank lines are skipped. A quoted cell may go over line ends.
 *
 * The category of an ICSE row is `baseline` or `not-baseline`.
 *
 * @param lines after the head line
 * @throws {DomainError} `list-malformed` where it breaks off within its last row
 */
export async function* readCsv(
  lines: AsyncIterator<ListLine>,
  head: CsvHead,
  setAside: SetAside = nothingSetAside(),
): AsyncGenerator<ListRow> {
  const end = csvEnd(head.columns)
  try {
    for await (const { line, text, isOpen = false } of joinedRows(lines, head.delimiter)) {
      if (text?.trim() === '') continue
      const cells = text === null ? null : cellsOf(text, head.delimiter)
      // what a program writes below its rows is none that broke off
      end.row(text?.startsWith('#') ? null : cells, isOpen)
      if (cells === null) yield { status: 'unreadable', line, reason: 'row-too-long' }
      else yield readRow(line, cells, head, setAside)
    }
    end.mustBeWhole()
  } finally {
    await lines.return?.()
  }
}

function readRow(
  line: number,
  cells: readonly string[],
  head: CsvHead,
  setAside: SetAside,
): ListRow {
  const hashes: RowHash[] = []
  const found: Pick<ListRow & { status: 'row' }, 'category' | 'reference'> = {}
  let quality: number | undefined
  let photoDna: 'photodna' | 'photodna-malformed' | undefined
  // A row that is too short for the column has no category; it is not one of a list without any.
  if (head.columns.includes('category')) found.category = null
  for (const [at, cell] of cells.entries()) {
    const column = head.columns[at]
    if (column === 'category') found.category ??= categoryOf(cell)
    else if (column === 'baseline') found.category = YES.test(cell) ? 'baseline' : 'not-baseline'
    else if (!column || cell === '') continue
    else if (column === 'quality') quality = Number(cell)
    else if (column === 'reference') Object.assign(found, referenceOf(cell))
    else if (column === 'photodna') photoDna = photoDnaKind(cell)
    else hashes.push({ algorithm: column, text: cell })
  }
  if (head.format === 'icse') found.category ??= 'not-baseline'
  if (photoDna) setAside[photoDna]++
  const kept = withoutFlatHashes(hashes, quality, setAside)
  if (kept.length > 0) return { status: 'row', line, hashes: kept, ...found }
  const reason = photoDna && hashes.length === 0 ? 'photodna-only' : 'no-hash'
  return { status: 'unreadable', line, reason }
}
