import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe as group, expect, it } from 'vitest'
import { encodePng, pngChunk } from '../drawn-png.ts'
import { drawPattern, drawPicture } from '../drawn-picture.ts'
import {
  encodeProfile,
  HIDING_PROFILE,
  SWAPPING_PROFILE,
  withJpegProfile,
} from '../drawn-profile.ts'
import { blockhash } from '../hash/blockhash.ts'
import { hammingDistance } from '../hash/hamming.ts'
import { lumaFromRgb } from '../hash/luma.ts'
import { pdq, pdqOrientations, pdqSampled } from '../hash/pdq.ts'
import { DEFAULT_LIMITS, type Description } from '../outcome.ts'
import { describe } from './describe.ts'

type Scene = {
  file: string
  pdqFull: { hash: string; quality: number }
  blockhash16: string
}

const folder = new URL('../../fixtures/images/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder))
const { images } = JSON.parse(read('vectors.json').toString()) as { images: Scene[] }

group('describe, trap by trap', () => {
  it.each(images)('hashes $file as the references do', async ({ file, pdqFull, blockhash16 }) => {
    const { pdq, pdqQuality, blockhash } = await described(read(file))
    expect({ hash: pdq, quality: pdqQuality }).toEqual(pdqFull)
    expect(blockhash).toBe(blockhash16)
  })

  it('does not enlarge a small picture', async () => {
    const [width, height] = [150, 90]
    const file = await (await drawPicture(3, width, height)).png().toBuffer()
    expect((await described(file)).pdq).toBe(
      ownPdq(drawPattern(3, width, height, 21), width, height),
    )
  })

  it('takes luma from the stored values, not from linear light', async () => {
    const [width, height] = [200, 160]
    const pixels = saturated(width, height)
    const file = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer()
    const linear = await sharp(file).greyscale().raw().toBuffer()
    const expected = ownPdq(pixels, width, height)
    expect(distance(expected, hex(pdq(linear, width, height).hash))).toBeGreaterThan(8)
    expect((await described(file)).pdq).toBe(expected)
  })

  it('hashes a picture with a profile as it is stored', async () => {
    const plain = read('scene-4.jpg')
    const profiled = withJpegProfile(plain, encodeProfile(SWAPPING_PROFILE))
    const [found, expected] = [await described(profiled), await described(plain)]
    expect([found.pdq, found.blockhash]).toEqual([expected.pdq, expected.blockhash])
  })

  it('adds the hashes with the profile applied', async () => {
    const profiled = withJpegProfile(read('scene-4.jpg'), encodeProfile(SWAPPING_PROFILE))
    const shown = await described(await sharp(profiled).png().toBuffer())
    const { variants } = await described(profiled)
    const { pdq, blockhash } = shown
    expect(variants).toMatchObject([{ kind: 'with-profile', pdq, blockhash }])
  })

  it('is not blinded by a profile that hides the picture', async () => {
    const hidden = withJpegProfile(read('scene-4.jpg'), encodeProfile(HIDING_PROFILE))
    const found = await described(hidden)
    expect(found.pdq).toBe((await described(read('scene-4.jpg'))).pdq)
    expect(found.variants).toMatchObject([{ kind: 'with-profile', pdqQuality: 0 }])
  })

  it('does not turn by an orientation tag', async () => {
    const picture = await drawPicture(5, 300, 200)
    const plain = await picture.clone().jpeg().toBuffer()
    const tagged = await picture.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer()
    const { pdq, width } = await described(tagged)
    expect({ pdq, width }).toEqual({ pdq: (await described(plain)).pdq, width: 300 })
  })

  it('covers every orientation tag by one of the eight orientations', async () => {
    const picture = await drawPicture(5, 720, 560)
    const { pdqOrientations } = await described(await picture.clone().png().toBuffer())
    for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
      const tagged = await picture.clone().png().withMetadata({ orientation }).toBuffer()
      const turned = await described(await sharp(tagged).autoOrient().png().toBuffer())
      const nearest = Math.min(...pdqOrientations.map((one) => distance(one, turned.pdq)))
      expect(nearest).toBeLessThanOrEqual(8)
    }
  })

  it('drops alpha instead of laying the picture over a colour', async () => {
    const [width, height] = [300, 220]
    const drawn = drawPattern(6, width, height, 43)
    const veiled = withAlpha(drawn, (at) => (at % 7) * 40)
    const file = await sharp(veiled, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer()
    expect((await described(file)).pdq).toBe(ownPdq(drawn, width, height))
  })

  it('reads white drawing on a transparent ground, which is blank over white', async () => {
    const [width, height] = [300, 220]
    const drawn = drawPattern(6, width, height, 43)
    const white = withAlpha(new Uint8Array(drawn.length).fill(255), (at) => drawn[at * 3]!)
    const file = await sharp(white, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer()
    const { pdqQuality, variants } = await described(file)
    expect(pdqQuality).toBe(0)
    expect(variants).toMatchObject([{ kind: 'over-black', pdqQuality: 100 }])
  })

  it('samples as the reference tool, not by the nearest kernel of libvips', async () => {
    const [width, height] = [1000, 700]
    const drawn = drawPattern(7, width, height, 37)
    const sampled = new Uint8Array(512 * 512 * 3)
    for (let y = 0, to = 0; y < 512; y++) {
      for (let x = 0; x < 512; x++, to += 3) {
        const from = Math.floor((y * height) / 512) * width + Math.floor((x * width) / 512)
        sampled.set(drawn.subarray(from * 3, from * 3 + 3), to)
      }
    }
    const file = await sharp(drawn, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer()
    expect((await described(file)).pdqSampled[0]).toBe(ownPdq(sampled, 512, 512))
    expect((await described(file)).pdqSampled[0]).not.toBe(ownPdq(drawn, width, height))
  })

  it('reads CMYK within ten bits of the same picture in RGB', async () => {
    const rgb = await drawPicture(8, 400, 300)
    const cmyk = await rgb.clone().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer()
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk')
    const plain = await described(await rgb.clone().png().toBuffer())
    expect(distance((await described(cmyk)).pdq, plain.pdq)).toBeLessThanOrEqual(10)
  })

  it('hashes more of an animation than its first page', async () => {
    const { sampledFrames } = await described(await animation(3))
    const pages = await Promise.all([1, 2, 3].map((seed) => drawPicture(seed, 90, 70)))
    const second = await pages[1]!.gif().toBuffer()
    expect(sampledFrames.map(({ frame }) => frame)).toEqual([1, 2])
    expect(distance(sampledFrames[0]!.pdq, (await described(second)).pdq)).toBeLessThanOrEqual(16)
  })

  it('writes the highest cosine term first', async () => {
    const [width, height] = [160, 120]
    const drawn = drawPattern(9, width, height, 23)
    const { coefficients } = pdq(lumaFromRgb(drawn), width, height)
    const median = [...coefficients].toSorted((a, b) => a - b)[127]!
    const bits = [...coefficients].map((term) => (term > median ? '1' : '0'))
    const expected = BigInt(`0b${bits.toReversed().join('')}`)
      .toString(16)
      .padStart(64, '0')
    const file = await sharp(drawn, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer()
    expect((await described(file)).pdq).toBe(expected)
  })

  it('refuses a huge header before decoding', async () => {
    const huge = { width: 60_000, height: 60_000, bits: 8, colour: 2, samples: [] } as const
    const small = encodePng({ ...huge, width: 1, height: 1 })
    small.writeUInt32BE(60_000, 16)
    small.writeUInt32BE(60_000, 20)
    expect(await describe(small, DEFAULT_LIMITS)).toMatchObject({ code: 'too-many-pixels' })
  })

  it('reduces 16 bits to their upper 8', async () => {
    const [width, height] = [120, 100]
    const drawn = drawPattern(2, width, height, 19)
    const samples = Uint16Array.from(drawn, (value, at) => value * 256 + (at % 256))
    const file = encodePng({ width, height, bits: 16, colour: 2, samples })
    expect((await described(file)).pdq).toBe(ownPdq(drawn, width, height))
  })

  it('reduces 16 bits of grey to their upper 8', async () => {
    const [width, height] = [120, 100]
    const grey = drawPattern(2, width, height, 19).filter((_, at) => at % 3 === 0)
    const samples = Uint16Array.from(grey, (value) => value * 257)
    const file = encodePng({ width, height, bits: 16, colour: 0, samples })
    expect((await described(file)).pdq).toBe(hex(pdq(grey, width, height).hash))
  })

  it('reads a palette with transparency as the colours of the palette', async () => {
    const [width, height] = [130, 110]
    const samples = drawPattern(4, width, height, 17).filter((_, at) => at % 3 === 0)
    const palette = Buffer.from(Array.from({ length: 768 }, (_, at) => (at * 37) % 251))
    const clear = Buffer.from(Array.from({ length: 256 }, (_, at) => (at % 3) * 127))
    const extra = [pngChunk('PLTE', palette), pngChunk('tRNS', clear)]
    const file = encodePng({ width, height, bits: 8, colour: 3, samples }, extra)
    const rgb = Uint8Array.from(
      [...samples].flatMap((i) => [...palette.subarray(i * 3, i * 3 + 3)]),
    )
    const found = await described(file)
    expect(found.pdq).toBe(ownPdq(rgb, width, height))
    expect(found.variants.map(({ kind }) => kind)).toEqual(['over-white', 'over-black'])
  })

  it('reads grey with alpha as its grey', async () => {
    const [width, height] = [130, 110]
    const grey = drawPattern(4, width, height, 17).filter((_, at) => at % 3 === 0)
    const samples = [...grey].flatMap((value, at) => [value, at % 256])
    const file = encodePng({ width, height, bits: 8, colour: 4, samples })
    expect((await described(file)).pdq).toBe(hex(pdq(grey, width, height).hash))
  })

  it('counts clear pixels as white in the blockhash', async () => {
    const [width, height] = [320, 160]
    const drawn = withAlpha(drawPattern(4, width, height, 31), (at) => (at % 5 === 0 ? 0 : 255))
    const file = await sharp(drawn, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer()
    expect((await described(file)).blockhash).toBe(hex(blockhash(drawn, width, height, 4)))
  })

  it('keeps the two flavours apart', async () => {
    const [width, height] = [900, 640]
    const luma = lumaFromRgb(drawPattern(5, width, height, 11))
    const file = await (await drawPicture(5, width, height, 11)).png().toBuffer()
    const { pdqSampled: found } = await described(file)
    const { coefficients } = pdqSampled(luma, width, height)
    expect(found).toEqual(pdqOrientations(coefficients).map(hex))
  })
})

async function described(file: Uint8Array): Promise<Description> {
  const outcome = await describe(file, DEFAULT_LIMITS)
  if (outcome.status === 'refused') throw new Error(outcome.message)
  return outcome.description
}

async function animation(count: number): Promise<Buffer> {
  const seeds = Array.from({ length: count }, (_, i) => i + 1)
  const pages = seeds.map((seed) => drawPattern(seed, 90, 70, 12))
  const raw = { width: 90, height: 70 * count, channels: 3, pageHeight: 70 } as const
  return sharp(Buffer.concat(pages), { raw }).gif().toBuffer()
}

function saturated(width: number, height: number): Uint8Array {
  return drawPattern(3, width, height, 23).map((value) => (value > 120 ? 255 : 0))
}

function withAlpha(rgb: Uint8Array, alpha: (at: number) => number): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4)
  for (let at = 0; at * 3 < rgb.length; at++) {
    rgba.set(rgb.subarray(at * 3, at * 3 + 3), at * 4)
    rgba[at * 4 + 3] = alpha(at)
  }
  return rgba
}

function ownPdq(rgb: Uint8Array, width: number, height: number): string {
  return hex(pdq(lumaFromRgb(rgb), width, height).hash)
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex')
}

function distance(a: string, b: string): number {
  return hammingDistance(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}
