import { isUtf8 } from 'node:buffer'
import { scanTags } from './tokens/tags.ts'

const PRESCAN_BYTES = 1024
const META_ATTRIBUTES = new Set(['charset', 'content', 'http-equiv'])

/**
 * Decodes a page or a style sheet.
 *
 * Byte order mark, then the header's charset, then a first tag in UTF-16, then the declaration within
 * the first 1,024 bytes (`<?xml …?>`, `@charset` or `<meta>`), then UTF-8 if the bytes are valid UTF-8, else
 * windows-1252. Unknown labels are passed over, malformed sequences become U+FFFD.
 */
export function decodeText(body: Uint8Array, contentType: string | null): string {
  const label =
    markOf(body) ??
    knownLabel(charsetOf(contentType ?? '')) ??
    unmarkedUtf16(body) ??
    knownLabel(declaredCharset(body)) ??
    (isUtf8(body) ? 'utf-8' : 'windows-1252')
  return new TextDecoder(label).decode(body)
}

function markOf(body: Uint8Array): string | null {
  const [first, second, third] = body
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return null
}

/** Two characters below U+0100, the first an opening bracket: a tag in UTF-16 without a mark. */
function unmarkedUtf16(body: Uint8Array): string | null {
  const [first, second, third, fourth] = body
  if (first === 0x3c && second === 0 && third !== 0 && fourth === 0) return 'utf-16le'
  if (first === 0 && second === 0x3c && third === 0 && fourth !== 0) return 'utf-16be'
  return null
}

function declaredCharset(body: Uint8Array): string | null {
  const head = Buffer.from(body.subarray(0, PRESCAN_BYTES)).toString('latin1')
  const found = /^@charset "([^"]*)";/.exec(head)?.[1] ?? xmlEncoding(head) ?? metaCharset(head)
  // Bytes that could be read as ASCII so far are no UTF-16, and browsers say so too.
  return found !== null && /^utf-?16/i.test(found.trim()) ? 'utf-8' : found
}

function xmlEncoding(head: string): string | null {
  const declaration = /^<\?xml\s[^>]*>/.exec(head)?.[0] ?? ''
  return /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1] ?? null
}

function metaCharset(head: string): string | null {
  const found: string[] = []
  scanTags(head, {
    wanted: (name) => META_ATTRIBUTES.has(name),
    maxValueLength: PRESCAN_BYTES,
    budget: { tags: PRESCAN_BYTES },
    openTag({ name, attributes }) {
      if (name !== 'meta') return
      const isType = attributes.get('http-equiv')?.toLowerCase() === 'content-type'
      const label =
        attributes.get('charset') ?? (isType ? charsetOf(attributes.get('content') ?? '') : null)
      if (label !== null) found.push(label)
    },
  })
  return found[0] ?? null
}

function charsetOf(contentType: string): string | null {
  return /charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType)?.[1] ?? null
}

function knownLabel(label: string | null): string | null {
  if (label === null) return null
  try {
    return new TextDecoder(label).encoding
  } catch {
    return null
  }
}
