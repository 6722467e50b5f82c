import { mayEndNumber, numberAfter } from './json-number.ts'
import { KnownNames } from './known-names.ts'

/**
 * What a JSON document is told to. `open` and `key` answer whether what follows is of interest: the
 * rest is checked to be JSON and passed over, without a call and without being held.
 */
export type JsonListener = {
  /** An array or object begins; true to hear what is in it, and its end. */
  open(isArray: boolean): boolean
  /** The innermost one that was heard ends. */
  close(): void
  /** A name in an object that is heard; true to hear its value where that is no array or object. */
  key(name: string): boolean
  /**
   * A value of a key that was asked for, or of an array that is heard.
   *
   * @param text of a string or number; null for `true`, `false` and `null`
   */
  scalar(text: string | null): void
}

/** Deepest nesting of arrays and objects. */
export const DEEPEST_JSON = 64
/** Longest text that is handed over, bytes as written; of a longer one its beginning and an ellipsis. */
export const LONGEST_JSON_TEXT = 1024

const [VALUE, VALUE_OR_END, KEY, KEY_OR_END, COLON, COMMA_OR_END, NOTHING] = [0, 1, 2, 3, 4, 5, 6]
const [BETWEEN, IN_STRING, IN_ESCAPE, IN_LITERAL, IN_NUMBER] = [0, 1, 2, 3, 4]
const [TAB, LINE_FEED, RETURN, SPACE, QUOTE, COMMA, COLON_SIGN] = [9, 10, 13, 32, 34, 44, 58]
const [LEFT_BRACKET, BACKSLASH, RIGHT_BRACKET, LEFT_BRACE, RIGHT_BRACE] = [91, 92, 93, 123, 125]
const [LETTER_U, HEX_DIGITS] = [117, 4]

/** Signs that stand for themselves in a string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, sign) =>
  Number(sign >= SPACE && sign !== QUOTE && sign !== BACKSLASH),
)
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrtu'))
const isHexDigit = (sign: number): boolean =>
  (sign >= 48 && sign <= 57) || ((sign | 32) >= 97 && (sign | 32) <= 102)

const LITERALS: ReadonlyMap<number, Uint8Array> = new Map(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)]),
)

/**
 * Checks that bytes are one JSON document (RFC 8259) and tells what a listener asks for.
 *
 * Any cut of the bytes gives the same calls. Memory does not grow with the document, whatever is in
 * it. Bytes of a string that are no UTF-8 are taken as they are.
 */
export class JsonScanner {
  readonly #listener: JsonListener
  readonly #isArray = new Uint8Array(DEEPEST_JSON)
  #depth = 0
  /** Depth of the outermost array or object that is passed over; 0 where all is heard. */
  #deafFrom = 0
  #wants = VALUE
  #state = BETWEEN
  /** Of an escape: hex digits to come; of a literal: the next sign; of a number: its state. */
  #at = 0
  #literal: Uint8Array = new Uint8Array()
  #isKept = false
  #isWanted = false
  #isKey = false
  #isEscaped = false
  readonly #names = new KnownNames()
  #held: Buffer[] = []
  #heldBytes = 0

  constructor(listener: JsonListener) {
    this.#listener = listener
  }

