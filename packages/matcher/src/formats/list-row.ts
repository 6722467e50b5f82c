import type { HashAlgorithm } from '@nightlight/contract'

/** One row of a list as its format gives it: texts that nobody has checked yet. */
export type ListRow =
  | { status: 'row'; line: number; hashes: { algorithm: HashAlgorithm; text: string }[] }
  | { status: 'unreadable'; line: number; reason: 'no-hash' | 'row-too-long' | 'unknown-type' }

export const MAX_ROW_BYTES = 4096

const NAMES: ReadonlyMap<string, HashAlgorithm> = new Map([
  ['md5', 'md5'],
  ['sha1', 'sha1'],
  ['sha256', 'sha256'],
  ['pdq', 'pdq'],
  ['blockhash', 'blockhash'],
  ['blockhash16', 'blockhash'],
])

/** The algorithm that a column head or a line label names, in any of the usual spellings. */
export const algorithmNamed = (name: string): HashAlgorithm | undefined => {
  const bare = name.toLowerCase().replace(/[\s_-]/g, '')
  return NAMES.get(bare) ?? NAMES.get(bare.replace(/^hash|hash$/, ''))
}

export const isBlankOrComment = (text: string): boolean => /^\s*(#|$)/.test(text)

/** A line of a list; null where it was over-long. */
export type ListLine = { line: number; text: string | null }

/**
 * Cuts a stream of bytes into lines, without line ends, byte order mark or over-long rows.
 *
 * Memory is bounded: a line over `MAX_ROW_BYTES` comes out as null and its rest is dropped.
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<ListLine> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: false })
  let rest = ''
  let line = 0
  let tooLong = false
  const emit = (text: string): ListLine => {
    const value = tooLong || text.length > MAX_ROW_BYTES ? null : text.replace(/\r$/, '')
    tooLong = false
    return { line: ++line, text: value }
  }
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) yield emit(part)
    if (rest.length > MAX_ROW_BYTES) {
      tooLong = true
      rest = ''
    }
  }
  rest += decoder.decode()
  if (rest !== '' || tooLong) yield emit(rest)
}
