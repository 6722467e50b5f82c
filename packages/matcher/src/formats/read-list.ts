import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import { csvHead, readCsv, type ColumnMap } from './csv.ts'
import {
  isBlankOrComment,
  MAX_RECORD_BYTES,
  MAX_ROW_BYTES,
  nothingSetAside,
  readLines,
  type ListLine,
  type ListRow,
  type SetAside,
} from './list-row.ts'
import { jsonObject, readNdjson } from './ndjson.ts'
import { readPlain } from './plain.ts'
import { readVics } from './vics.ts'

export const LIST_FORMATS = ['auto', 'plain', 'csv', 'ndjson', 'vics'] as const
export type ListFormat = (typeof LIST_FORMATS)[number]
export type KnownFormat = Exclude<ListFormat, 'auto'>

export type ListSource = {
  bytes: AsyncIterable<Uint8Array>
  format: ListFormat
  /** Algorithm of unlabelled lines of a plain list. */
  algorithm?: HashAlgorithm | undefined
  /** Column head -> algorithm. */
  map?: ColumnMap
}

export type ReadList = {
  format: KnownFormat
  rows: AsyncIterable<ListRow>
  /** Counts while `rows` is read; final when it has ended. */
  setAside: Readonly<SetAside>
}

/**
 * Reads a list of any known format as rows, streaming; what it is, is decided by its content. When
 * the reader of the rows stops early, the source is closed.
 *
 * @throws {DomainError} `list-empty` when there is no line but blank ones and comments
 */
export async function readList(source: ListSource): Promise<ReadList> {
  const setAside = nothingSetAside()
  const bytes = source.bytes[Symbol.asyncIterator]()
  const head = await headOf(bytes)
  const all = chained(head, bytes)
  const isJson = source.format === 'auto' && looksLikeJsonDocument(head)
  if (isJson || source.format === 'vics') {
    return { format: 'vics', rows: readVics(withoutMark(all), setAside), setAside }
  }
  return { ...(await readRows(source, all, setAside)), setAside }
}

async function readRows(
  source: ListSource,
  bytes: AsyncIterable<Uint8Array>,
  setAside: SetAside,
): Promise<Omit<ReadList, 'setAside'>> {
  const lines = readLines(bytes, MAX_RECORD_BYTES)[Symbol.asyncIterator]()
  const { first, before } = await firstLine(lines)
  const all = chained([...before, first], lines)
  const format = source.format === 'auto' ? formatOf(first.text, source.map) : source.format
  if (format === 'ndjson') return { format, rows: readNdjson(all, setAside) }
  if (format === 'csv') return { format, rows: readCsv(all, source.map, setAside) }
  return { format: 'plain', rows: readPlain(shortened(all), source.algorithm) }
}

/** The first bytes of a file, enough to hold its first row. */
async function headOf(bytes: AsyncIterator<Uint8Array>): Promise<Uint8Array[]> {
  const head: Uint8Array[] = []
  for (let length = 0; length < MAX_RECORD_BYTES;) {
    const next = await bytes.next()
    if (next.done) break
    head.push(next.value)
    length += next.value.length
  }
  return head
}

/** A JSON document begins the file; one whose first line is a record of its own is NDJSON. */
function looksLikeJsonDocument(head: readonly Uint8Array[]): boolean {
  const text = new TextDecoder().decode(Buffer.concat(head)).trimStart()
  if (text.startsWith('[')) return true
  if (!text.startsWith('{')) return false
  const end = text.indexOf('\n')
  const first = jsonObject(end < 0 ? text : text.slice(0, end))
  return first === null || Array.isArray(first['value']) || Array.isArray(first['Media'])
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
    if (text === null || (text.length > MAX_ROW_BYTES && jsonObject(text) === null)) {
      before.push({ line, text: null })
    } else if (!isBlankOrComment(text)) return { first: { line, text }, before }
  }
}

function formatOf(line: string, map?: ColumnMap): 'ndjson' | 'csv' | 'plain' {
  if (jsonObject(line) !== null) return 'ndjson'
  // A head line names a hash and carries none.
  const isHead = csvHead(line, map) !== null && !/\b[0-9a-f]{32,64}\b/i.test(line)
  return isHead ? 'csv' : 'plain'
}

async function* shortened(lines: AsyncIterable<ListLine>): AsyncIterable<ListLine> {
  for await (const { line, text } of lines) {
    yield { line, text: text !== null && text.length > MAX_ROW_BYTES ? null : text }
  }
}

async function* withoutMark(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const mark = [0xef, 0xbb, 0xbf]
  let at = 0
  for await (const chunk of bytes) {
    let from = 0
    while (at < mark.length && from < chunk.length && chunk[from] === mark[at]) {
      from++
      at++
    }
    if (from < chunk.length) at = mark.length
    yield from > 0 ? chunk.subarray(from) : chunk
  }
}

async function* chained<T>(first: readonly T[], rest: AsyncIterator<T>): AsyncIterable<T> {
  try {
    yield* first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
