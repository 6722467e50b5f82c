/**
 * The one spelling of a URL under which it is stored and compared.
 *
 * Fragment, credentials, default port, a trailing dot of the host and an empty query are removed;
 * scheme and host are lower case; the path and the query stay as they are.
 */
export function canonicalUrl(url: URL): string {
  const copy = new URL(url)
  copy.hash = ''
  copy.username = ''
  copy.password = ''
  if (copy.search === '') copy.search = ''
  if (copy.hostname.endsWith('.')) copy.hostname = copy.hostname.slice(0, -1)
  return copy.href
}

// Anything a person cannot have meant and two parsers may read differently.
const AMBIGUOUS = /[\p{Cc}\s\\]/u
/** A host name with a dot at the start, as people write addresses; no scheme has one. */
const BARE =
  /^[\p{L}\p{N}_-]+(?:(?:\.|\[\.\]|\(\.\))[\p{L}\p{N}_-]+)+(?:(?::|\[:\])\d{1,5})?(?:[/?#]|$)/u

/**
 * Reads an address as a person wrote it: de-fanged spellings are restored, space around it is ignored, and `http` is meant
 * where nothing is said.
 *
 * @returns null for what is no one address; its scheme and host are not judged
 */
export function readAddress(input: string): URL | null {
  const restored = restoreDefanged(input.trim())
  const text = BARE.test(restored) ? restoreDefanged(`http://${restored}`) : restored
  return AMBIGUOUS.test(text) ? null : URL.parse(text)
}

/** A web address as it was before somebody made it no link (`hxxp`, `[.]`, `(.)`, `[:]//`, `[://]`); others stay as they are. */
export function restoreDefanged(text: string): string {
  const scheme = /^h(?:tt|xx)p(s?)(?::\/\/|\[:\]\/\/|\[:\/\/\])/i.exec(text)
  if (scheme === null) return text
  const rest = text.slice(scheme[0].length)
  const end = rest.search(/[/?#\\]/)
  const authority = end === -1 ? rest : rest.slice(0, end)
  const restored = authority.replace(/\[\.\]|\(\.\)/g, '.').replaceAll('[:]', ':')
  return `http${scheme[1]?.toLowerCase()}://${restored}${rest.slice(authority.length)}`
}
