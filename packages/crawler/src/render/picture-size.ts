type Size = { width: number; height: number }

const UNKNOWN: Size = { width: 640, height: 480 }
const JPEG_FRAMES = /^[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]/

/**
 * Reads how large a picture says it is, for the layout of the page alone: nothing is decoded.
 *
 * Knows PNG, GIF, JPEG, WebP and BMP; other kinds count as 640 by 480.
 *
 * @returns pixels, at least 1
 */
export function sizeOfPicture(body: Uint8Array): Size {
  const view = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const size = readSize(view) ?? UNKNOWN
  return { width: Math.max(1, size.width), height: Math.max(1, size.height) }
}

function readSize(view: Buffer): Size | null {
  if (view.length < 30) return null
  const mark = view.toString('latin1', 0, 4)
  if (mark === '\x89PNG') return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) }
  if (mark === 'GIF8') return { width: view.readUInt16LE(6), height: view.readUInt16LE(8) }
  if (mark === 'RIFF') return sizeOfWebp(view)
  if (mark.startsWith('BM')) {
    return { width: Math.abs(view.readInt32LE(18)), height: Math.abs(view.readInt32LE(22)) }
  }
  return mark.startsWith('\xff\xd8') ? sizeOfJpeg(view) : null
}

/** @see RFC 9649 sections 2.5 to 2.7 */
function sizeOfWebp(view: Buffer): Size | null {
  switch (view.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: view.readUIntLE(24, 3) + 1, height: view.readUIntLE(27, 3) + 1 }
    case 'VP8 ':
      return { width: view.readUInt16LE(26) & 0x3fff, height: view.readUInt16LE(28) & 0x3fff }
    case 'VP8L': {
      const bits = view.readUInt32LE(21)
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
    }
    default:
      return null
  }
}

/** Goes from segment to segment to the first frame header. */
function sizeOfJpeg(view: Buffer): Size | null {
  for (let at = 2; at + 9 < view.length && view[at] === 0xff;) {
    if (JPEG_FRAMES.test(String.fromCharCode(view[at + 1] ?? 0))) {
      return { width: view.readUInt16BE(at + 7), height: view.readUInt16BE(at + 5) }
    }
    at += 2 + view.readUInt16BE(at + 2)
  }
  return null
}
