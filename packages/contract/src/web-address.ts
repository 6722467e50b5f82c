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
