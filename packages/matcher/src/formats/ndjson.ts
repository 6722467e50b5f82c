import {
  algorithmNamed,
  categoryOf,
  isBlankOrComment,
  isPhotoDnaName,
  isQualityName,
  photoDnaKind,
  referenceOf,
  withoutFlatHashes,
  type ListLine,
  type ListRow,
  type RowHash,
  type SetAside,
} from './list-row.ts'

/**
 * Rows of newline-delimited JSON: one object a line, its hashes by property name, as `nightlight
 * hash` writes them, with `category` and `reference`. Other properties, names and paths among them,
 * are dropped.
 */
export async function* readNdjson(
  lines: AsyncIterable<ListLine>,
  setAside: SetAside,
): AsyncIterable<ListRow> {
  for await (const { line, text } of lines) {
    if (text === null) yield { status: 'unreadable', line, reason: 'row-too-long' }
    else if (!isBlankOrComment(text)) yield readLine(line, text, setAside)
  }
}

/** The object that a line of text is, or null. */
export function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readLine(line: number, text: string, setAside: SetAside): ListRow {
  const record = jsonObject(text)
  if (!record) return { status: 'unreadable', line, reason: 'not-json' }
  const hashes: RowHash[] = []
  const found: Pick<ListRow & { status: 'row' }, 'category' | 'reference'> = {}
  let quality: number | undefined
  let photoDna: 'photodna' | 'photodna-malformed' | undefined
  for (const [name, value] of Object.entries(record)) {
    const algorithm = algorithmNamed(name)
    const isText = typeof value === 'string'
    if (algorithm && isText) hashes.push({ algorithm, text: value })
    else if (isQualityName(name) && typeof value === 'number') quality = value
    else if (name === 'category') found.category = categoryOf(textOf(value))
    else if (name === 'reference') Object.assign(found, referenceOf(textOf(value)))
    else if (isText && value !== '' && isPhotoDnaName(name)) photoDna = photoDnaKind(value)
  }
  if (photoDna) setAside[photoDna]++
  const kept = withoutFlatHashes(hashes, quality, setAside)
  if (kept.length > 0) return { status: 'row', line, hashes: kept, ...found }
  const reason = photoDna && hashes.length === 0 ? 'photodna-only' : 'no-hash'
  return { status: 'unreadable', line, reason }
}

const textOf = (value: unknown): string | number | null =>
  typeof value === 'string' || typeof value === 'number' ? value : null
