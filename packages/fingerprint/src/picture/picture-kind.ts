/** MIME types that the decoder reads. HEIC shares its container with AVIF but has no decoder here. */
export const MIME_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/tiff',
] as const

export type PictureMime = (typeof MIME_TYPES)[number]

/** What the leading bytes say a file is; `svg` is known so that it can be refused by name. */
export type PictureKind = PictureMime | 'svg'

const TEXT_BYTES = 4096
const LONGEST_BRAND_LIST = 256

const MAGIC: readonly (readonly [PictureKind, string])[] = [
  ['image/jpeg', 'ffd8ff'],
  ['image/png', '89504e470d0a1a0a'],
  ['image/gif', '474946383761'],
  ['image/gif', '474946383961'],
  ['image/tiff', '49492a00'],
  ['image/tiff', '4d4d002a'],
  ['image/tiff', '49492b00'],
  ['image/tiff', '4d4d002b'],
]

/**
 * Tells the kind of a file from its leading bytes, never from a name or a header.
 *
 * @param bytes  the file; at most 4 KiB of it are read
 * @returns undefined when it is none of the kinds
 */
export function pictureKind(bytes: Uint8Array): PictureKind | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, TEXT_BYTES))
  const magic = head.toString('hex', 0, 8)
  for (const [kind, prefix] of MAGIC) if (magic.startsWith(prefix)) return kind
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP') {
    return 'image/webp'
  }
  if (head.toString('latin1', 4, 8) === 'ftyp') return isAvif(head) ? 'image/avif' : undefined
  return isSvg(head) ? 'svg' : undefined
}

function isAvif(head: Buffer): boolean {
  const end = Math.min(head.length, head.readUInt32BE(0), LONGEST_BRAND_LIST)
  for (let at = 8; at + 4 <= end; at += 4) {
    const brand = head.toString('latin1', at, at + 4)
    if (at !== 12 && (brand === 'avif' || brand === 'avis')) return true
  }
  return false
}

// Dropping zero bytes reads UTF-16 as well. An HTML page with a drawing in it is a page.
function isSvg(head: Buffer): boolean {
  const text = head
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^[þÿ\xef\xbb\xbf\s]+/, '')
  if (!text.startsWith('<')) return false
  const root = /<(?:[a-z_][\w.-]*:)?(svg|html|head|body)[\s/>]/i.exec(text)
  return root?.[1]?.toLowerCase() === 'svg'
}
