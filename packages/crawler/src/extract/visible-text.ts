/** Text for people, and whether something of it was left out at the limit. */
export type VisibleText = { text: string; isCut: boolean }

const LONGEST_WORD = 100
const LONGEST_READ = 8_192
/** No words: data, and data may be a picture. */
const ENCODED = /[A-Za-z0-9+/=_-]{48,}/g
const DATA_URL = /(?<![\p{L}\p{N}])data:(?:[a-z]+\/|[;,]).*/isu
const WHOLE_URL = /[a-z][a-z\d+.-]{0,20}:[/\\]{2}([^/\\?#"'<>()[\]]*).*/is
/** `www.site.com/path` and `site.com/path`. */
const BARE_URL = /^([^\p{L}\p{N}]{0,3}(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,24})(?::\d{1,5})?[/?#].*$/su
const NOT_VISIBLE =
  /[\p{Cc}\p{Cs}\p{Co}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu

/**
 * Makes one line of text that can be shown safely.
 *
 * Control characters and those that change the direction of writing go; white space becomes one space;
 * of an address its host is left; `data:` addresses and long runs of encoded data go.
 *
 * @param maxLength  UTF-16 code units
 */
export function visibleLine(text: string, maxLength: number): VisibleText {
  const words: string[] = []
  let length = 0
  const word = /[^\s\u2028\u2029]+/gu
  for (let found = word.exec(text); found; found = word.exec(text)) {
    const visible = visibleWord(found[0])
    if (visible === '') continue
    const space = words.length === 0 ? 0 : 1
    const left = maxLength - length - space
    if (visible.length > left) {
      // A script without spaces is cut within, others between words.
      if (left > 0 && (words.length === 0 || !IS_ASCII.test(visible))) {
        words.push(cutAt(visible, left))
      }
      return { text: words.join(' '), isCut: true }
    }
    words.push(visible)
    length += space + visible.length
  }
  return { text: words.join(' '), isCut: false }
}

const IS_ASCII = /^\p{ASCII}*$/u

function visibleWord(word: string): string {
  const read = word.slice(0, LONGEST_READ).replace(NOT_VISIBLE, '').toWellFormed()
  const plain = hostsOnly(read.replace(DATA_URL, '')).replace(ENCODED, '')
  const isLong = plain.length > LONGEST_WORD && IS_ASCII.test(plain)
  return isLong ? `${plain.slice(0, LONGEST_WORD)}…` : plain
}

const hostsOnly = (word: string): string =>
  word.replace(WHOLE_URL, (_, authority: string) => hostOf(authority)).replace(BARE_URL, '$1')

/** Without credentials and port. */
const hostOf = (authority: string): string =>
  authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '')

/** Never within a pair of surrogates. */
const cutAt = (text: string, length: number): string =>
  text
    .slice(0, length)
    .toWellFormed()
    .replace(/\ufffd$/, '')
