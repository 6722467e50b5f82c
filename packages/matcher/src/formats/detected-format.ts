import { csvHead, type ColumnMap, type CsvHead } from './csv-head.ts'
import { isBlankOrComment, MAX_RECORD_BYTES, MAX_ROW_BYTES, type ListLine } from './list-row.ts'
import { jsonObject } from './ndjson.ts'

/** The first bytes of a file, enough to hold its first row. */
export async function headOf(bytes: AsyncIterator<Uint8Array>): Promise<Uint8Array[]> {
  const head: Uint8Array[] = []
  for (let length = 0; length < MAX_RECORD_BYTES;) {
    const next = await bytes.next()
    if (next.done) break
    head.push(next.value)
    length += next.value.length
  }
  return head
}

/** Whether a file is one document, by how it begins; `lines` where each line is for itself. */
export function documentKind(head: readonly Uint8Array[]): 'vics' | 'ncmec' | 'lines' {
  const text = new TextDecoder().decode(Buffer.concat(head)).trimStart()
  if (/^<[?!a-z]/i.test(text)) return 'ncmec'
  if (text.startsWith('[')) return 'vics'
  if (!text.startsWith('{')) return 'lines'
  // One whose first line is a record of its own is NDJSON.
  const end = text.indexOf('\n')
  const first = jsonObject(end < 0 ? text : text.slice(0, end))
  const isWhole = first !== null && !Array.isArray(first['value']) && !Array.isArray(first['Media'])
  return isWhole ? 'lines' : 'vics'
}

/** The first line that says something, null where there is none, and the over-long ones before it. */
export async function firstLine(
  lines: AsyncIterator<ListLine>,
): Promise<{ first: { line: number; text: string } | null; before: ListLine[] }> {
  const before: ListLine[] = []
  for (;;) {
    const next = await lines.next()
    if (next.done) return { first: null, before }
    const { line, text } = next.value
    if (text === null || (text.length > MAX_ROW_BYTES && jsonObject(text) === null)) {
      before.push({ line, text: null })
    } else if (!isBlankOrComment(text)) return { first: { line, text }, before }
  }
}

/** What lines are, by the first that says something. */
export function lineFormat(line: string, map?: ColumnMap): 'ndjson' | 'plain' | CsvHead {
  if (jsonObject(line) !== null) return 'ndjson'
  // A head line names a hash and carries none.
  const head = /\b[0-9a-f]{32,64}\b/i.test(line) ? null : csvHead(line, map)
  return head ?? 'plain'
}
