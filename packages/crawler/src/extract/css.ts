/** Where `cssImageUrls` stops. */
export const MAX_CSS_URLS = 5_000

/**
 * Lists the image URLs of a style sheet or a `style` attribute, as written, in order, repeats included.
 *
 * Takes `url(…)` anywhere and the strings of `image-set(…)`. Ignores `@import`, `@namespace`,
 * `@charset` and `@font-face`. Never fails and reads every character once; stops at 5,000 URLs.
 */
export function cssImageUrls(css: string): string[] {
  const urls: string[] = []
  let depth = 0
  let imageSetDepth = 0
  let index = 0
  while (index < css.length && urls.length < MAX_CSS_URLS) {
    const char = css[index] ?? ''
    if (char === '"' || char === "'") {
      const string = readString(css, index)
      if (imageSetDepth > 0 && depth === imageSetDepth) urls.push(string.value)
      index = string.end
    } else if (char === '/' && css[index + 1] === '*') {
      index = afterComment(css, index)
    } else if (char === '(' || char === ')') {
      depth = Math.max(0, depth + (char === '(' ? 1 : -1))
      if (depth < imageSetDepth) imageSetDepth = 0
      index += 1
    } else if (char === '@' || isNamePart(css, index)) {
      const end = nameEnd(css, index + 1)
      const name = css.slice(index, Math.min(end, index + 32)).toLowerCase()
      if (name === 'url' && css[end] === '(') {
        const url = readUrl(css, end + 1)
        if (url.value !== '') urls.push(url.value)
        index = url.end
      } else {
        if (name.endsWith('image-set') && css[end] === '(') imageSetDepth = depth + 1
        index = SKIPPED.has(name) ? afterStatement(css, end) : end
      }
    } else {
      index += char === '\\' ? 2 : 1
    }
  }
  return urls
}

const SKIPPED = new Set(['@import', '@namespace', '@charset', '@font-face'])

type Read = { value: string; end: number }

/** Reads from a quote to its partner; an unescaped line end closes a string that has none. */
function readString(css: string, start: number): Read {
  const quote = css[start]
  const parts: string[] = []
  let from = start + 1
  let index = from
  while (index < css.length && css[index] !== quote && !isLineEnd(css, index)) {
    if (css[index] === '\\') {
      parts.push(css.slice(from, index))
      const escape = readEscape(css, index)
      parts.push(escape.value)
      index = escape.end
      from = index
    } else {
      index += 1
    }
  }
  parts.push(css.slice(from, index))
  return { value: parts.join(''), end: index + 1 }
}

/** Reads what follows `url(`, quoted or bare, up to and with the closing parenthesis. */
function readUrl(css: string, start: number): Read {
  const open = afterSpace(css, start)
  if (css[open] === '"' || css[open] === "'") {
    const string = readString(css, open)
    const close = afterSpace(css, string.end)
    return { value: string.value, end: css[close] === ')' ? close + 1 : string.end }
  }
  const parts: string[] = []
  let from = open
  let index = open
  while (index < css.length && css[index] !== ')') {
    if (css[index] === '\\') {
      parts.push(css.slice(from, index))
      const escape = readEscape(css, index)
      parts.push(escape.value)
      index = escape.end
      from = index
    } else {
      index += 1
    }
  }
  parts.push(css.slice(from, index))
  return { value: parts.join('').trim(), end: index + 1 }
}

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
function afterStatement(css: string, start: number): number {
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

function afterComment(css: string, start: number): number {
  const end = css.indexOf('*/', start + 2)
  return end === -1 ? css.length : end + 2
}

function afterSpace(css: string, start: number): number {
  let index = start
  while (isSpace(css, index)) index += 1
  return index
}

function nameEnd(css: string, start: number): number {
  let index = start
  while (isNamePart(css, index)) index += 1
  return index
}

function isNamePart(css: string, index: number): boolean {
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
