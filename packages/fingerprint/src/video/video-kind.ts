/** MIME types of videos that are read, as they stand in a record, each with its demuxer of ffmpeg. */
export const VIDEO_KINDS = [
  { mime: 'video/mp4', demuxer: 'mov' },
  { mime: 'video/quicktime', demuxer: 'mov' },
  { mime: 'video/webm', demuxer: 'matroska' },
  { mime: 'video/x-matroska', demuxer: 'matroska' },
  { mime: 'video/x-flv', demuxer: 'flv' },
  { mime: 'video/ogg', demuxer: 'ogg' },
  { mime: 'video/x-ms-wmv', demuxer: 'asf' },
  { mime: 'video/x-msvideo', demuxer: 'avi' },
  { mime: 'video/mpeg', demuxer: 'mpeg' },
  { mime: 'video/mp2t', demuxer: 'mpegts' },
] as const

export type VideoKind = (typeof VIDEO_KINDS)[number]
export type VideoMime = VideoKind['mime']

/** Files that begin with `ftyp` and hold pictures, which have a decoder of their own, or sound only. */
const OTHER_BRANDS = [
  'avif',
  'avis',
  'heic',
  'heix',
  'heim',
  'heis',
  'hevc',
  'hevx',
  'hevm',
  'hevs',
  'mif1',
  'msf1',
  'M4A ',
  'M4B ',
  'M4P ',
  'jxl ',
  'jp2 ',
]
// QuickTime files of old begin with one of these.
const BARE_BOXES = ['moov', 'mdat', 'wide']
/** Size field of a box whose length stands in 64 bits behind its name. */
const LONG_BOX = 1
const TS_PACKET = 188
const LONGEST_BRAND_LIST = 256
const LONGEST_BRAND_BOX = 65_536
const LONGEST_MATROSKA_HEADER = 128

const MAGIC: readonly (readonly [VideoMime, string])[] = [
  ['video/x-flv', '464c5601'],
  // With the version of its pages: the letters alone may begin a text.
  ['video/ogg', '4f67675300'],
  ['video/x-ms-wmv', '3026b2758e66cf11'],
  ['video/mpeg', '000001ba'],
]

/**
 * Tells the kind of a video from its leading bytes, never from a name or a header.
 *
 * Ogg and Windows Media files may hold sound only; that is found out when they are read.
 *
 * @returns undefined when it is none of the kinds
 */
export function videoKind(bytes: Uint8Array): VideoKind | undefined {
  const mime = mimeOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return VIDEO_KINDS.find((kind) => kind.mime === mime)
}

function mimeOf(bytes: Buffer): VideoMime | undefined {
  if (bytes.length < 12) return undefined
  const box = bytes.toString('latin1', 4, 8)
  if (box === 'ftyp') return boxedMime(bytes)
  if (BARE_BOXES.includes(box) && isBoxSize(bytes)) return 'video/quicktime'
  const magic = bytes.toString('hex', 0, 8)
  if (magic.startsWith('1a45dfa3')) {
    const isWebm = bytes.toString('latin1', 0, LONGEST_MATROSKA_HEADER).includes('webm')
    return isWebm ? 'video/webm' : 'video/x-matroska'
  }
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'AVI ') {
    return 'video/x-msvideo'
  }
  const known = MAGIC.find(([, prefix]) => magic.startsWith(prefix))
  if (known !== undefined) return known[0]
  const isStream = [0, 1, 2, 3].every((packet) => bytes[packet * TS_PACKET] === 0x47)
  return isStream ? 'video/mp2t' : undefined
}

/** Four letters behind four others may stand in any text; a box has its size there. */
function isBoxSize(bytes: Buffer): boolean {
  const size = bytes.readUInt32BE(0)
  return (size === LONG_BOX || size >= 8) && !bytes.subarray(0, 4).every(isTextByte)
}

const isTextByte = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d)

function boxedMime(bytes: Buffer): VideoMime | undefined {
  const size = bytes.readUInt32BE(0)
  if (size > LONGEST_BRAND_BOX) return undefined
  const end = Math.min(bytes.length, size, LONGEST_BRAND_LIST)
  const brands: string[] = []
  for (let at = 8; at + 4 <= end; at += 4) {
    if (at !== 12) brands.push(bytes.toString('latin1', at, at + 4))
  }
  if (brands.length === 0 || brands.some((brand) => OTHER_BRANDS.includes(brand))) return undefined
  return brands[0] === 'qt  ' ? 'video/quicktime' : 'video/mp4'
}
