import { HASH_ALGORITHMS, type HashAlgorithm } from '@nightlight/contract'
import { parse } from 'csv-parse/sync'
import { algorithmNamed, isPhotoDnaName, isQualityName } from './list-row.ts'

/** Column head -> algorithm, `category` or `reference`, as an operator writes it. */
export type ColumnMap = Readonly<Record<string, string>>

/** What is taken from a column; null where it is dropped unread. `baseline` is a flag of ICSE. */
export type Column =
  | HashAlgorithm
  | 'photodna'
  | 'quality'
  | 'category'
  | 'baseline'
  | 'reference'
  | null

export type CsvHead = {
  format: 'csv' | 'icse'
  delimiter: string
  /** As the head line calls them. */
  names: readonly string[]
  columns: readonly Column[]
}

export const DELIMITERS = [',', ';', '\t'] as const
const HASHES: ReadonlySet<Column> = new Set(HASH_ALGORITHMS)

const ICSE_DELIMITER = ';'
const ICSE_COLUMNS: ReadonlyMap<string, Column> = new Map<string, Column>([
  ['md5', 'md5'],
  ['sha1', 'sha1'],
  ['photodna', 'photodna'],
  ['image id', 'reference'],
  ['is distributed', null],
  ['victim identified', null],
  ['offender identified', null],
  ['series name', null],
  ['number of submissions', null],
  ['file available', null],
  ['media type', null],
  ['baseline', 'baseline'],
])

/** How the head line of a CSV file is read, or null when it names no hash. */
export function csvHead(line: string, map: ColumnMap = {}): CsvHead | null {
  const icse = icseHead(line)
  if (icse) return icse
  for (const delimiter of DELIMITERS) {
    const names = cellsOf(line, delimiter)
    const columns = columnsOf(names, map)
    if (columns.some((column) => HASHES.has(column))) {
      return { format: 'csv', delimiter, names, columns }
    }
  }
  return null
}

/** The head of an ICSE export: all of its columns, in whatever order, and perhaps others. */
function icseHead(line: string): CsvHead | null {
  const names = cellsOf(line, ICSE_DELIMITER)
  const keys = names.map((name) => name.toLowerCase())
  if (![...ICSE_COLUMNS.keys()].every((key) => keys.includes(key))) return null
  const columns = keys.map((key) => ICSE_COLUMNS.get(key) ?? null)
  return { format: 'icse', delimiter: ICSE_DELIMITER, names, columns }
}

function columnsOf(names: readonly string[], map: ColumnMap): Column[] {
  const mapped = names.map((name) => (Object.hasOwn(map, name) ? String(map[name]) : undefined))
  const hasCategory = mapped.some((as) => as?.toLowerCase() === 'category')
  return names.map((name, at) => {
    const as = mapped[at]
    if (as?.toLowerCase() === 'reference') return 'reference'
    if (as === undefined && hasCategory && isCategoryName(name)) return null
    return columnNamed(as ?? name)
  })
}

const isCategoryName = (name: string): boolean => /^(category|class)$/i.test(name)

function columnNamed(name: string): Column {
  const algorithm = algorithmNamed(name)
  if (algorithm) return algorithm
  if (isQualityName(name)) return 'quality'
  if (isCategoryName(name)) return 'category'
  return isPhotoDnaName(name) ? 'photodna' : null
}

/** Cells of one row; a row that cannot be parted has none. */
export function cellsOf(text: string, delimiter: string): string[] {
  if (!text.includes('"')) return text.split(delimiter).map((cell) => cell.trim())
  try {
    const [row = []] = parse(text, { delimiter, relax_quotes: true, trim: true })
    return row.map(String)
  } catch {
    return []
  }
}

/**
 * Heads that may be shown to whoever maps them, of a line that names no hash; null when the line may
 * be no head line but a row, whose cells are nobody's business.
 */
export function foreignHeads(line: string): string[] | null {
  for (const delimiter of DELIMITERS) {
    const names = cellsOf(line, delimiter)
    if (names.length > 1) return names.every(isHarmless) ? names : null
  }
  return null
}

// A head is a few words: no path, address or URL, and nothing that could be a hash in any writing.
const isHarmless = (name: string): boolean =>
  /^[^\\/@:]{0,64}$/.test(name) && !/[0-9a-f]{16}/i.test(name) && !/^\S{22,}$/.test(name)
