import type { Validators } from './outcome.ts'

/** Kept as sent, at most so many characters. */
const KEPT: Readonly<Record<string, number>> = {
  age: 10,
  'cf-cache-status': 16,
  'content-encoding': 64,
  'content-length': 20,
  'content-language': 32,
  'last-modified': 40,
  'retry-after': 40,
}

/**
 * Kept as `present`: the value may name the address or what is at it (an entity tag is often a hash of the
 * content), and that it is there says which network delivered the answer.
 */
const PRESENCE = [
  'cf-mitigated',
  'cf-ray',
  'etag',
  'set-cookie',
  'via',
  'x-amz-cf-id',
  'x-cache',
  'x-served-by',
]

const MAX_ETAG_LENGTH = 256

/** Header values as they may be stored: printable ASCII, cut; others are left out. */
export function keptHeaders(headers: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, maxLength] of Object.entries(KEPT)) {
    const value = printable(headers.get(name), maxLength)
    if (value !== null) kept[name] = value
  }
  for (const name of PRESENCE) if (headers.has(name)) kept[name] = 'present'
  // Beside it, a server may name its own nodes.
  if (/\bhit\b/i.test(headers.get('x-cache') ?? '')) kept['x-cache'] = 'hit'
  return kept
}

/** A header value, cut and with a question mark for what is no printable ASCII; null when absent. */
export function printable(value: string | undefined, maxLength: number): string | null {
  return value === undefined ? null : value.slice(0, maxLength).replace(/[^\x20-\x7e]/g, '?')
}

/** As what `Content-Disposition` has an answer saved; null where it gives no name. @see RFC 6266 */
export const fileNameOf = (disposition: string | undefined): string | null =>
  /;\s*filename\*?\s*=\s*(?:[\w-]*'[\w-]*')?"?([^";]*)/i.exec(disposition ?? '')?.[1]?.trim() ??
  null

/** The kind of an answer as it may be stored: parameters often name the file. Null where there is none. */
export const mediaType = (contentType: string | null): string | null =>
  /^[\w!#$&^.+-]{1,63}\/[\w!#$&^.+-]{1,63}(?=\s*(?:;|,|$))/.exec(contentType?.trim() ?? '')?.[0] ??
  null

/** What an answer says about its version; null when it says nothing that could be sent back. */
export function readValidators(headers: ReadonlyMap<string, string>): Validators | null {
  const [etag, lastModified] = [headers.get('etag'), headers.get('last-modified')]
  const found: Validators = {}
  if (etag !== undefined && isEntityTag(etag)) found.etag = etag
  if (lastModified !== undefined && isHttpDate(lastModified)) found.lastModified = lastModified
  return Object.keys(found).length === 0 ? null : found
}

/**
 * The request headers that ask whether something changed.
 *
 * @throws {TypeError} a validator that `readValidators` would not return
 * @see RFC 9110 section 13.1
 */
export function conditionalHeaders({ etag, lastModified }: Validators): Record<string, string> {
  if (etag !== undefined && !isEntityTag(etag))
    throw new TypeError('Ask conditionally: no entity tag')
  if (lastModified !== undefined && !isHttpDate(lastModified)) {
    throw new TypeError('Ask conditionally: no date')
  }
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  }
}

const isEntityTag = (text: string): boolean =>
  text.length <= MAX_ETAG_LENGTH && /^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(text)

const isHttpDate = (text: string): boolean =>
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
