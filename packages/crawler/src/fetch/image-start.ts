/** Bytes that `isImageStart` needs to decide. */
export const IMAGE_START_BYTES = 16

type Mark = { at: number; bytes: readonly number[] }

const SIGNATURES: readonly (readonly Mark[])[] = [
  [{ at: 0, bytes: [0xff, 0xd8, 0xff] }], // JPEG
  [{ at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] }], // PNG
  [{ at: 0, bytes: [...Buffer.from('GIF8')] }],
  [
    { at: 0, bytes: [...Buffer.from('RIFF')] },
    { at: 8, bytes: [...Buffer.from('WEBP')] },
  ],
  [{ at: 0, bytes: [0x49, 0x49, 0x2a, 0x00] }], // TIFF, little end first
  [{ at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] }], // TIFF, big end first
  [{ at: 0, bytes: [0x49, 0x49, 0x2b, 0x00] }], // BigTIFF
  [{ at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2b] }],
  [{ at: 0, bytes: [0xff, 0x0a] }], // JPEG XL, bare
  [{ at: 4, bytes: [...Buffer.from('JXL ')] }],
]

const AVIF_BRANDS = ['avif', 'avis']
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1']
const HEIF_BRANDS = [...AVIF_BRANDS, ...HEIC_BRANDS]

/**
 * Tells by magic bytes whether a body is a picture, whatever its header claims.
 *
 * Knows JPEG, PNG, GIF, WebP, TIFF, BMP, JPEG XL, HEIF and AVIF. SVG is text and is no picture here.
 */
export function isImageStart(body: Uint8Array): boolean {
  if (SIGNATURES.some((marks) => marks.every((mark) => hasMark(body, mark)))) return true
  return isBitmap(body) || isHeif(body)
}

function hasMark(body: Uint8Array, { at, bytes }: Mark): boolean {
  return bytes.every((byte, index) => body[at + index] === byte)
}

/** "BM" alone also starts prose; the reserved fields of the header are zero. */
function isBitmap(body: Uint8Array): boolean {
  return (
    hasMark(body, { at: 0, bytes: [0x42, 0x4d] }) && hasMark(body, { at: 6, bytes: [0, 0, 0, 0] })
  )
}

function isHeif(body: Uint8Array): boolean {
  const word = (at: number) => String.fromCharCode(...body.subarray(at, at + 4))
  return word(4) === 'ftyp' && HEIF_BRANDS.includes(word(8))
}
