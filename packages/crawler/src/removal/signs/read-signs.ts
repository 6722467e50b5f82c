import { decodeText } from '../../extract/decode-text.ts'
import { readPageText } from '../../extract/page-text.ts'
import { MARKUP, WORDING, type MarkupSign, type Wording } from './wording.ts'

export type PageSign = Wording | MarkupSign | 'password-field'

/** What a document says about itself. */
export type PageSigns = {
  /** Those of a short page only; a long one holds any word. */
  signs: ReadonlySet<PageSign>
  /** Title and visible text in lower case, for comparing pages. */
  words: readonly string[]
}

const READ_BYTES = 512 * 1024
/** Visible text of a page that says one thing only. */
const SHORT_CHARACTERS = 1_500

/** Reads the signs of an HTML document; never fails, whatever it is. */
export function readSigns(body: Uint8Array, contentType: string | null): PageSigns {
  const html = decodeText(body.subarray(0, READ_BYTES), contentType)
  // A text that is cut is cut between words, somewhat before the limit.
  const { title, text } = readPageText(html, { maxText: 2 * SHORT_CHARACTERS })
  const said = plain(`${title}\n${text}`)
  const words = said.split(/\s+/u).filter((word) => word !== '')
  const signs = new Set<PageSign>()
  if (asksForLogin(body)) signs.add('password-field')
  if (text.length > SHORT_CHARACTERS) return { signs, words }
  for (const [sign, patterns] of entriesOf(WORDING)) {
    if (patterns.some((pattern) => pattern.test(said))) signs.add(sign)
  }
  const markup = html.toLowerCase()
  for (const [sign, traces] of entriesOf(MARKUP)) {
    if (traces.some((trace) => markup.includes(trace))) signs.add(sign)
  }
  return { signs, words }
}

/** A form with a password field, anywhere in the first half mebibyte. */
export function asksForLogin(body: Uint8Array): boolean {
  const text = Buffer.from(body.subarray(0, READ_BYTES)).toString('latin1')
  return /type\s{0,9}=\s{0,9}["']?password/i.test(text)
}

/**
 * How alike two pages are in words, 0 to 1: twice the words they share through those they have.
 *
 * Words with a digit in them are left out, since a page may repeat the address that was asked for. Two
 * pages that say nothing are not alike.
 */
export function likenessOfWords(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [a.filter(isTold), b.filter(isTold)]
  if (left.length === 0 || right.length === 0) return 0
  const counts = new Map<string, number>()
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of right) {
    const count = counts.get(word) ?? 0
    if (count === 0) continue
    counts.set(word, count - 1)
    shared += 1
  }
  return (2 * shared) / (left.length + right.length)
}

const isTold = (word: string): boolean => !/\d/.test(word)

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[ \t]+/g, ' ')

const entriesOf = <Key extends string, Value>(of: Readonly<Record<Key, Value>>) =>
  Object.entries(of) as [Key, Value][]
