import sharp, { type JpegOptions, type Sharp } from 'sharp'
import { describe as group, expect, it } from 'vitest'
import { encodePng, pngChunk, type PngColour, type PngPicture } from '../drawn-png.ts'
import { drawPattern } from '../drawn-picture.ts'
import { hammingDistance } from '../hash/hamming.ts'
import { hashPixels, type Pixels } from '../hash/hash-pixels.ts'
import { lumaFromRgb } from '../hash/luma.ts'
import { pdq } from '../hash/pdq.ts'
import { DEFAULT_LIMITS, type Description } from '../outcome.ts'
import { describe } from './describe.ts'

const [WIDTH, HEIGHT] = [240, 180]
const drawn = drawPattern(11, WIDTH, HEIGHT, 34)
const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const
const large = { width: 2600, height: 1950 }
const larger = { width: 2902, height: 2204 }
const largest = { width: 5300, height: 3200 }

group('describe reads', () => {
  it.each<[string, (picture: Sharp) => Sharp]>([
    ['baseline JPEG', (picture) => picture.jpeg({ quality: 92 })],
    ['progressive JPEG', (picture) => picture.jpeg({ quality: 92, progressive: true })],
    ['JPEG without subsampling', (picture) => picture.jpeg({ chromaSubsampling: '4:4:4' })],
    ['interlaced PNG', (picture) => picture.png({ progressive: true })],
    ['PNG with a palette', (picture) => picture.png({ palette: true })],
    ['GIF', (picture) => picture.gif()],
    ['lossy WebP', (picture) => picture.webp({ quality: 90 })],
    ['lossless WebP', (picture) => picture.webp({ lossless: true })],
    ['AVIF', (picture) => picture.avif({ quality: 80, effort: 0 })],
    ['AVIF of 10 bits', (picture) => picture.avif({ quality: 80, effort: 0, bitdepth: 10 })],
    ['TIFF', (picture) => picture.tiff({ compression: 'lzw' })],
    ['TIFF as JPEG', (picture) => picture.tiff({ compression: 'jpeg', quality: 92 })],
    ['tiled TIFF', (picture) => picture.tiff({ tile: true, compression: 'deflate' })],
  ])('%s', async (_, encode) => {
    const file = await encode(sharp(drawn, { raw })).toBuffer()
    const found = await described(file)
    expect(found).toMatchObject({ width: WIDTH, height: HEIGHT, frames: 1, depth: 'full' })
    expect(distance(found.pdq, ownPdq(drawn))).toBeLessThanOrEqual(16)
  })

  it('grey JPEG as its grey', async () => {
    const file = await sharp(drawn, { raw }).extractChannel(1).jpeg({ quality: 95 }).toBuffer()
    expect((await sharp(file).metadata()).channels).toBe(1)
    const grey = drawn.map((_, at) => drawn[at - (at % 3) + 1]!)
    expect(distance((await described(file)).pdq, ownPdq(grey))).toBeLessThanOrEqual(4)
  })

  it.each<[PngColour, PngPicture['bits']]>([
    [0, 1],
    [0, 2],
    [0, 4],
    [0, 8],
    [0, 16],
    [2, 8],
    [2, 16],
    [3, 1],
    [3, 2],
    [3, 4],
    [3, 8],
    [4, 8],
    [4, 16],
    [6, 8],
    [6, 16],
  ])('PNG of colour type %d and %d bits', async (colour, bits) => {
    const { samples, rgb } = pngSamples(colour, bits)
    const palette = Buffer.from(Array.from({ length: 3 * 2 ** Math.min(bits, 8) }, paletteByte))
    const extra = colour === 3 ? [pngChunk('PLTE', palette)] : []
    const file = encodePng({ width: WIDTH, height: HEIGHT, bits, colour, samples }, extra)
    expect((await described(file)).pdq).toBe(ownPdq(rgb))
  })
})

