import type { HashAlgorithm } from '@nightlight/contract'
import type { JsonListener } from './json/json-scanner.ts'
import {
  algorithmNamed,
  categoryOf,
  isPhotoDnaName,
  photoDnaKind,
  referenceOf,
  type ListRow,
  type RowHash,
  type SetAside,
} from './list-row.ts'

type Role = 'root' | 'list' | 'entry' | 'alternatives' | 'alternative'
type Meaning = HashAlgorithm | 'photodna' | 'category' | 'reference' | 'case' | 'nothing'

type Entry = {
  hashes: RowHash[]
  category: string | null
  named: ReturnType<typeof referenceOf>
  photoDna: Set<'photodna' | 'photodna-malformed'> | null
  isCase: boolean
}

const OTHERS: ReadonlySet<string> = new Set([
  'photodna',
  'category',
  'reference',
  'case',
  'nothing',
])
const isAlgorithm = (meaning: Meaning): meaning is HashAlgorithm => !OTHERS.has(meaning)

const CASE_KEYS: ReadonlySet<string> = new Set(['CaseID', 'CaseNumber', 'Media'])
/** Names that are kept with what they mean: a document has a few, unless it is made to have many. */
const MOST_NAMES = 256

/**
 * Takes what a scanner hears in a Project VIC file and keeps hashes, category and number of its media entries.
 *
 * Media stand in `value`, in the `Media` of a case in `value`, or in an array that is the file.
 */
export class MediaReader implements JsonListener {
  /** Arrays seen that may hold media. */
  lists = 0
  readonly #setAside: SetAside
  readonly #roles: Role[] = []
  readonly #entries: Entry[] = []
  readonly #meanings = new Map<string, Meaning>()
  #role: Role | undefined
  #key = ''
  #alternative = { name: '', value: '' }
  #rows: ListRow[] = []
  #read = 0

  constructor(setAside: SetAside) {
    this.#setAside = setAside
  }

  /** The rows that became complete since the last call. */
  drain(): ListRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(isArray: boolean): boolean {
    const role = this.#roleInside(isArray)
    if (role === undefined) {
      if (this.#role === 'list') this.#rows.push(this.#unreadable('no-hash'))
      return false
    }
    if (role === 'list') {
      this.lists++
      if (this.#role === 'entry') this.#entry().isCase = true
    }
    if (role === 'entry') {
      this.#entries.push({ hashes: [], category: null, named: {}, photoDna: null, isCase: false })
    }
    if (role === 'alternative') this.#alternative = { name: '', value: '' }
    this.#roles.push(role)
    this.#role = role
    return true
  }

  close(): void {
    if (this.#role === 'entry') {
      const entry = this.#entries.pop()
      if (entry) this.#finish(entry)
    }
    if (this.#role === 'alternative') {
      const { name, value } = this.#alternative
      this.#addHash(this.#entry(), this.#meaningOf(name), value)
    }
    this.#roles.pop()
    this.#role = this.#roles.at(-1)
  }

  key(name: string): boolean {
    this.#key = name
    if (this.#role === 'alternative') return name === 'HashName' || name === 'HashValue'
    return this.#role === 'entry' && this.#meaningOf(name) !== 'nothing'
  }

  scalar(text: string | null): void {
    if (this.#role === 'list') this.#rows.push(this.#unreadable('no-hash'))
    else if (this.#role === 'alternative') {
      this.#alternative[this.#key === 'HashName' ? 'name' : 'value'] = text ?? ''
    } else if (this.#role === 'entry') {
      const entry = this.#entry()
      const meaning = this.#meaningOf(this.#key)
      if (meaning === 'case') entry.isCase = true
      else if (meaning === 'category') entry.category = categoryOf(text)
      else if (meaning === 'reference') entry.named = referenceOf(text)
      else this.#addHash(entry, meaning, text ?? '')
    }
  }

  #roleInside(isArray: boolean): Role | undefined {
    if (this.#role === undefined) return isArray ? 'list' : 'root'
    if (!isArray) {
      if (this.#role === 'list') return 'entry'
      return this.#role === 'alternatives' ? 'alternative' : undefined
    }
    if (this.#role === 'root' && this.#key === 'value') return 'list'
    if (this.#role !== 'root' && this.#role !== 'entry') return undefined
    if (this.#key === 'Media') return 'list'
    return this.#role === 'entry' && this.#key === 'AlternativeHashes' ? 'alternatives' : undefined
  }

  #meaningOf(name: string): Meaning {
    const known = this.#meanings.get(name)
    if (known !== undefined) return known
    const meaning = meaningOf(name)
    if (this.#meanings.size < MOST_NAMES) this.#meanings.set(name, meaning)
    return meaning
  }

  #addHash(entry: Entry, meaning: Meaning, value: string): void {
    const text = value.trim()
    if (text === '') return
    if (meaning === 'photodna') (entry.photoDna ??= new Set()).add(photoDnaKind(text))
    else if (isAlgorithm(meaning)) entry.hashes.push({ algorithm: meaning, text })
    else this.#setAside['other-algorithm']++
  }

  /** The innermost media entry or case that is open. */
  #entry(): Entry {
    const entry = this.#entries.at(-1)
    if (entry === undefined) throw new Error('read media: no entry is open')
    return entry
  }

  #finish({ hashes, category, named, photoDna, isCase }: Entry): void {
    for (const kind of photoDna ?? []) this.#setAside[kind]++
    if (hashes.length > 0) {
      this.#rows.push({ status: 'row', line: ++this.#read, hashes, category, ...named })
    } else if (!isCase) {
      this.#rows.push(this.#unreadable(photoDna ? 'photodna-only' : 'no-hash'))
    }
  }

  #unreadable(reason: 'no-hash' | 'photodna-only'): ListRow {
    return { status: 'unreadable', line: ++this.#read, reason }
  }
}

function meaningOf(name: string): Meaning {
  const algorithm = algorithmNamed(name)
  if (algorithm) return algorithm
  if (isPhotoDnaName(name)) return 'photodna'
  if (name === 'Category') return 'category'
  if (name === 'MediaID') return 'reference'
  return CASE_KEYS.has(name) ? 'case' : 'nothing'
}
