import type { PictureHashes, Variant, VariantKind } from '../outcome.ts'
import { blockhash } from '../hash/blockhash.ts'
import { hashPixels, type Pixels } from '../hash/hash-pixels.ts'
import { hex } from '../hash/hex.ts'
import { cut, withoutBorder, type Area } from './border.ts'
import type { Views } from './views.ts'

/**
 * The first frame hashed in the other ways it can be seen, where that gives other hashes.
 *
 * @param own  hashes of the frame itself
 */
export function variantsOf(own: PictureHashes, { plain, over }: Views): Variant[] {
  const whole = wholeOf(plain)
  const found = [
    trimmed(plain),
    over && variant('over-white', whole, over('white')),
    over && variant('over-black', whole, over('black')),
  ]
  return differing(own, found)
}

/** The first frame with its colour profile applied, where that gives other hashes. */
export function profiledVariant(own: PictureHashes, profiled: Views | undefined): Variant[] {
  if (profiled === undefined) return []
  const { plain, blocks } = profiled
  return differing(own, [variant('with-profile', wholeOf(plain), plain, blocks)])
}

function wholeOf({ original }: Pixels): Area {
  return { left: 0, top: 0, width: original.width, height: original.height }
}

function differing(own: PictureHashes, found: readonly (Variant | undefined)[]): Variant[] {
  return found
    .filter((one) => one !== undefined)
    .filter(({ pdq, blockhash }) => pdq !== own.pdq || blockhash !== own.blockhash)
}

/** Perceptual hashes of pixels, with the blockhash of others. */
export function hashView(pixels: Pixels, blocks: Pixels) {
  const hashes = hashPixels(pixels)
  if (blocks === pixels) return hashes
  const { data, width, height, channels } = blocks
  return { ...hashes, blockhash: hex(blockhash(data, width, height, channels)) }
}

function variant(kind: VariantKind, area: Area, pixels: Pixels, blocks = pixels): Variant {
  const { pdq, pdqQuality, pdqOrientations, blockhash: ofBlocks } = hashView(pixels, blocks)
  return { kind, ...area, pdq, pdqQuality, pdqOrientations, blockhash: ofBlocks }
}

function trimmed(plain: Pixels): Variant | undefined {
  const inner = withoutBorder(plain.data, plain)
  if (inner === undefined) return undefined
  const area = storedArea(inner, plain)
  const data = cut(plain, inner)
  const { width, height } = inner
  const original = { width: area.width, height: area.height }
  return variant('trimmed', area, { data, channels: 3, width, height, original })
}

function storedArea(inner: Area, { width, height, original }: Pixels): Area {
  const [across, down] = [original.width / width, original.height / height]
  const left = Math.round(inner.left * across)
  const top = Math.round(inner.top * down)
  return {
    left,
    top,
    width: Math.round((inner.left + inner.width) * across) - left,
    height: Math.round((inner.top + inner.height) * down) - top,
  }
}