  /** @throws {SyntaxError} where the bytes are not JSON */
  write(bytes: Uint8Array): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    while (at < chunk.length) {
      if (this.#state === BETWEEN) at = this.#between(chunk, at)
      else if (this.#state === IN_STRING) at = this.#string(chunk, at)
      else if (this.#state === IN_NUMBER) at = this.#number(chunk, at)
      else if (this.#state === IN_ESCAPE) at = this.#escape(chunk, at)
      else at = this.#word(chunk, at)
    }
  }

  /** @throws {SyntaxError} when the document is not complete */
  end(): void {
    if (this.#state === IN_NUMBER) this.#endNumber(Buffer.alloc(0), 0, 0)
    if (this.#state !== BETWEEN || this.#wants !== NOTHING) throw new SyntaxError('json breaks off')
  }

  #between(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const sign = chunk[at]!
      if (sign === SPACE || sign === LINE_FEED || sign === RETURN || sign === TAB) continue
      if (sign === QUOTE) {
        this.#beginString()
        return this.#string(chunk, at + 1)
      }
      if (sign === COLON_SIGN) this.#step(COLON, VALUE)
      else if (sign === COMMA) this.#step(COMMA_OR_END, this.#inArray() ? VALUE : KEY)
      else if (sign === LEFT_BRACE || sign === LEFT_BRACKET) this.#open(sign === LEFT_BRACKET)
      else if (sign === RIGHT_BRACE || sign === RIGHT_BRACKET) this.#close(sign === RIGHT_BRACKET)
      else return this.#beginScalar(chunk, at, sign)
    }
    return chunk.length
  }

  #step(from: number, to: number): void {
    if (this.#wants !== from) throw unexpected()
    this.#wants = to
  }

  #inArray(): boolean {
    return this.#depth > 0 && this.#isArray[this.#depth - 1] === 1
  }

  #beginValue(): void {
    if (this.#wants !== VALUE && this.#wants !== VALUE_OR_END) throw unexpected()
    this.#wants = this.#depth > 0 ? COMMA_OR_END : NOTHING
  }

  #open(isArray: boolean): void {
    this.#beginValue()
    if (this.#depth === DEEPEST_JSON) throw new SyntaxError('json is too deep')
    this.#isArray[this.#depth++] = Number(isArray)
    if (this.#deafFrom === 0 && !this.#listener.open(isArray)) this.#deafFrom = this.#depth
    this.#wants = isArray ? VALUE_OR_END : KEY_OR_END
  }

  #close(isArray: boolean): void {
    const mayEnd =
      this.#wants === COMMA_OR_END || this.#wants === (isArray ? VALUE_OR_END : KEY_OR_END)
    if (!mayEnd || this.#depth === 0 || this.#inArray() !== isArray) throw unexpected()
    if (this.#deafFrom === 0) this.#listener.close()
    else if (this.#deafFrom === this.#depth) this.#deafFrom = 0
    this.#depth--
    this.#wants = this.#depth > 0 ? COMMA_OR_END : NOTHING
  }

  #beginString(): void {
    this.#isKey = this.#wants === KEY || this.#wants === KEY_OR_END
    if (this.#isKey) this.#wants = COLON
    else this.#beginValue()
    this.#state = IN_STRING
    this.#isEscaped = false
    this.#isKept = this.#isKey ? this.#deafFrom === 0 : this.#isHeard()
  }

  /** Whether the scalar that begins is asked for. */
  #isHeard(): boolean {
    return this.#deafFrom === 0 && this.#depth > 0 && (this.#inArray() || this.#isWanted)
  }

  #string(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length && PLAIN[chunk[at]!] === 1) at++
    if (at < chunk.length && chunk[at] === QUOTE) {
      if (this.#isKept) this.#endString(chunk, from, at)
      this.#state = BETWEEN
      return at + 1
    }
    if (at < chunk.length && chunk[at] !== BACKSLASH) throw unexpected()
    if (at < chunk.length) {
      at++
      this.#state = IN_ESCAPE
      this.#at = 0
      this.#isEscaped = true
    }
    if (this.#isKept) this.#hold(chunk, from, at)
    return at
  }

  #escape(chunk: Buffer, at: number): number {
    const sign = chunk[at]!
    if (this.#at === 0 ? !ESCAPED.has(sign) : !isHexDigit(sign)) throw unexpected()
    if (this.#at > 0) this.#at--
    else if (sign === LETTER_U) this.#at = HEX_DIGITS
    if (this.#at === 0) this.#state = IN_STRING
    if (this.#isKept) this.#hold(chunk, at, at + 1)
    return at + 1
  }

  #endString(chunk: Buffer, from: number, to: number): void {
    const isWhole = this.#held.length === 0 && to - from <= LONGEST_JSON_TEXT
    if (!this.#isKey) this.#listener.scalar(this.#release(chunk, from, to))
    else if (isWhole) this.#isWanted = this.#listener.key(this.#names.nameAt(chunk, from, to))
    else this.#isWanted = this.#listener.key(this.#release(chunk, from, to))
  }

  #hold(chunk: Buffer, from: number, to: number): void {
    const upTo = Math.min(to, from + LONGEST_JSON_TEXT + 1 - this.#heldBytes)
    if (upTo <= from) return
    this.#heldBytes += upTo - from
    this.#held.push(Buffer.from(chunk.subarray(from, upTo)))
  }

  #release(chunk: Buffer, from: number, to: number): string {
    if (this.#held.length === 0 && to - from <= LONGEST_JSON_TEXT) {
      return chunk.toString('utf8', from, to)
    }
    this.#hold(chunk, from, to)
    const bytes = Buffer.concat(this.#held)
    this.#held = []
    this.#heldBytes = 0
    if (bytes.length > LONGEST_JSON_TEXT) return `${bytes.toString('utf8', 0, LONGEST_JSON_TEXT)}…`
    return this.#isEscaped ? String(JSON.parse(`"${bytes.toString()}"`)) : bytes.toString()
  }

  #beginScalar(chunk: Buffer, at: number, sign: number): number {
    this.#isKey = false
    this.#isEscaped = false
    this.#beginValue()
    this.#isKept = this.#isHeard()
    const literal = LITERALS.get(sign)
    this.#state = literal ? IN_LITERAL : IN_NUMBER
    this.#at = 0
    if (literal) this.#literal = literal
    return literal ? this.#word(chunk, at) : this.#number(chunk, at)
  }

  #word(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length && this.#at < this.#literal.length) {
      if (chunk[at++] !== this.#literal[this.#at++]) throw unexpected()
    }
    if (this.#at === this.#literal.length) {
      this.#state = BETWEEN
      if (this.#isKept) this.#listener.scalar(null)
    }
    return at
  }

  #number(chunk: Buffer, from: number): number {
    let at = from
    let state = this.#at
    for (; at < chunk.length; at++) {
      const next = numberAfter(state, chunk[at]!)
      if (next === 0) break
      state = next
    }
    this.#at = state
    if (at < chunk.length) this.#endNumber(chunk, from, at)
    else if (this.#isKept) this.#hold(chunk, from, at)
    return at
  }

  #endNumber(chunk: Buffer, from: number, to: number): void {
    if (!mayEndNumber(this.#at)) throw unexpected()
    this.#state = BETWEEN
    if (this.#isKept) this.#listener.scalar(this.#release(chunk, from, to))
  }
}

const unexpected = (): SyntaxError => new SyntaxError('json is damaged')
