import { createHash } from 'node:crypto'
import { drawPattern } from '../../packages/fingerprint/src/drawn-picture.ts'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'
import { samplesOf } from '../../packages/fingerprint/src/testing-system-calls.ts'

/** A marked picture; nothing of it may be found anywhere afterwards. */
export type Canary = { name: string; bytes: Buffer }

export type Canaries = {
  pictures: Canary[]
  /** Part of every row of pixels of the lossless ones, and of a comment in all. */
  marker: Buffer
  /** Runs of the files and of the pixels that they decode to, for those that lose the marker. */
  samples: string[]
}

type Sharp = ReturnType<typeof sharp>

const MARKER_BYTES = 16
/** Decoded, above the size from which libvips would use a file on disk, 100 MB. */
const LARGE = { width: 7000, height: 6900 }
const SIDES = [64, 512, 1500]

const ENCODERS: Record<string, (picture: Sharp) => Sharp> = {
  jpeg: (picture) => picture.jpeg({ quality: 92 }),
  progressive: (picture) => picture.jpeg({ progressive: true }),
  png: (picture) => picture.png({ compressionLevel: 6 }),
  stored: (picture) => picture.png({ compressionLevel: 0 }),
  gif: (picture) => picture.gif({ effort: 1 }),
  webp: (picture) => picture.webp({ effort: 1 }),
  lossless: (picture) => picture.webp({ lossless: true, effort: 0 }),
  avif: (picture) => picture.avif({ effort: 0 }),
  tiff: (picture) => picture.tiff({ compression: 'deflate' }),
}

/**
 * Draws marked pictures: every format in three sizes, each whole, cut short and damaged, and two too
 * large for memory by the defaults of libvips.
 *
 * @param n  pictures at most; the large ones come first
 */
export async function drawCanaries(n: number, seed: number): Promise<Canaries> {
  const marker = createHash('sha256').update(`canary ${seed}`).digest().subarray(0, MARKER_BYTES)
  const pictures: Canary[] = []
  const samples: string[] = []
  for (const encoder of ['png', 'progressive']) {
    const bytes = await encode(encoder, markedRows(LARGE.width, LARGE.height, marker), marker)
    pictures.push({ name: `large ${encoder}`, bytes })
    samples.push(...samplesOf(bytes, 4))
  }
  for (const side of SIDES) {
    for (const name of Object.keys(ENCODERS)) {
      if (pictures.length >= n) break
      const drawn = markedPattern(side, seed + side, marker)
      const bytes = await encode(name, drawn, marker)
      const pixels = await sharp(bytes).raw().toBuffer()
      samples.push(...samplesOf(bytes, 4), ...samplesOf(pixels, 4))
      pictures.push(...variantsOf(`${name} ${side}`, bytes, seed))
    }
  }
  return { pictures: pictures.slice(0, n), marker, samples }
}

type Drawn = { data: Buffer; width: number; height: number }

async function encode(encoder: string, drawn: Drawn, marker: Buffer): Promise<Buffer> {
  const { data, width, height } = drawn
  const picture = sharp(data, { raw: { width, height, channels: 3 } })
  const comment = { IFD0: { ImageDescription: `canary ${marker.toString('hex')}` } }
  const encoded = ENCODERS[encoder]?.(picture.withExif(comment))
  if (encoded === undefined) throw new RangeError(`draw canary: ${encoder}`)
  return Buffer.concat([await encoded.toBuffer(), marker])
}

function variantsOf(name: string, bytes: Buffer, seed: number): Canary[] {
  const damaged = Buffer.from(bytes)
  let state = seed + bytes.length
  for (let i = 0; i < 30; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    damaged[100 + (state % (bytes.length - 100))] = state >>> 24
  }
  const cut = bytes.subarray(0, Math.floor(bytes.length * 0.6))
  return [
    { name, bytes },
    { name: `${name} cut short`, bytes: cut },
    { name: `${name} damaged`, bytes: damaged },
  ]
}

/** A pattern whose rows begin with the marker and their number. */
function markedPattern(side: number, seed: number, marker: Buffer): Drawn {
  const data = Buffer.from(drawPattern(seed, side, side, Math.ceil(side / 7)))
  for (let y = 0; y < side; y++) markRow(data, y * side * 3, y, marker)
  return { data, width: side, height: side }
}

/** Rows of nothing but markers: cheap to draw and to compress. */
function markedRows(width: number, height: number, marker: Buffer): Drawn {
  const row = Buffer.alloc(width * 3, marker)
  const data = Buffer.alloc(width * 3 * height, row)
  for (let y = 0; y < height; y++) data.writeUInt32BE(y, y * width * 3 + MARKER_BYTES)
  return { data, width, height }
}

function markRow(data: Buffer, at: number, y: number, marker: Buffer): void {
  marker.copy(data, at)
  data.writeUInt32BE(y, at + MARKER_BYTES)
}
