import { csvBreaksOff } from './csv-end.ts'
import { MAX_RECORD_BYTES, type ListLine } from './list-row.ts'

const HASH_LIKE = /[0-9a-f]{32}/i
const MOST_LINES = 64

/**
 * Joins the lines of a CSV file whose quoted cell goes over line ends.
 *
 * A quote that nobody closes must not swallow rows: where the cell holds what could be a hash, or grows
 * over `MAX_RECORD_BYTES` or 64 lines, its first line comes out alone, and the lines after it are read
 * as if it were not there.
 *
 * @throws {DomainError} `list-malformed` where the file ends within a cell
 */
export async function* joinedRows(
  lines: AsyncIterator<ListLine>,
  delimiter: string,
): AsyncIterable<ListLine> {
  const waiting: ListLine[] = []
  const next = async (): Promise<ListLine | undefined> => {
    const one = waiting.shift()
    if (one) return one
    const read = await lines.next()
    return read.done ? undefined : read.value
  }
  for (let first = await next(); first; first = await next()) {
    let row = first.text
    const more: ListLine[] = []
    let open = row === null ? -1 : openQuote(row, delimiter)
    while (open >= 0 && row !== null) {
      const line = await next()
      if (!line) throw csvBreaksOff()
      more.push(line)
      if (line.text === null || more.length > MOST_LINES) break
      if (row.length + line.text.length > MAX_RECORD_BYTES) break
      row += `\n${line.text}`
      const stillOpen = openQuote(row, delimiter)
      if (holdsHash(row, open, delimiter, stillOpen)) break
      if (stillOpen < 0) {
        yield { ...line, line: first.line, text: row }
        more.length = 0
        row = null
      }
      open = stillOpen
    }
    if (row !== null || first.text === null) {
      yield first
      waiting.unshift(...more)
    }
  }
}

/** Whether the cell that opens at `from` holds a hash, as far as it goes. */
function holdsHash(row: string, from: number, delimiter: string, stillOpen: number): boolean {
  const end = stillOpen === from ? row.length : endOfCell(row, from, delimiter)
  return HASH_LIKE.test(row.slice(from, end))
}

/** Where the quoted cell begins that a row ends in, or -1. */
function openQuote(row: string, delimiter: string): number {
  let at = 0
  while (at < row.length) {
    const start = at
    while (row[at] === ' ') at++
    if (row[at] === '"') {
      at = endOfCell(row, at, delimiter)
      if (at < 0) return start
    } else {
      const end = row.indexOf(delimiter, at)
      at = end < 0 ? row.length : end
    }
    at += delimiter.length
  }
  return -1
}

/** Where the quoted cell that begins at `from` ends; -1 when it does not. */
function endOfCell(row: string, from: number, delimiter: string): number {
  let at = row.indexOf('"', from) + 1
  for (;;) {
    const quote = row.indexOf('"', at)
    if (quote < 0) return -1
    if (row[quote + 1] === '"') {
      at = quote + 2
      continue
    }
    let after = quote + 1
    while (row[after] === ' ') after++
    if (after >= row.length || row.startsWith(delimiter, after)) return after
    at = quote + 1
  }
}
