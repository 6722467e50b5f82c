import { DomainError } from '@nightlight/contract'

export type BareItem =
  | { type: 'integer' | 'decimal' | 'date'; value: number }
  | { type: 'string' | 'token' | 'display'; value: string }
  | { type: 'bytes'; value: Buffer }
  | { type: 'boolean'; value: boolean }
export type Parameters = ReadonlyMap<string, BareItem>
export type Item = { item: BareItem; parameters: Parameters }
export type InnerList = { items: Item[]; parameters: Parameters }
export type Member = Item | InnerList

/** Longest field that is read, characters. */
const MAX_LENGTH = 16 * 1024

const KEY = /[a-z*][a-z0-9_.*-]*/y
const TOKEN = /[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*/y
const NUMBER = /(-?)(\d+)(?:\.(\d+))?/y
const STRING = /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y
const BYTES = /:([A-Za-z0-9+/]*={0,2}):/y
const DISPLAY = /%"((?:[\x20\x21\x23\x24\x26-\x7e]|%[0-9a-f]{2})*)"/y
const SPACES = / */y
const BLANKS = /[ \t]*/y

/**
 * Reads a dictionary of RFC 9651.
 *
 * Stricter than it: a name comes once, and base64 is as an encoder writes it, with its padding.
 *
 * @throws {DomainError} invalid `field-malformed`, with where as `detail.at`
 */
export function parseDictionary(text: string): Map<string, Member> {
  const reader = new Reader(text)
  const members = new Map<string, Member>()
  reader.take(SPACES)
  if (reader.isAtEnd) return members
  for (;;) {
    const name = reader.need(KEY)[0]
    if (members.has(name)) reader.refuse()
    if (reader.skip('=')) members.set(name, readMember(reader))
    else {
      members.set(name, {
        item: { type: 'boolean', value: true },
        parameters: readParameters(reader),
      })
    }
    if (!reader.goesOn()) return members
  }
}

/** Reads a list of RFC 9651. @throws {DomainError} as `parseDictionary` */
export function parseList(text: string): Member[] {
  const reader = new Reader(text)
  const members: Member[] = []
  reader.take(SPACES)
  if (reader.isAtEnd) return members
  do members.push(readMember(reader))
  while (reader.goesOn())
  return members
}

/** Reads a single item of RFC 9651. @throws {DomainError} as `parseDictionary` */
export function parseItem(text: string): Item {
  const reader = new Reader(text)
  reader.take(SPACES)
  const item = readItem(reader)
  reader.take(SPACES)
  if (!reader.isAtEnd) reader.refuse()
  return item
}

/** A text and how far it was read. */
class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
    if (text.length > MAX_LENGTH) this.refuse()
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length
  }

  get next(): string {
    return this.#text.charAt(this.#at)
  }

  take(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.#at
    const found = form.exec(this.#text)
    if (found) this.#at += found[0].length
    return found
  }

  need(form: RegExp): RegExpExecArray {
    return this.take(form) ?? this.refuse()
  }

  skip(character: string): boolean {
    if (this.next !== character) return false
    this.#at++
    return true
  }

  /** Passes the comma to a next member. @returns false at the end */
  goesOn(): boolean {
    this.take(BLANKS)
    if (this.isAtEnd) return false
    if (!this.skip(',')) this.refuse()
    this.take(BLANKS)
    if (this.isAtEnd) this.refuse()
    return true
  }

  refuse(): never {
    throw new DomainError(
      'invalid',
      'field-malformed',
      'Reading a structured field: it is not as RFC 9651 has it',
      { detail: { at: this.#at } },
    )
  }
}

const readMember = (reader: Reader): Member =>
  reader.next === '(' ? readInnerList(reader) : readItem(reader)

function readInnerList(reader: Reader): InnerList {
  reader.skip('(')
  const items: Item[] = []
  for (;;) {
    reader.take(SPACES)
    if (reader.skip(')')) return { items, parameters: readParameters(reader) }
    items.push(readItem(reader))
    if (reader.next !== ' ' && reader.next !== ')') reader.refuse()
  }
}

const readItem = (reader: Reader): Item => ({
  item: readBareItem(reader),
  parameters: readParameters(reader),
})

function readParameters(reader: Reader): Parameters {
  const parameters = new Map<string, BareItem>()
  while (reader.skip(';')) {
    reader.take(SPACES)
    const name = reader.need(KEY)[0]
    if (parameters.has(name)) reader.refuse()
    parameters.set(name, reader.skip('=') ? readBareItem(reader) : { type: 'boolean', value: true })
  }
  return parameters
}

function readBareItem(reader: Reader): BareItem {
  const first = reader.next
  if (first === '"') {
    return { type: 'string', value: reader.need(STRING)[1]!.replaceAll(/\\(.)/g, '$1') }
  }
  if (first === ':') return { type: 'bytes', value: readBytes(reader) }
  if (first === '%') return { type: 'display', value: readDisplay(reader) }
  if (first === '?') {
    reader.skip('?')
    if (reader.skip('1')) return { type: 'boolean', value: true }
    return reader.skip('0') ? { type: 'boolean', value: false } : reader.refuse()
  }
  if (first === '@') {
    reader.skip('@')
    const date = readNumber(reader)
    return date.type === 'integer' ? { type: 'date', value: date.value } : reader.refuse()
  }
  if (/[-0-9]/.test(first)) return readNumber(reader)
  return { type: 'token', value: reader.need(TOKEN)[0] }
}

function readNumber(reader: Reader): { type: 'integer' | 'decimal'; value: number } {
  const [text, , whole = '', fraction] = reader.need(NUMBER)
  const type = fraction === undefined ? 'integer' : 'decimal'
  const isTooLong =
    type === 'integer' ? whole.length > 15 : whole.length > 12 || fraction!.length > 3
  if (isTooLong || reader.next === '.') reader.refuse()
  // there is one zero
  return { type, value: Number(text) + 0 }
}

function readBytes(reader: Reader): Buffer {
  const text = reader.need(BYTES)[1]!
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : reader.refuse()
}

function readDisplay(reader: Reader): string {
  const text = reader.need(DISPLAY)[1]!
  const bytes = Buffer.from(
    text.replaceAll(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  )
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return reader.refuse()
  }
}
