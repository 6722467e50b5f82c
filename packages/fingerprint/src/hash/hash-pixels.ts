import { blockhash } from './blockhash.ts'
import { hex } from './hex.ts'
import { pdqBothFlavours, type Size } from './pdq.ts'
import type { PictureHashes } from '../outcome.ts'

/** Interleaved 8-bit pixels: the picture itself, or a reduced copy of one of the size `original`. */
export type Pixels = Size & { data: Uint8Array; channels: 3 | 4; original: Size }

/**
 * Perceptual hashes of pixels, and the eight of PDQ after sampling to 512x512.
 *
 * PDQ ignores alpha; for blockhash a fully transparent pixel is white.
 *
 * @throws {RangeError} sizes that do not fit the pixels
 */
export function hashPixels(pixels: Pixels): PictureHashes & { pdqSampled: string[] } {
  const { data, channels, width, height, original } = pixels
  const { quality, full, sampled } = pdqBothFlavours(pixels, original)
  const orientations = full.map(hex)
  return {
    pdq: orientations[0]!,
    pdqQuality: quality,
    pdqOrientations: orientations,
    pdqSampled: sampled.map(hex),
    blockhash: hex(blockhash(data, width, height, channels)),
  }
}
