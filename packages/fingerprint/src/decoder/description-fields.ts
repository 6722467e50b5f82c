import {
  PIPELINE_VERSION,
  type DecodeLimits,
  type Depth,
  type Description,
  type FrameHash,
  type Variant,
  type VariantKind,
} from '../outcome.ts'
import { MIME_TYPES } from '../picture/picture-kind.ts'
import type { FieldReader, FieldWriter } from './fields.ts'

const DEPTHS: readonly Depth[] = ['full', 'reduced', 'quick']
const VARIANTS: readonly VariantKind[] = ['trimmed', 'over-white', 'over-black', 'with-profile']
/** Most sampled frames that a record has room for. */
const MAX_FRAMES = 8

const MAX_UINT32 = 2 ** 32 - 1

type Size = { width: number; height: number }
type Area = Pick<Variant, 'left' | 'top' | 'width' | 'height'>

/**
 * Writes a description: at most 2,045 bytes, with four variants and eight frames.
 *
 * | bytes | field |
 * |---|---|
 * | 1, 1, 1 | kind of file, depth, quality |
 * | 4, 4, 4 | width, height, frames |
 * | 1, 1 | number of variants (low half) and of frames (high half); kinds of the variants, 2 bits each |
 * | 8 x 32, 8 x 32, 32 | PDQ, PDQ sampled, blockhash |
 * | each variant: 8, 1, 8 x 32, 32 | area, quality, PDQ, blockhash |
 * | each frame: 4, 1, 32 | number, quality, PDQ |
 *
 * @throws {RangeError} a value that has no place in its field
 */
export function writeDescription(fields: FieldWriter, description: Description): void {
  const { variants, sampledFrames, pdqSampled } = description
  if (variants.length > VARIANTS.length || sampledFrames.length > MAX_FRAMES) {
    throw new RangeError(
      `write record: ${variants.length} variants, ${sampledFrames.length} frames`,
    )
  }
  const kinds = variants.map(({ kind }, at) => VARIANTS.indexOf(kind) << (2 * at))
  fields.uint(
    1,
    MIME_TYPES.findIndex((mime) => mime === description.mime),
  )
  fields.uint(1, DEPTHS.indexOf(description.depth))
  fields.uint(1, description.pdqQuality)
  for (const key of ['width', 'height', 'frames'] as const) fields.uint(4, description[key])
  fields.uint(1, variants.length | (sampledFrames.length << 4))
  fields.uint(
    1,
    kinds.reduce((all, one) => all | one, 0),
  )
  writeEight(fields, description.pdqOrientations)
  writeEight(fields, pdqSampled)
  fields.hash(description.blockhash)
  for (const variant of variants) writeVariant(fields, variant, description)
  for (const { frame, pdqQuality, pdq } of sampledFrames) {
    fields.uint(4, frame)
    fields.uint(1, pdqQuality)
    fields.hash(pdq)
  }
}

/**
 * Reads a description and checks its ranges.
 *
 * @throws {RangeError} anything is not as it must be
 */
export function readDescription(
  fields: FieldReader,
  { maxPixels, maxFrames }: DecodeLimits,
): Description {
  const mime = fields.oneOf(MIME_TYPES)
  const depth = fields.oneOf(DEPTHS)
  const pdqQuality = readQuality(fields)
  const width = fields.uint(4, 1, maxPixels)
  const height = fields.uint(4, 1, Math.floor(maxPixels / width))
  const frames = fields.uint(4, 1, MAX_UINT32)
  const counts = fields.uint(1, 0, (Math.min(MAX_FRAMES, maxFrames - 1) << 4) | VARIANTS.length)
  const kinds = kindsOf(fields.uint(1, 0, 0xff), counts & 0xf)
  const pdqOrientations = readEight(fields)
  const pdqSampled = readEight(fields)
  const [pdq = ''] = pdqOrientations
  const hashes = { pdq, pdqQuality, pdqOrientations, blockhash: fields.hash() }
  const variants = kinds.map((kind) => readVariant(fields, kind, { width, height }))
  const sampledFrames = readFrames(fields, counts >> 4, frames)
  const picture = { mime, width, height, frames, depth, ...hashes, pdqSampled }
  return { ...picture, variants, sampledFrames, pipelineVersion: PIPELINE_VERSION }
}

function kindsOf(bits: number, count: number): VariantKind[] {
  const places = Array.from({ length: count }, (_, at) => (bits >> (2 * at)) & 3)
  if (count > VARIANTS.length || bits >> (2 * count) !== 0 || new Set(places).size < count) {
    throw new RangeError(`read record: ${count} variants of kinds ${bits}`)
  }
  return places.flatMap((place) => VARIANTS[place] ?? [])
}

function writeVariant(fields: FieldWriter, variant: Variant, picture: Size): void {
  fields.uint64(areaNumber(variant, picture))
  fields.uint(1, variant.pdqQuality)
  writeEight(fields, variant.pdqOrientations)
  fields.hash(variant.blockhash)
}

function readVariant(fields: FieldReader, kind: VariantKind, picture: Size): Variant {
  const area = areaOf(fields.uint64(), picture)
  const pdqQuality = readQuality(fields)
  const pdqOrientations = readEight(fields)
  const [pdq = ''] = pdqOrientations
  return { kind, ...area, pdq, pdqQuality, pdqOrientations, blockhash: fields.hash() }
}

function readFrames(fields: FieldReader, count: number, frames: number): FrameHash[] {
  let least = 1
  return Array.from({ length: count }, () => {
    const frame = fields.uint(4, least, frames - 1)
    least = frame + 1
    const pdqQuality = readQuality(fields)
    return { frame, pdq: fields.hash(), pdqQuality }
  })
}

/** The areas of a picture are counted, so that four sides below 2^32 take eight bytes. */
function areaNumber({ left, top, width, height }: Area, picture: Size): bigint {
  const isInside =
    left >= 0 && top >= 0 && left + width <= picture.width && top + height <= picture.height
  if (!isInside || width < 1 || height < 1) {
    throw new RangeError(`write record: area of ${width} by ${height} at ${left}, ${top}`)
  }
  const [columns, rows] = [BigInt(picture.width), BigInt(picture.height)]
  const across = BigInt(left) * columns + BigInt(width - 1)
  const down = BigInt(top) * rows + BigInt(height - 1)
  return across * rows * rows + down
}

function areaOf(number: bigint, picture: Size): Area {
  const [columns, rows] = [BigInt(picture.width), BigInt(picture.height)]
  const [across, down] = [number / (rows * rows), number % (rows * rows)]
  const [left, width] = [Number(across / columns), Number(across % columns) + 1]
  const [top, height] = [Number(down / rows), Number(down % rows) + 1]
  if (left + width > picture.width || top + height > picture.height) {
    throw new RangeError('read record: area outside the picture')
  }
  return { left, top, width, height }
}

function writeEight(fields: FieldWriter, hashes: readonly string[]): void {
  if (hashes.length !== 8) throw new RangeError(`write record: ${hashes.length} orientations`)
  for (const hash of hashes) fields.hash(hash)
}

function readEight(fields: FieldReader): string[] {
  return Array.from({ length: 8 }, () => fields.hash())
}

function readQuality(fields: FieldReader): number {
  return fields.uint(1, 0, 100)
}
