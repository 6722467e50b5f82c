import type { HashAlgorithm } from '@nightlight/contract'
import type { FieldCrypto } from '@nightlight/runtime'
import type { ListRow, RowProblem } from '../formats/list-row.ts'
import { checkHash, type HashRefusal } from '../hash-value.ts'

/** What a source code stands for; `skip` leaves its rows out without a word. */
export type EntryClass = 'csam' | 'harmful' | 'skip'

/** Code of the source -> class; `none` is for rows that the source gave none. */
export type CategoryMap = Readonly<Record<string, EntryClass>>

/** Name in a `CategoryMap` of rows to which the source gave no code. */
export const NO_CATEGORY = 'none'

export type RowRefusal =
  | HashRefusal
  | RowProblem
  | 'category-not-mapped'
  | 'category-missing'
  | 'on-negative-list'
  | 'flooded'
  | 'revoked-before'

export type CheckedHash = { algorithm: HashAlgorithm; value: Buffer; key: Buffer }

/** A row whose hashes can be good. */
export type CheckedRow = {
  line: number
  legalClass: 'csam' | 'harmful'
  category: string | null
  reference: string | null
  hashes: readonly CheckedHash[]
}

export type RowCheck =
  | { status: 'good'; row: CheckedRow }
  | { status: 'refused'; line: number; reason: RowRefusal; category?: string }
  | { status: 'skipped' }
  | { status: 'removed'; reference: string }

/**
 * Whether codes have to be mapped, or are only kept, since an exchange was approved with them; or may be mapped later, and
 * have the class of the list until then.
 */
export type HowMapped = 'categories-are-mapped' | 'categories-are-kept' | 'categories-may-wait'

/**
 * Decides what becomes of a row before it is compared with what is there: one bad hash refuses it.
 *
 * @param categories  null where every row has the class of the list
 */
export function checkRow(
  crypto: Pick<FieldCrypto, 'blindIndex'>,
  row: ListRow,
  { legalClass, categories }: { legalClass: 'csam' | 'harmful'; categories: CategoryMap | null },
  how: HowMapped = 'categories-are-mapped',
): RowCheck {
  if (row.status === 'removed') return { status: 'removed', reference: row.reference }
  const { line } = row
  if (row.status === 'unreadable') return { status: 'refused', line, reason: row.reason }
  const said =
    how === 'categories-are-kept' ? legalClass : classOf(row.category, legalClass, categories)
  const isOpen = said === 'category-missing' || said === 'category-not-mapped'
  const found = isOpen && how === 'categories-may-wait' ? legalClass : said
  if (found === 'skip') return { status: 'skipped' }
  if (found === 'category-missing') return { status: 'refused', line, reason: found }
  if (found === 'category-not-mapped') {
    return { status: 'refused', line, reason: found, category: row.category ?? '' }
  }
  const hashes: CheckedHash[] = []
  for (const { algorithm, text } of row.hashes) {
    const check = checkHash(algorithm, text)
    if (check.status === 'refused') return { status: 'refused', line, reason: check.reason }
    if (hashes.some((hash) => hash.algorithm === algorithm)) continue
    const { value } = check
    hashes.push({ algorithm, value, key: keyOf(crypto, algorithm, value) })
  }
  const { category = null, reference = null } = row
  return { status: 'good', row: { line, legalClass: found, category, reference, hashes } }
}

/** The blind index of a hash, by which equal ones are known. */
export const keyOf = (
  crypto: Pick<FieldCrypto, 'blindIndex'>,
  algorithm: HashAlgorithm,
  value: Buffer,
): Buffer => crypto.blindIndex(`hash:${algorithm}`, value.toString('hex'))

/** A code that nobody mapped says nothing: the same number means other things in other countries. */
function classOf(
  category: string | null | undefined,
  legalClass: 'csam' | 'harmful',
  categories: CategoryMap | null,
): EntryClass | 'category-missing' | 'category-not-mapped' {
  if (category === undefined) return legalClass
  const name = category ?? NO_CATEGORY
  if (categories !== null && Object.hasOwn(categories, name)) return categories[name]!
  return category === null ? 'category-missing' : 'category-not-mapped'
}
