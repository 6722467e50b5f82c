import type { Finding } from './finding.ts'
import { isImageUrl, looksLikeUrl } from './image-url.ts'

/** Attributes of words, or of addresses that lead nowhere. */
const NEVER_ADDRESSES = new Set([
  'alt',
  'aria-describedby',
  'aria-label',
  'data-alt',
  'data-caption',
  'data-filename',
  'data-name',
  'data-title',
  'download',
  'for',
  'id',
  'label',
  'placeholder',
  'sizes',
  'title',
  'xmlns',
])
/** Names that say picture, so that an address needs no ending: `data-bg`, `data-zoom-image`, `lowsrc`. */
const PICTURE_NAME =
  /(?:^|[-_:])(?:background|bg|cover|full|hires|highres|image|img|large|lazy|lowsrc|original|photo|picture|poster|preview|src|thumb|thumbnail|zoom)(?:$|[-_:])|(?:image|img|poster|src|thumb)$/
const SET_NAME = /(?:bg|image|img|src)-?set$/
/** How a list of addresses may be written: `a.jpg|b.jpg`. */
const LIST_SEPARATORS = /[\s,;|]+/
const MAX_LISTED = 200

/** Whether an attribute that no rule of its element knows is read all the same. */
export const isKnownAttribute = (name: string): boolean =>
  name.length <= 64 && !NEVER_ADDRESSES.has(name)

/**
 * Lists what an attribute names that the element's own rules do not know: lazy loading (`data-bg`,
 * `data-zoom-image`, `lowsrc`), settings in JSON, markup, and code (`onclick`).
 */
export function attributeFindings(name: string, value: string): Finding[] {
  if (/^on[a-z]+$/.test(name)) return [{ kind: 'script', value }]
  const text = value.trimStart()
  if (text.length < 4) return []
  if (text[0] === '{' || text[0] === '[') return [{ kind: 'json', value }]
  if (/url\s*\(/i.test(text)) return [{ kind: 'css', value }]
  if (/<(?:amp-)?img\b|<picture\b|<source\b/i.test(text)) return [{ kind: 'markup', value }]
  if (SET_NAME.test(name)) return [{ kind: 'srcset', value, from: 'srcset' }]
  if (isImageUrl(value) || (PICTURE_NAME.test(name) && looksLikeUrl(value))) {
    return [{ kind: 'url', value, from: 'data' }]
  }
  return listed(text).map((url) => ({ kind: 'url', value: url, from: 'data' }))
}

/** Quotes may stand around a value that is code to a framework: `:src="'a.jpg'"`. */
function listed(text: string): string[] {
  if (!text.includes('.')) return []
  const parts = text.split(LIST_SEPARATORS, MAX_LISTED)
  return parts.map((part) => part.replace(/^["'`([]{1,3}|["'`)\]]{1,3}$/g, '')).filter(isImageUrl)
}
