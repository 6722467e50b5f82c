import { isImageUrl } from '../rules/image-url.ts'
import { afterComment, afterSpace, afterStatement, isNamePart } from './css-tokens.ts'
import { readName, readString, readUrl } from './css-tokens.ts'

/** Where the reading of one style sheet stops, images and imports together. */
export const MAX_CSS_URLS = 5_000

/** What a style sheet or a `style` attribute names, as written, in order, repeats included. */
export type CssFinds = { images: string[]; imports: string[]; truncated: boolean }

const SKIPPED = new Set(['@namespace', '@charset', '@font-face'])
/** Functions that take a picture as a string, without `url(…)`. */
const STRING_FUNCTIONS = new Set([
  '-webkit-cross-fade',
  '-webkit-image-set',
  'alphaimageloader',
  'cross-fade',
  'image',
  'image-set',
  'src',
])
const LONGEST_NAME = 32

/**
 * Lists what CSS names: pictures by `url(…)` anywhere, by strings of `image-set`, `cross-fade`, `image`
 * and `src`, and by strings of custom properties that clearly are addresses of pictures; and style
 * sheets by `@import`. Fonts and references within the document (`#…`) are left out.
 *
 * Never fails and reads every character a bounded number of times; stops at 5,000 URLs.
 */
export function readCss(css: string): CssFinds {
  const finds: CssFinds = { images: [], imports: [], truncated: false }
  const add = (list: string[], value: string): void => {
    if (value !== '' && !value.startsWith('#')) list.push(value)
  }
  let depth = 0
  let stringDepth = 0
  let custom = false
  let index = 0
  while (index < css.length) {
    if (finds.images.length + finds.imports.length >= MAX_CSS_URLS) {
      finds.truncated = true
      break
    }
    const char = css[index] ?? ''
    if (char === '"' || char === "'") {
      const string = readString(css, index)
      const isPicture = stringDepth > 0 && depth === stringDepth
      if (isPicture || (custom && isImageUrl(string.value))) add(finds.images, string.value)
      index = string.end
    } else if (char === '/' && css[index + 1] === '*') {
      index = afterComment(css, index)
    } else if (char === '(' || char === ')') {
      depth = Math.max(0, depth + (char === '(' ? 1 : -1))
      if (depth < stringDepth) stringDepth = 0
      index += 1
    } else if (char === '@' || char === '\\' || isNamePart(css, index)) {
      const read = readName(css, char === '@' ? index + 1 : index)
      const end = Math.max(read.end, index + 1)
      const name = (char === '@' ? '@' : '') + read.value.slice(0, LONGEST_NAME).toLowerCase()
      const isFunction = css[end] === '('
      if (name === 'url' && isFunction) {
        const url = readUrl(css, end + 1)
        add(finds.images, url.value)
        index = url.end
        // Words may follow the string: `url("a.png" crossorigin(anonymous))`.
        if (css[index - 1] !== ')') depth += 1
      } else if (name === '@import') {
        add(finds.imports, importOf(css, end))
        index = afterStatement(css, end)
      } else {
        if (isFunction && STRING_FUNCTIONS.has(name)) stringDepth = depth + 1
        if (name.startsWith('--')) custom = true
        index = SKIPPED.has(name) ? afterStatement(css, end) : end
      }
    } else {
      if (char === ';' || char === '{' || char === '}') custom = false
      index += 1
    }
  }
  return finds
}

/** The pictures alone, as `readCss` lists them. */
export const cssImageUrls = (css: string): string[] => readCss(css).images

function importOf(css: string, start: number): string {
  let index = afterSpace(css, start)
  while (css[index] === '/' && css[index + 1] === '*') {
    index = afterSpace(css, afterComment(css, index))
  }
  if (css[index] === '"' || css[index] === "'") return readString(css, index).value.trim()
  const name = readName(css, index)
  const isUrl = name.value.toLowerCase() === 'url' && css[name.end] === '('
  return isUrl ? readUrl(css, name.end + 1).value : ''
}