group('describe of a large picture', () => {
  it.each<[string, (picture: Sharp) => Sharp]>([
    ['JPEG', (picture) => picture.jpeg({ quality: 90 })],
    ['progressive JPEG', (picture) => picture.jpeg({ quality: 90, progressive: true })],
    ['PNG', (picture) => picture.png({ compressionLevel: 1 })],
    ['WebP', (picture) => picture.webp({ quality: 85, effort: 0 })],
    ['TIFF', (picture) => picture.tiff({ compression: 'lzw' })],
  ])('is of every pixel: %s', async (_, encode) => {
    const file = await encode(enlarged(large)).toBuffer()
    const own = hashPixels(await pixelsOf(file))
    expect(await described(file)).toMatchObject({ depth: 'full', ...large, ...own })
  })

  it.each<[string, JpegOptions]>([
    ['4:2:0', { quality: 80 }],
    ['4:4:4', { quality: 95, chromaSubsampling: '4:4:4' }],
    ['progressive', { quality: 85, progressive: true }],
  ])('lies within 4 bits of every pixel where it is a JPEG above 6 MP: %s', async (_, options) => {
    const file = await enlarged(larger).jpeg(options).toBuffer()
    const own = hashPixels(await pixelsOf(file))
    const found = await described(file)
    expect(found).toMatchObject({ depth: 'reduced', ...larger })
    expect(own.pdqQuality).toBeGreaterThanOrEqual(80)
    expect(distance(found.pdq, own.pdq)).toBeLessThanOrEqual(4)
    expect(distance(found.blockhash, own.blockhash)).toBeLessThanOrEqual(8)
  })

  it('is of every pixel of a JPEG above 6 MP with an odd side', async () => {
    const file = await enlarged({ width: 2901, height: 2204 }).jpeg({ quality: 90 }).toBuffer()
    const { pdq: own } = hashPixels(await pixelsOf(file))
    expect(await described(file)).toMatchObject({ depth: 'full', pdq: own })
  })

  it('lies within 4 bits of every pixel where it is a PNG above 16.7 MP', async () => {
    const file = await enlarged(largest).png({ compressionLevel: 1 }).toBuffer()
    const found = await described(file)
    expect(found).toMatchObject({ depth: 'reduced', ...largest })
    expect(distance(found.pdq, hashPixels(await pixelsOf(file)).pdq)).toBeLessThanOrEqual(4)
  })

  it('is read in bands when it has alpha', async () => {
    const wide = { width: 6000, height: 2300 }
    const rgb = await enlarged(wide).raw().toBuffer()
    const opaque = sharp(rgb, { raw: { ...wide, channels: 3 } })
    const seen = await described(await opaque.clone().png({ compressionLevel: 1 }).toBuffer())
    const clear = opaque.clone().ensureAlpha(0).png({ compressionLevel: 1 })
    const hidden = await described(await clear.toBuffer())
    expect(distance(hidden.pdq, seen.pdq)).toBeLessThanOrEqual(4)
  })
})

group('describe of a damaged picture', () => {
  it.each<[string, (picture: Sharp) => Sharp]>([
    ['JPEG', (picture) => picture.jpeg({ quality: 90 })],
    ['progressive JPEG', (picture) => picture.jpeg({ quality: 90, progressive: true })],
    ['PNG', (picture) => picture.png()],
    ['GIF', (picture) => picture.gif()],
    ['WebP', (picture) => picture.webp()],
    ['AVIF', (picture) => picture.avif({ effort: 0 })],
    ['TIFF', (picture) => picture.tiff()],
  ])('always gives an answer: %s', async (_, encode) => {
    const whole = await encode(sharp(drawn, { raw })).toBuffer()
    for (let part = 1; part < 8; part++) {
      const cut = await describe(whole.subarray(0, (whole.length * part) / 8), DEFAULT_LIMITS)
      expect(['described', 'refused']).toContain(cut.status)
      const flipped = Buffer.from(whole)
      flipped[Math.floor((whole.length * part) / 8)]! ^= 0xff
      const answer = await describe(flipped, DEFAULT_LIMITS)
      expect(['described', 'refused']).toContain(answer.status)
    }
  })

  it('reads a cut JPEG as far as it goes', async () => {
    const whole = await sharp(drawn, { raw }).jpeg({ quality: 90 }).toBuffer()
    const found = await described(whole.subarray(0, whole.length * 0.97))
    expect(distance(found.pdq, ownPdq(drawn))).toBeLessThanOrEqual(31)
  })
})

function pngSamples(colour: PngColour, bits: number): { samples: number[]; rgb: Uint8Array } {
  const most = 2 ** bits - 1
  const samples: number[] = []
  const rgb = new Uint8Array(drawn.length)
  for (let at = 0; at < drawn.length; at += 3) {
    const stored = [0, 1, 2].map((channel) => Math.floor((drawn[at + channel]! * most) / 255))
    const [first = 0] = stored
    const shown = stored.map((value) => (bits === 16 ? value >> 8 : (value * 255) / most))
    if (colour === 2 || colour === 6) {
      samples.push(...stored)
      rgb.set(shown, at)
    } else {
      samples.push(first)
      const indexed = [0, 1, 2].map((channel) => paletteByte(0, first * 3 + channel))
      rgb.set(colour === 3 ? indexed : [shown[0]!, shown[0]!, shown[0]!], at)
    }
    if (colour === 4 || colour === 6) samples.push(most)
  }
  return { samples, rgb }
}

function paletteByte(_: unknown, at: number): number {
  return (at * 83 + 20) % 256
}

function enlarged(size: { width: number; height: number }): Sharp {
  const small = sharp(drawPattern(12, 650, 480, 91), {
    raw: { width: 650, height: 480, channels: 3 },
  })
  return small.resize({ ...size, fit: 'fill' })
}

async function pixelsOf(file: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
  const size = { width: info.width, height: info.height }
  return { data, channels: 3, ...size, original: size }
}

async function described(file: Uint8Array): Promise<Description> {
  const outcome = await describe(file, DEFAULT_LIMITS)
  if (outcome.status === 'refused') throw new Error(outcome.message)
  return outcome.description
}

function ownPdq(rgb: Uint8Array): string {
  return hex(pdq(lumaFromRgb(rgb), WIDTH, HEIGHT).hash)
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex')
}

function distance(a: string, b: string): number {
  return hammingDistance(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}
