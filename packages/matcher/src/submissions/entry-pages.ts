import { HASH_ALGORITHMS, HASH_DIGITS, type HashAlgorithm } from '@nightlight/contract'
import type { FieldPlace } from '@nightlight/runtime'
import type { EntryHash } from '../lists/live-lists.ts'
import { uuidText } from '../uuid-text.ts'

/** An entry as a page has it. */
export type PagedEntry = {
  id: string
  hashes: readonly EntryHash[]
  /** What its source calls it. */
  reference: string | null
}

// Of an entry: its id, the number of its hashes, and of each its algorithm and its bytes; then its reference, as two
// bytes of length and UTF-8.
const ID_BYTES = 16

const widthOf = (algorithm: HashAlgorithm): number => HASH_DIGITS[algorithm] / 2

/** Where the ciphertext of a page belongs. */
export const pagePlace = (pageId: string): FieldPlace => ({
  table: 'entry_page',
  column: 'hashes_ct',
  row: pageId,
})

/** The entries of a page as bytes, to be sealed. */
export function encodePage(entries: readonly PagedEntry[]): Buffer {
  const sizeOf = ({ hashes, reference }: PagedEntry): number =>
    hashes.reduce(
      (sum, { value }) => sum + 1 + value.length,
      ID_BYTES + 3 + Buffer.byteLength(reference ?? ''),
    )
  const page = Buffer.allocUnsafe(entries.reduce((sum, entry) => sum + sizeOf(entry), 0))
  let at = 0
  for (const { id, hashes, reference } of entries) {
    at += page.write(id.replaceAll('-', ''), at, 'hex')
    page[at++] = hashes.length
    for (const { algorithm, value } of hashes) {
      page[at++] = HASH_ALGORITHMS.indexOf(algorithm)
      page.set(value, at)
      at += value.length
    }
    const length = page.write(reference ?? '', at + 2)
    page.writeUInt16LE(length, at)
    at += 2 + length
  }
  return page
}

/**
 * The entries of an opened page.
 *
 * @throws {RangeError} it is none
 */
export function* decodePage(page: Buffer): Generator<PagedEntry> {
  for (let at = 0; at < page.length;) {
    const id = uuidText(page.toString('hex', at, at + ID_BYTES))
    at += ID_BYTES
    const hashes: EntryHash[] = []
    for (let left = page[at++] ?? 0; left > 0; left--) {
      const algorithm = HASH_ALGORITHMS[page[at++] ?? -1]
      if (algorithm === undefined) throw new RangeError('read page of entries: no such algorithm')
      const end = at + widthOf(algorithm)
      if (end > page.length) throw new RangeError('read page of entries: it ends too early')
      hashes.push({ algorithm, value: page.subarray(at, end) })
      at = end
    }
    if (at + 2 > page.length) throw new RangeError('read page of entries: it ends too early')
    const length = page.readUInt16LE(at)
    const reference = length > 0 ? page.toString('utf8', at + 2, at + 2 + length) : null
    at += 2 + length
    yield { id, hashes, reference }
  }
}
