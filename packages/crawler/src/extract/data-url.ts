/** True for a `data:` URL, whatever it holds. */
export function isDataUrl(value: string): boolean {
  return /^\s*data:/i.test(value.slice(0, 64))
}

/** True for a `data:` URL that claims to be a picture, SVG excluded. */
export function isPictureData(value: string): boolean {
  return /^\s*data:\s*image\/(?!svg)/i.test(value.slice(0, 64))
}

/**
 * Decodes a `data:` URL that claims to be a picture.
 *
 * @param maxBytes  longest result
 * @returns null for another type (SVG included), an empty one, a malformed one or one that is too long
 */
export function decodeDataUrl(value: string, maxBytes: number): Uint8Array | null {
  const text = value.trim()
  const comma = text.indexOf(',')
  // Every byte takes at most three characters.
  if (comma === -1 || text.length - comma > 3 * maxBytes + 1) return null
  const type = text.slice('data:'.length, comma).trim().toLowerCase()
  if (!type.startsWith('image/') || type.startsWith('image/svg')) return null
  const data = unescapeBytes(text.slice(comma + 1))
  const bytes = /;\s*base64$/.test(type) ? Buffer.from(data.toString('latin1'), 'base64') : data
  return bytes.length === 0 || bytes.length > maxBytes ? null : new Uint8Array(bytes)
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
