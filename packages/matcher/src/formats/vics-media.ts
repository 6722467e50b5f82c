import { HASH_DIGITS, type HashAlgorithm } from '@nightlight/contract'
import { TokenType } from '@streamparser/json'
import { algorithmNamed, type ListRow, type RowHash, type SetAside } from './list-row.ts'

type Role = 'root' | 'list' | 'entry' | 'alternatives' | 'alternative' | 'other'
type Place = { role: Role; isArray: boolean; key: string; wants: Wanted }
type Wanted = 'key' | 'key-or-end' | 'colon' | 'value' | 'value-or-end' | 'comma-or-end' | 'nothing'

type Entry = { hashes: RowHash[]; hasPhotoDna: boolean; isCase: boolean }
type Alternative = { name: string; value: string }

const DEEPEST = 64
const CASE_KEYS: ReadonlySet<string> = new Set(['CaseID', 'CaseNumber', 'Media'])
const OPENING: ReadonlySet<TokenType> = new Set([TokenType.LEFT_BRACE, TokenType.LEFT_BRACKET])
const CLOSING: ReadonlySet<TokenType> = new Set([TokenType.RIGHT_BRACE, TokenType.RIGHT_BRACKET])

/**
 * Takes the tokens of a Project VIC file and keeps the hashes of its media entries.
 *
 * Media stand in `value`, in the `Media` of a case in `value`, or in an array that is the file. An
 * error means that the tokens are not JSON.
 */
export class MediaReader {
  /** Arrays seen that may hold media. */
  lists = 0
  readonly #setAside: SetAside
  readonly #places: Place[] = []
  readonly #entries: Entry[] = []
  #alternative: Alternative = { name: '', value: '' }
  #rows: ListRow[] = []
  #read = 0
  #isOver = false

  constructor(setAside: SetAside) {
    this.#setAside = setAside
  }

  /** The rows that became complete since the last call. */
  drain(): ListRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  /** @throws when the document is not complete */
  end(): void {
    if (!this.#isOver) throw new Error('read media: document breaks off')
  }

  /** @throws when JSON does not allow this token here */
  take(token: TokenType, value: unknown): void {
    const place = this.#places.at(-1)
    if (CLOSING.has(token)) this.#close(place, token === TokenType.RIGHT_BRACKET)
    else if (token === TokenType.COMMA)
      step(place, 'comma-or-end', place?.isArray ? 'value' : 'key')
    else if (token === TokenType.COLON) step(place, 'colon', 'value')
    else if (place !== undefined && isKey(place)) nameKey(place, token, value)
    else this.#takeValue(place, token, value)
  }

  #takeValue(place: Place | undefined, token: TokenType, value: unknown): void {
    if (this.#isOver) throw new Error('read media: more than one document')
    if (place && place.wants !== 'value' && place.wants !== 'value-or-end') throw unexpected()
    if (place) place.wants = 'comma-or-end'
    if (OPENING.has(token)) this.#open(place, token === TokenType.LEFT_BRACKET)
    else if (place === undefined) this.#isOver = true
    else this.#takeScalar(place, value)
  }

  #open(parent: Place | undefined, isArray: boolean): void {
    if (this.#places.length === DEEPEST) throw new Error(`read media: deeper than ${DEEPEST}`)
    const role = roleOf(parent, isArray)
    if (role === 'list') this.lists++
    if (role === 'list' && parent?.role === 'entry') this.#entry().isCase = true
    if (role === 'entry') this.#entries.push({ hashes: [], hasPhotoDna: false, isCase: false })
    if (role === 'alternative') this.#alternative = { name: '', value: '' }
    this.#places.push({ role, isArray, key: '', wants: isArray ? 'value-or-end' : 'key-or-end' })
  }

  #close(place: Place | undefined, isArray: boolean): void {
    const mayEnd = place?.wants.endsWith('-end') === true
    if (!mayEnd || place.isArray !== isArray) throw unexpected()
    this.#places.pop()
    if (place.role === 'entry') {
      this.#finish(this.#entry())
      this.#entries.pop()
    }
    if (place.role === 'alternative') {
      const { name, value } = this.#alternative
      this.#addHash(this.#entry(), name, value)
    }
    this.#isOver = this.#places.length === 0
  }

  #takeScalar(place: Place, value: unknown): void {
    if (place.role === 'list') this.#rows.push(this.#unreadable('no-hash'))
    if (place.role === 'alternative' && typeof value === 'string') {
      if (place.key === 'HashName') this.#alternative.name = value
      if (place.key === 'HashValue') this.#alternative.value = value
    }
    if (place.role !== 'entry') return
    const entry = this.#entry()
    if (CASE_KEYS.has(place.key)) entry.isCase = true
    if (typeof value !== 'string') return
    if (algorithmNamed(place.key) || isPhotoDna(place.key)) this.#addHash(entry, place.key, value)
  }

  #addHash(entry: Entry, name: string, value: string): void {
    if (value.trim() === '') return
    const algorithm = algorithmNamed(name)
    if (algorithm) entry.hashes.push({ algorithm, text: toHex(algorithm, value) })
    else if (isPhotoDna(name)) entry.hasPhotoDna = true
    else this.#setAside['other-algorithm']++
  }

  /** The innermost media entry or case that is open. */
  #entry(): Entry {
    const entry = this.#entries.at(-1)
    if (entry === undefined) throw unexpected()
    return entry
  }

  #finish(entry: Entry): void {
    if (entry.hasPhotoDna) this.#setAside.photodna++
    if (entry.hashes.length > 0) {
      this.#rows.push({ status: 'row', line: ++this.#read, hashes: entry.hashes })
    } else if (!entry.isCase) {
      this.#rows.push(this.#unreadable(entry.hasPhotoDna ? 'photodna-only' : 'no-hash'))
    }
  }

  #unreadable(reason: 'no-hash' | 'photodna-only'): ListRow {
    return { status: 'unreadable', line: ++this.#read, reason }
  }
}

function roleOf(parent: Place | undefined, isArray: boolean): Role {
  if (parent === undefined) return isArray ? 'list' : 'root'
  if (isArray) {
    if (parent.role === 'root' && (parent.key === 'value' || parent.key === 'Media')) return 'list'
    if (parent.role === 'entry' && parent.key === 'Media') return 'list'
    if (parent.role === 'entry' && parent.key === 'AlternativeHashes') return 'alternatives'
    return 'other'
  }
  if (parent.role === 'list') return 'entry'
  return parent.role === 'alternatives' ? 'alternative' : 'other'
}

const isKey = ({ isArray, wants }: Place): boolean =>
  !isArray && (wants === 'key' || wants === 'key-or-end')

function nameKey(place: Place, token: TokenType, value: unknown): void {
  if (token !== TokenType.STRING || typeof value !== 'string') throw unexpected()
  place.key = value.length < 64 ? value : ''
  place.wants = 'colon'
}

function step(place: Place | undefined, from: Wanted, to: Wanted): void {
  if (place?.wants !== from) throw unexpected()
  place.wants = to
}

const unexpected = (): Error => new Error('read media: unexpected token')

const isPhotoDna = (name: string): boolean => /^(photodna|pdna)/i.test(name)

/** A hash in base64 as hex digits; anything else as it is. */
function toHex(algorithm: HashAlgorithm, text: string): string {
  const trimmed = text.trim()
  const bytes = HASH_DIGITS[algorithm] / 2
  if (trimmed.length !== Math.ceil(bytes / 3) * 4) return trimmed
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(trimmed)) return trimmed
  const decoded = Buffer.from(trimmed, 'base64')
  return decoded.length === bytes ? decoded.toString('hex') : trimmed
}
