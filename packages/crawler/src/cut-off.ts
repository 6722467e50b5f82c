const PNG = Buffer.from('89504e470d0a1a0a', 'hex')
const STANDALONE_LAST = 0xd7
const EOI = 0xd9
const SOS = 0xda

/**
 * Whether a picture ends before its own end: decoders fill up what is missing, and what they make of it
 * may look like another picture. False for what is no JPEG, PNG, GIF or WebP.
 *
 * @see ITU-T T.81 annex B, the PNG specification section 5, the GIF89a and the WebP container specification
 */
export function isCutOff(bytes: Uint8Array): boolean {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (body.length >= 2 && body.readUInt16BE(0) === 0xffd8) return isCutJpeg(body)
  if (body.subarray(0, 8).equals(PNG)) return isCutPng(body)
  const start = body.toString('latin1', 0, 12)
  if (start.startsWith('GIF8')) return lastByte(body) !== 0x3b
  if (/^RIFF[\s\S]{4}WEBP/.test(start)) return body.readUInt32LE(4) + 8 > body.length
  return false
}

/** Steps over segments and scans; a thumbnail within a segment has an end of its own, which is none. */
function isCutJpeg(body: Buffer): boolean {
  let at = 2
  for (;;) {
    at = body.indexOf(0xff, at)
    if (at === -1 || at + 1 >= body.length) return true
    const marker = body[at + 1]!
    if (marker === EOI) return false
    const isAlone = marker === 0 || marker === 1 || marker === 0xff || isRestart(marker)
    if (isAlone) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    if (at + 4 > body.length) return true
    at += 2 + Math.max(2, body.readUInt16BE(at + 2))
    if (marker === SOS && at >= body.length) return true
  }
}

const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= STANDALONE_LAST

function isCutPng(body: Buffer): boolean {
  for (let at = 8; at + 12 <= body.length; at += 12 + body.readUInt32BE(at)) {
    if (body.toString('latin1', at + 4, at + 8) === 'IEND') return false
  }
  return true
}

/** Behind zeros that some programs fill files up with. */
function lastByte(body: Buffer): number | undefined {
  let end = body.length
  while (end > 0 && body[end - 1] === 0) end -= 1
  return body[end - 1]
}
