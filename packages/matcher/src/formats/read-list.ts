import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import { csvHead, type ColumnMap, type CsvHead } from './csv-head.ts'
import { readCsv } from './csv.ts'
import { documentKind, firstLine, headOf, lineFormat } from './detected-format.ts'
import {
  MAX_RECORD_BYTES,
  MAX_ROW_BYTES,
  nothingSetAside,
  readLines,
  type ListLine,
  type ListRow,
  type SetAside,
} from './list-row.ts'
import { readNcmec } from './ncmec.ts'
import { readNdjson } from './ndjson.ts'
import { readPlain } from './plain.ts'
import { inUtf8 } from './text-encoding.ts'
import { unpacked } from './unpacked.ts'
import { readVics } from './vics.ts'

export const LIST_FORMATS = [
  'auto',
  'plain',
  'csv',
  'ndjson',
  'vics',
  'icse',
  'ncmec',
  'caid',
] as const
export type ListFormat = (typeof LIST_FORMATS)[number]
/** CAID files are VICS 1.2 and read as such. */
export type KnownFormat = Exclude<ListFormat, 'auto' | 'caid'>

export type ListSource = {
  /** As the file has them: gzip and zstd are taken off here. */
  bytes: AsyncIterable<Uint8Array>
  format: ListFormat
  /** Algorithm of unlabelled lines of a plain list. */
  algorithm?: HashAlgorithm | undefined
  /** Column head -> algorithm, `category` or `reference`. */
  map?: ColumnMap
}

export type ReadList = {
  format: KnownFormat
  rows: AsyncIterable<ListRow>
  /** Counts while `rows` is read; final when it has ended. */
  setAside: Readonly<SetAside>
}

/** A list that was read up to its first row. */
export type OpenedList = ReadList & {
  /** How the columns are read, of CSV and ICSE. */
  head: CsvHead | null
  /** The first line that says something, of a list that goes by lines. */
  first: string | null
}

/**
 * Reads a list of any known format as rows, streaming; what it is, is decided by its content. When
 * the reader of the rows stops early, the source is closed.
 *
 * @throws {DomainError} `list-empty` when there is no line but blank ones and comments;
 *   `list-format-wrong` when it is not what `format` says; `csv-without-hash-column` when no column
 *   of what should be CSV holds a hash; and as `unpacked`, `readVics`, `readNcmec`, `readPlain`
 */
export async function readList(source: ListSource): Promise<ReadList> {
  const { format, rows, setAside } = await openList(source)
  return { format, rows, setAside }
}

/**
 * As `readList`, with what was understood before the first row.
 *
 * @param mayLackHashes reads what should be CSV, and has no column of hashes, as a plain list
 * @throws as `readList`
 */
export async function openList(
  source: ListSource,
  { mayLackHashes = false } = {},
): Promise<OpenedList> {
  const bytes = inUtf8(unpacked(source.bytes))
  const setAside = nothingSetAside()
  try {
    const head = await headOf(bytes)
    if (isBinary(head)) throw listFormatForeign()
    const kind = documentKind(head)
    const asked = source.format === 'caid' ? 'vics' : source.format
    const all = chained(head, bytes)
    const document = { setAside, head: null, first: null }
    if (kind === 'vics' && (asked === 'auto' || asked === kind)) {
      return { format: kind, rows: readVics(all, setAside), ...document }
    }
    if (kind === 'ncmec' && (asked === 'auto' || asked === kind)) {
      return { format: kind, rows: readNcmec(all, setAside), ...document }
    }
    const lines = readLines(all, MAX_RECORD_BYTES)[Symbol.asyncIterator]()
    const { first, before } = await firstLine(lines)
    if (first === null) throw listEmpty()
    return { ...rowsOf(source, { kind, first, before, lines, setAside, mayLackHashes }), setAside }
  } catch (error) {
    await bytes.return(undefined)
    throw error
  }
}

type LinesRead = Pick<OpenedList, 'format' | 'rows' | 'head' | 'first'>
type Lines = {
  kind: ReturnType<typeof documentKind>
  first: { line: number; text: string }
  before: readonly ListLine[]
  lines: AsyncIterator<ListLine>
  setAside: SetAside
  mayLackHashes: boolean
}

function rowsOf({ format: asked, algorithm, map }: ListSource, given: Lines): LinesRead {
  const { first, before, lines, setAside } = given
  const found = given.kind === 'lines' ? lineFormat(first.text, map) : given.kind
  // Asked for, CSV may have a head that carries what looks like a hash.
  const head = typeof found === 'object' ? found : csvHead(first.text, map)
  const detected = typeof found === 'object' ? found.format : found
  const format = asked === 'auto' ? detected : asked
  const isTable = head !== null && (format === 'csv' || format === head.format)
  if (isTable && (format === 'csv' || format === 'icse')) {
    return {
      format,
      rows: readCsv(chained(before, lines), head, setAside),
      head,
      first: first.text,
    }
  }
  const all = chained([...before, first], lines)
  const opened = { head: null, first: first.text }
  if (format === 'ndjson' && detected === 'ndjson') {
    return { format, rows: readNdjson(all, setAside), ...opened }
  }
  const isForeign = format === 'csv' && detected === 'plain'
  if (isForeign && !given.mayLackHashes) throw noHashColumn()
  if (isForeign || (format === 'plain' && (detected === 'plain' || head !== null))) {
    return { format: 'plain', rows: readPlain(shortened(all), algorithm, setAside), ...opened }
  }
  throw formatWrong(asked, detected)
}

async function* shortened(lines: AsyncIterable<ListLine>): AsyncIterable<ListLine> {
  for await (const { line, text } of lines) {
    yield { line, text: text !== null && text.length > MAX_ROW_BYTES ? null : text }
  }
}

async function* chained<T>(first: readonly T[], rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    yield* first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

const listEmpty = (): DomainError =>
  new DomainError('invalid', 'list-empty', 'Reading a list: the file is empty')

const noHashColumn = (): DomainError =>
  new DomainError(
    'invalid',
    'csv-without-hash-column',
    'Reading a CSV list: no column is called md5, sha1, sha256, pdq or blockhash; name them in the head line or with --map',
  )

const formatWrong = (asked: string, detected: string): DomainError =>
  new DomainError(
    'invalid',
    'list-format-wrong',
    `Reading a list: it was to be read as ${asked}, and by its content it is ${detected}; leave the format to be detected`,
    { detail: { asked, detected } },
  )

const LOOKED_AT = 4096

/** Text has no zero byte; pictures, archives and programs have one soon. */
const isBinary = (head: readonly Uint8Array[]): boolean =>
  Buffer.concat(head).subarray(0, LOOKED_AT).includes(0)

const listFormatForeign = (): DomainError =>
  new DomainError(
    'invalid',
    'list-not-text',
    'Reading a list: this is no list of hashes but something else, such as a picture; give the file with the hashes',
  )
