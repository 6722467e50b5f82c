const JPEG = [0xff, 0xd8, 0xff]
const PNG = [0x89, 0x50, 0x4e, 0x47]
const COMMENT = 0xfe
const APP1 = 0xe1
const START_OF_SCAN = 0xda

/**
 * The bytes of a JPEG, PNG or WebP without their Exif data; of anything else as they are.
 *
 * Browsers turn pictures by the orientation in there and cannot be told not to.
 *
 * @param bytes  the whole file, left as it is
 * @returns a file with the same pixels
 */
export function withoutExif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (JPEG.every((byte, at) => bytes[at] === byte)) return jpegWithoutExif(bytes)
  if (PNG.every((byte, at) => bytes[at] === byte)) return pngWithoutExif(bytes)
  if (textAt(bytes, 0) === 'RIFF' && textAt(bytes, 8) === 'WEBP') return webpWithoutExif(bytes)
  return bytes
}

/** An Exif segment becomes a comment. */
function jpegWithoutExif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  for (let at = 2; at + 8 < copy.length && copy[at] === 0xff;) {
    const marker = copy[at + 1]!
    if (marker === START_OF_SCAN) break
    if (marker === APP1 && textAt(copy, at + 4) === 'Exif') copy[at + 1] = COMMENT
    // A segment may be preceded by any number of fill bytes.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return copy
}

/** The chunk is cut out: renamed, its checksum would no longer be right. */
function pngWithoutExif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const copy = new Uint8Array(bytes.length)
  copy.set(bytes.subarray(0, 8))
  let size = 8
  for (let at = 8; at < bytes.length;) {
    const end = at + 8 <= bytes.length ? at + 12 + view.getUint32(at) : bytes.length
    if (textAt(bytes, at + 4) !== 'eXIf') {
      copy.set(bytes.subarray(at, end), size)
      size += Math.min(end, bytes.length) - at
    }
    at = end
  }
  return copy.subarray(0, size)
}

/** The chunk gets a name that no reader knows. */
function webpWithoutExif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  for (let at = 12; at + 8 <= copy.length;) {
    const size = view.getUint32(at + 4, true)
    if (textAt(copy, at) === 'EXIF') copy.fill(0x78, at, at + 4)
    at += 8 + size + (size & 1)
  }
  return copy
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
