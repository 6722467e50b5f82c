import { MAX_URL_LENGTH } from '../../fetch/url-rules.ts'
import { isImageUrl } from '../rules/image-url.ts'

/** Escapes make an address longer: a slash may be six characters. */
const LONGEST_QUOTED = 2 * MAX_URL_LENGTH

/**
 * Lists what stands between two quotes in code and is nothing but the address of a picture.
 *
 * Code is not parsed: every piece between one quote and the next counts, so that neither comments nor
 * regular expressions hide one. Addresses that the code puts together are not seen. Reads every
 * character once; stops after `max`.
 */
export function scriptImages(code: string, max: number): string[] {
  const urls: string[] = []
  let start = -1
  for (let index = 0; index < code.length && urls.length < max; index += 1) {
    const char = code.charCodeAt(index)
    if (char !== 0x22 && char !== 0x27 && char !== 0x60) continue
    const length = index - start
    if (start >= 0 && length > 4 && length <= LONGEST_QUOTED) {
      const url = unescapeQuoted(code.slice(start, index))
      if (isImageUrl(url)) urls.push(url)
    }
    start = index + 1
  }
  return urls
}

/** `https:\/\/site.com\/a.jpg?x=1\u0026y=2\` of a string within a string is an address. */
function unescapeQuoted(text: string): string {
  if (!text.includes('\\')) return text
  const plain = text
    .replace(/\\{1,4}(?:u00|x)([2-7][0-9a-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/\\{1,4}\//g, '/')
  return plain.replace(/\\{1,4}$/, '')
}
