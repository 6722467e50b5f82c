import { withoutExif } from './browser/without-exif.ts'
import { hashPixels } from './hash/hash-pixels.ts'
import { hex } from './hash/hex.ts'
import { DEFAULT_LIMITS, type PictureHashes } from './outcome.ts'

/** What a page needs to hash: the `ImageData` of a canvas will do. */
export type PagePixels = { data: Uint8Array | Uint8ClampedArray; width: number; height: number }

/** Perceptual hashes as in a fingerprint: eight at full resolution, eight sampled to 512x512. */
export type PageHashes = PictureHashes & { pdqSampled: string[] }

/** Hashes of a file, made in a page. No MD5: a page's SubtleCrypto does not have it. */
export type PageFingerprint = PageHashes & {
  sha1: string
  sha256: string
  /** Bytes of the file. */
  size: number
  /** Pixels as stored, without turning by an orientation tag. */
  width: number
  height: number
}

/**
 * Perceptual hashes of the pixels of a picture, in a page or a worker.
 *
 * A canvas keeps colour multiplied by alpha: what comes out of it under partial transparency is
 * rounded, and black under full transparency. Hashes of opaque pictures are those of the server.
 *
 * @param pixels  RGB and alpha, bytes, row-major
 * @throws {RangeError} sizes that do not fit the pixels
 */
export function hashPagePixels({ data, width, height }: PagePixels): PageHashes {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return hashPixels({ data: bytes, channels: 4, width, height, original: { width, height } })
}

/**
 * Fingerprints a file that the browser can decode, without sending anything anywhere.
 *
 * Ignores colour profiles and orientation tags, as the server does, and hashes every pixel of the
 * first frame. JPEG decoders round differently, which can move PDQ by a bit or two; where a picture
 * has transparency see `hashPagePixels`. Needs a secure context, as SubtleCrypto does.
 *
 * @param file       as from an input or a drop
 * @param maxPixels  width times height, refused above
 * @throws {RangeError} more pixels than that
 * @throws what the browser says of a file it cannot decode
 */
export async function fingerprintFile(
  file: Blob,
  maxPixels: number = DEFAULT_LIMITS.maxPixels,
): Promise<PageFingerprint> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const { data, width, height } = await readPixels(bytes, maxPixels)
  const hashes = hashPagePixels({ data, width, height })
  const digest = async (name: string) =>
    hex(new Uint8Array(await crypto.subtle.digest(name, bytes)))
  const sha1 = await digest('SHA-1')
  return { ...hashes, sha1, sha256: await digest('SHA-256'), size: file.size, width, height }
}

async function readPixels(bytes: Uint8Array<ArrayBuffer>, maxPixels: number): Promise<PagePixels> {
  const bitmap = await createImageBitmap(new Blob([withoutExif(bytes)]), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  })
  try {
    const { width, height } = bitmap
    if (width * height > maxPixels) {
      throw new RangeError(`hash picture: ${width * height} pixels, limit ${maxPixels}`)
    }
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: true,
    })
    if (context === null) throw new Error(`hash picture: no canvas of ${width} by ${height} pixels`)
    context.drawImage(bitmap, 0, 0)
    return context.getImageData(0, 0, width, height)
  } finally {
    bitmap.close()
  }
}

// Only what is used of a page's own types: all of them would let the rest call what Node has not.
type Bitmap = { readonly width: number; readonly height: number; close: () => void }
type Context = {
  drawImage: (bitmap: Bitmap, x: number, y: number) => void
  getImageData: (x: number, y: number, width: number, height: number) => PagePixels
}
declare const createImageBitmap: (
  file: Blob,
  options: { colorSpaceConversion: 'none'; premultiplyAlpha: 'none' },
) => Promise<Bitmap>
declare const OffscreenCanvas: new (
  width: number,
  height: number,
) => { getContext: (kind: '2d', options: { willReadFrequently: boolean }) => Context | null }
