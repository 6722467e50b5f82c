/** MIME types that the decoder reads. */
export const MIME_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/tiff',
  'image/bmp',
  'image/heic',
] as const

export type PictureMime = (typeof MIME_TYPES)[number]

/**
 * What the leading bytes say a file is.
 *
 * `svg` is known so that it can be refused by name; `unsupported` is a picture or video of another
 * format, which nobody decodes here but whose digests may be on a list.
 */
export type PictureKind = PictureMime | 'svg' | 'unsupported'

const TEXT_BYTES = 4096
const LONGEST_BRAND_LIST = 256
const AVIF_BRANDS = ['avif', 'avis']
// Pictures and sequences coded as HEVC; the last two leave the coding open.
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1']
const AUDIO_BRANDS = ['M4A ', 'M4B ', 'M4P ']
// QuickTime files of old begin with one of these.
const BARE_VIDEO_BOXES = ['moov', 'mdat', 'wide']
// Lengths of the second header, from OS/2 1 to Windows version 5.
const BMP_HEADERS = [12, 40, 52, 56, 64, 108, 124]

const MAGIC: readonly (readonly [PictureKind, string])[] = [
  ['image/jpeg', 'ffd8ff'],
  ['image/png', '89504e470d0a1a0a'],
  ['image/gif', '474946383761'],
  ['image/gif', '474946383961'],
  ['image/tiff', '49492a00'],
  ['image/tiff', '4d4d002a'],
  ['image/tiff', '49492b00'],
  ['image/tiff', '4d4d002b'],
  // JPEG XL and JPEG 2000, each as a stream and in boxes; JPEG XR, Photoshop, icon, cursor
  ['unsupported', 'ff0a'],
  ['unsupported', '0000000c4a584c20'],
  ['unsupported', 'ff4fff51'],
  ['unsupported', '0000000c6a502020'],
  ['unsupported', '4949bc01'],
  ['unsupported', '38425053'],
  ['unsupported', '00000100'],
  ['unsupported', '00000200'],
  // Matroska and WebM, Flash video, Ogg, Windows Media, MPEG program streams and video
  ['unsupported', '1a45dfa3'],
  ['unsupported', '464c5601'],
  ['unsupported', '4f676753'],
  ['unsupported', '3026b2758e66cf11'],
  ['unsupported', '000001ba'],
  ['unsupported', '000001b3'],
]

/**
 * Tells the kind of a file from its leading bytes, never from a name or a header.
 *
 * @param bytes  the file; at most 4 KiB of it are read
 * @returns undefined when it is none of the kinds
 */
export function pictureKind(bytes: Uint8Array): PictureKind | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, TEXT_BYTES))
  const box = head.toString('latin1', 4, 8)
  // before the rest: the length in front of it may look like another format
  if (box === 'ftyp') return boxedKind(head)
  const magic = head.toString('hex', 0, 8)
  for (const [kind, prefix] of MAGIC) if (magic.startsWith(prefix)) return kind
  if (head.toString('latin1', 0, 4) === 'RIFF') return riffKind(head.toString('latin1', 8, 12))
  if (BARE_VIDEO_BOXES.includes(box)) return 'unsupported'
  return isBmp(head) ? 'image/bmp' : isSvg(head) ? 'svg' : undefined
}

function riffKind(form: string): PictureKind | undefined {
  if (form === 'WEBP') return 'image/webp'
  return form === 'AVI ' ? 'unsupported' : undefined
}

/** Files that begin with `ftyp` hold pictures or video; audio is told apart by its brand. */
function boxedKind(head: Buffer): PictureKind | undefined {
  const end = Math.min(head.length, head.readUInt32BE(0), LONGEST_BRAND_LIST)
  const brands: string[] = []
  for (let at = 8; at + 4 <= end; at += 4) {
    if (at !== 12) brands.push(head.toString('latin1', at, at + 4))
  }
  if (brands.some((brand) => AVIF_BRANDS.includes(brand))) return 'image/avif'
  if (brands.some((brand) => HEIC_BRANDS.includes(brand))) return 'image/heic'
  if (brands.length === 0) return undefined
  return brands.some((brand) => AUDIO_BRANDS.includes(brand)) ? undefined : 'unsupported'
}

function isBmp(head: Buffer): boolean {
  if (head.length < 18 || head.toString('latin1', 0, 2) !== 'BM') return false
  return BMP_HEADERS.includes(head.readUInt32LE(14))
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
