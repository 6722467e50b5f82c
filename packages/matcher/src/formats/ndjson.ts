import {
  algorithmNamed,
  isBlankOrComment,
  isQualityName,
  withoutFlatHashes,
  type ListLine,
  type ListRow,
  type RowHash,
  type SetAside,
} from './list-row.ts'

/**
 * Rows of newline-delimited JSON: one object a line, its hashes by property name, as `nightlight
 * hash` writes them. Other properties, names and paths among them, are dropped.
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
  let quality: number | undefined
  for (const [name, value] of Object.entries(record)) {
    const algorithm = algorithmNamed(name)
    if (algorithm && typeof value === 'string') hashes.push({ algorithm, text: value })
    else if (isQualityName(name) && typeof value === 'number') quality = value
  }
  const kept = withoutFlatHashes(hashes, quality, setAside)
  return kept.length > 0
    ? { status: 'row', line, hashes: kept }
    : { status: 'unreadable', line, reason: 'no-hash' }
}
