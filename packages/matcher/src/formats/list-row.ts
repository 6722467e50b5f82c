import type { HashAlgorithm } from '@nightlight/contract'
import { MIN_PDQ_QUALITY } from '@nightlight/fingerprint'

/** One row of a list as its format gives it: texts that nobody has checked yet. */
export type ListRow =
  | {
      status: 'row'
      line: number
      hashes: RowHash[]
      /** The code that the source gave it; absent where the format has none, null where it gave none. */
      category?: string | null
      /** What the source calls it, where it may be withdrawn by that name. */
      reference?: string
    }
  /** The source has withdrawn what it called so. */
  | { status: 'removed'; line: number; reference: string }
  /** `reference`: what the source calls it, where it says that much. */
  | { status: 'unreadable'; line: number; reason: RowProblem; reference?: string }

export type RowHash = { algorithm: HashAlgorithm; text: string }

/** Why a row gives nothing that could be checked. */
export type RowProblem =
  | 'no-hash'
  | 'no-reference'
  | 'row-too-long'
  | 'unknown-type'
  | 'not-json'
  | 'photodna-only'

/**
 * How many hashes were left out, by why; counted while the rows are read.
 *
 * `photodna`: may not be kept. `photodna-malformed`: called so, and is none; a row counts once in
 * either. `other-algorithm`: named, but none that is matched here. `low-quality`: perceptual hashes
 * of a picture too flat for them.
 */
export type SetAside = {
  photodna: number
  'photodna-malformed': number
  'other-algorithm': number
  'low-quality': number
}

export const nothingSetAside = (): SetAside => ({
  photodna: 0,
  'photodna-malformed': 0,
  'other-algorithm': 0,
  'low-quality': 0,
})

/** Longest line of a plain list, characters. */
export const MAX_ROW_BYTES = 4096
/** Longest line of a list that may hold paths beside the hashes, characters. */
export const MAX_RECORD_BYTES = 64 * 1024

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

/** Whether a column head, a label or a property names PhotoDNA. */
export const isPhotoDnaName = (name: string): boolean =>
  /^(hash)?(photodna|pdna)/.test(name.toLowerCase().replace(/[\s_-]/g, ''))

/** The count that a text called PhotoDNA belongs to: one of 144 bytes, as base64 or hex, is one. */
export const photoDnaKind = (text: string): 'photodna' | 'photodna-malformed' =>
  /^\s*([\w+/-]{192}|[0-9a-f]{288})\s*$/i.test(text) ? 'photodna' : 'photodna-malformed'

/** Longest code that a source may give a row, characters; of a longer one its beginning is kept. */
export const MAX_CATEGORY = 64
/** Longest name by which a source may withdraw a row, characters; a longer one is not kept. */
export const MAX_REFERENCE = 256

/** A code of the source as text; null where it gave none. A longer one never equals a code. */
export function categoryOf(value: string | number | null | undefined): string | null {
  const text = storable(value).replace(/^(-?\d+)\.0+$/, '$1')
  if (text === '') return null
  return text.length > MAX_CATEGORY ? `${text.slice(0, MAX_CATEGORY - 1)}…` : text
}

/** `{ reference }` as a row carries it, or `{}` where the source gave none that could be kept. */
export function referenceOf(value: string | number | null | undefined): { reference?: string } {
  const text = storable(value)
  return text === '' || text.length > MAX_REFERENCE ? {} : { reference: text }
}

/** A database refuses NUL and half a surrogate pair. */
const storable = (value: string | number | null | undefined): string =>
  String(value ?? '')
    .trim()
    .toWellFormed()
    .replace(/\p{Cc}/gu, '\ufffd')

/** Whether a column head or a property holds the PDQ quality of its row. */
export const isQualityName = (name: string): boolean => /^pdq[\s_-]?quality$/i.test(name.trim())

/**
 * Leaves the perceptual hashes out of a row whose picture is too flat for them: they resemble those
 * of every other flat picture.
 *
 * @param quality 0-100; undefined where the row does not say
 */
export function withoutFlatHashes(
  hashes: RowHash[],
  quality: number | undefined,
  setAside: SetAside,
): RowHash[] {
  if (quality === undefined || !(quality < MIN_PDQ_QUALITY)) return hashes
  const kept = hashes.filter(({ algorithm }) => !PERCEPTUAL.has(algorithm))
  setAside['low-quality'] += hashes.length - kept.length
  return kept
}

const PERCEPTUAL: ReadonlySet<HashAlgorithm> = new Set<HashAlgorithm>(['pdq', 'blockhash'])

export const isBlankOrComment = (text: string): boolean => /^\s*(#|$)/.test(text)

/** A line of a list; null where it was over-long. The last one is `isOpen` where no line end follows it. */
export type ListLine = { line: number; text: string | null; isOpen?: true }

/**
 * Cuts a stream of bytes into lines, without line ends, byte order mark or over-long rows.
 *
 * Memory is bounded: a line over `longest` comes out as null and its rest is dropped.
 */
export async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
  longest = MAX_ROW_BYTES,
): AsyncIterable<ListLine> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: false })
  let rest = ''
  let line = 0
  let tooLong = false
  const emit = (text: string): ListLine => {
    const value = tooLong || text.length > longest ? null : text.replace(/\r$/, '')
    tooLong = false
    return { line: ++line, text: value }
  }
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) yield emit(part)
    if (rest.length > longest) {
      tooLong = true
      rest = ''
    }
  }
  rest += decoder.decode()
  if (rest !== '' || tooLong) yield { ...emit(rest), isOpen: true }
}
