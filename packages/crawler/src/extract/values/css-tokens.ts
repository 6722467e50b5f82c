import { createPieces } from './pieces.ts'

/** What was read, and where reading goes on. */
export type Read = { value: string; end: number }

/** Reads from a quote to its partner; an unescaped line end closes a string that has none. */
export function readString(css: string, start: number): Read {
  const quote = css[start]
  return readUntil(css, start + 1, (index) => css[index] === quote || isLineEnd(css, index))
}

/** Reads what follows `url(`, quoted or bare, with the closing parenthesis when that comes next. */
export function readUrl(css: string, start: number): Read {
  const open = afterSpace(css, start)
  if (css[open] === '"' || css[open] === "'") {
    const string = readString(css, open)
    const close = afterSpace(css, string.end)
    return { value: string.value, end: css[close] === ')' ? close + 1 : string.end }
  }
  const bare = readUntil(css, open, (index) => css[index] === ')')
  return { value: bare.value.trim(), end: bare.end }
}

/** Reads a name, with its escapes: `u\72l` is `url`. Empty where none begins. */
export function readName(css: string, start: number): Read {
  const isEnd = (index: number): boolean =>
    !isNamePart(css, index) && !(css[index] === '\\' && !isLineEnd(css, index + 1))
  const { value, end } = readUntil(css, start, isEnd)
  return { value, end: end - 1 }
}

/** Keeps the first mebibyte of a longer value, which nothing takes for an address. */
function readUntil(css: string, start: number, isEnd: (index: number) => boolean): Read {
  const value = createPieces()
  let kept = 0
  const keep = (piece: string): void => {
    if (piece === '' || kept > LONGEST_VALUE) return
    value.add(piece.slice(0, LONGEST_VALUE))
    kept += piece.length
  }
  let from = start
  let index = start
  while (index < css.length && !isEnd(index)) {
    if (css[index] === '\\') {
      keep(css.slice(from, index))
      const escape = readEscape(css, index)
      keep(escape.value)
      index = escape.end
      from = index
    } else {
      index += 1
    }
  }
  keep(css.slice(from, index))
  return { value: value.take(), end: index + 1 }
}

const LONGEST_VALUE = 2 ** 20

/** A backslash with up to six hex digits and one space, with a line end (nothing), or with a character. */
function readEscape(css: string, start: number): Read {
  const digits = /^[0-9a-f]{1,6}/i.exec(css.slice(start + 1, start + 7))?.[0]
  if (digits === undefined) {
    const escaped = css[start + 1] ?? ''
    return { value: isLineEnd(css, start + 1) ? '' : escaped, end: start + 2 }
  }
  const end = start + 1 + digits.length
  const code = Number.parseInt(digits, 16)
  const value = code === 0 || code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)
  return { value, end: isSpace(css, end) ? end + 1 : end }
}

/** Past the `;` or the block that ends an at-rule. */
export function afterStatement(css: string, start: number): number {
  let braces = 0
  let index = start
  while (index < css.length) {
    const char = css[index]
    if (char === '"' || char === "'") {
      index = readString(css, index).end
      continue
    }
    if (char === '/' && css[index + 1] === '*') {
      index = afterComment(css, index)
      continue
    }
    index += char === '\\' ? 2 : 1
    if (char === '{') braces += 1
    if (char === '}') braces -= 1
    if ((char === ';' && braces === 0) || (char === '}' && braces <= 0)) return index
    if (char === '(') index = afterParenthesis(css, index)
  }
  return css.length
}

/** Past the `)` of a bare URL, which may hold a `;`. */
function afterParenthesis(css: string, start: number): number {
  let index = start
  while (index < css.length && css[index] !== ')') {
    index = css[index] === '"' || css[index] === "'" ? readString(css, index).end : index + 1
  }
  return index + 1
}

/** Past the end of a comment, or of the text when it has none. */
export function afterComment(css: string, start: number): number {
  const end = css.indexOf('*/', start + 2)
  return end === -1 ? css.length : end + 2
}

/** Past white space. */
export function afterSpace(css: string, start: number): number {
  let index = start
  while (isSpace(css, index)) index += 1
  return index
}

/** Whether the character may stand in a name. */
export function isNamePart(css: string, index: number): boolean {
  const code = css.charCodeAt(index)
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x5f ||
    code >= 0x80
  )
}

function isSpace(css: string, index: number): boolean {
  const code = css.charCodeAt(index)
  return code === 0x20 || code === 0x09 || isLineEnd(css, index)
}

function isLineEnd(css: string, index: number): boolean {
  const code = css.charCodeAt(index)
  return code === 0x0a || code === 0x0c || code === 0x0d
}
