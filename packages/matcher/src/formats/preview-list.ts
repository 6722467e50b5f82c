import type { HashAlgorithm } from '@nightlight/contract'
import { checkHash, type HashRefusal } from '../hash-value.ts'
import { cellsOf, DELIMITERS, foreignHeads, type Column, type CsvHead } from './csv-head.ts'
import type { ListRow, RowProblem } from './list-row.ts'
import { openList, type KnownFormat, type ListSource } from './read-list.ts'

/** What a column is read as; null where it is dropped. */
export type ReadColumn = { head: string; as: Exclude<Column, 'photodna' | 'baseline'> }

export type ListPreview = {
  format: KnownFormat
  /** Of CSV and ICSE; and of what may be CSV with heads that nobody knows. Otherwise none. */
  columns: ReadColumn[]
  /** The first 20. */
  rows: PreviewRow[]
  /** It goes by columns, and none of them is known to hold a hash: they are to be mapped. */
  headUnknown: boolean
}

export type PreviewRow = {
  line: number
  /** What was found, not its value. */
  hashes: HashAlgorithm[]
  category: string | null
  isRemoval: boolean
  /** Why the row would be refused; null when nothing speaks against it. */
  problem: RowProblem | HashRefusal | null
}

const MOST_ROWS = 20
const LONGEST_HEAD = 64

/**
 * Tells how a list would be read, for whoever decides on its import, and closes its source.
 *
 * No hash, no reference and no cell that is not a category comes out; heads of columns do.
 *
 * @throws {DomainError} as `readList`, but for `csv-without-hash-column`, where `headUnknown` is true
 */
export async function previewList(source: ListSource): Promise<ListPreview> {
  const opened = await openList(source, { mayLackHashes: true })
  const rows: PreviewRow[] = []
  for await (const row of opened.rows) {
    rows.push(previewOf(row))
    if (rows.length === MOST_ROWS) break
  }
  const { format, head, first } = opened
  const columns = readColumns(head)
  const isForeign = format === 'plain' && rows.every(({ problem }) => problem !== null)
  if (!isForeign || first === null || !hasCells(first)) {
    return { format, columns, rows, headUnknown: false }
  }
  const foreign = (foreignHeads(first) ?? []).map((name) => ({ head: name, as: null }))
  return { format: 'csv', columns: foreign, rows: [], headUnknown: true }
}

/** How columns are read, for whoever decides on it; none without a head. */
export const readColumns = (head: CsvHead | null): ReadColumn[] =>
  (head?.names ?? []).map((name, at) => ({
    head: name.slice(0, LONGEST_HEAD),
    as: shown(head?.columns[at] ?? null),
  }))

function shown(column: Column): ReadColumn['as'] {
  if (column === 'baseline') return 'category'
  return column === 'photodna' ? null : column
}

const hasCells = (line: string): boolean =>
  DELIMITERS.some((delimiter) => cellsOf(line, delimiter).length > 1)

function previewOf(row: ListRow): PreviewRow {
  const { line } = row
  const found = { line, hashes: [], category: null, isRemoval: row.status === 'removed' }
  if (row.status === 'removed') return { ...found, problem: null }
  if (row.status === 'unreadable') return { ...found, problem: row.reason }
  const hashes = [...new Set(row.hashes.map(({ algorithm }) => algorithm))]
  return { ...found, hashes, category: row.category ?? null, problem: problemOf(row.hashes) }
}

function problemOf(hashes: (ListRow & { status: 'row' })['hashes']): HashRefusal | null {
  for (const { algorithm, text } of hashes) {
    const check = checkHash(algorithm, text)
    if (check.status === 'refused') return check.reason
  }
  return null
}
