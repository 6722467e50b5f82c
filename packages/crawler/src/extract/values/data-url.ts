/** True for a `data:` URL, whatever it holds. */
export function isDataUrl(value: string): boolean {
  return /^\s*data:/i.test(value.slice(0, 64))
}

/** True for a type, or the `data:` URL of one, that claims to be a picture, SVG excluded. */
export function isPictureType(type: string): boolean {
  return /^\s*(?:data:\s*)?image\/(?!svg)/i.test(type)
}

/**
 * Decodes a `data:` URL.
 *
 * @param maxBytes  longest result
 * @returns type in lower case without parameters, and bytes, which may be none; null when malformed or
 *   too long
 */
export function decodeDataUrl(
  value: string,
  maxBytes: number,
): { type: string; bytes: Uint8Array } | null {
  const text = value.trim()
  const comma = text.indexOf(',')
  // Every byte takes at most three characters.
  if (comma === -1 || text.length - comma > 3 * maxBytes + 1) return null
  const header = text.slice('data:'.length, comma).trim().toLowerCase()
  const data = unescapeBytes(text.slice(comma + 1))
  const isBase64 = /;\s*base64$/.test(header.slice(-32))
  const bytes = isBase64 ? Buffer.from(data.toString('latin1'), 'base64') : data
  if (bytes.length > maxBytes) return null
  return { type: header.split(';')[0]?.trim() ?? '', bytes: new Uint8Array(bytes) }
}

function unescapeBytes(text: string): Buffer {
  const source = Buffer.from(text, 'utf8')
  if (!text.includes('%')) return source
  let length = 0
  for (let index = 0; index < source.length; index += 1) {
    const digits = source[index] === 0x25 ? source.toString('latin1', index + 1, index + 3) : ''
    if (/^[0-9a-f]{2}$/i.test(digits)) {
      source[length] = Number.parseInt(digits, 16)
      index += 2
    } else {
      source[length] = source[index] ?? 0
    }
    length += 1
  }
  return source.subarray(0, length)
}
