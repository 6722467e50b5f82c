import sharp from 'sharp'
import { describe as group, expect, it } from 'vitest'
import { drawPattern } from '../drawn-picture.ts'
import { hammingDistance } from '../hash/hamming.ts'
import { DEFAULT_LIMITS, type Description, type Variant } from '../outcome.ts'
import { describe } from './describe.ts'

type Border = { top?: number; bottom?: number; left?: number; right?: number; background: string }

const small = { width: 360, height: 270 }
const large = { width: 2000, height: 1500 }
/** More than is hashed of every pixel. */
const huge = { width: 4200, height: 3000 }

group('variants of describe', () => {
  it('are none for a plain picture', async () => {
    expect((await described(await png(drawn(small), small))).variants).toEqual([])
  })

  it.each<[string, Border]>([
    ['a frame', { top: 24, bottom: 24, left: 30, right: 30, background: '#fff' }],
    ['a letterbox', { top: 40, bottom: 40, background: '#000' }],
    ['one bar', { bottom: 60, background: '#27c' }],
  ])('find the picture within %s exactly', async (_, border) => {
    const own = await described(await png(drawn(small), small))
    const file = await opened(drawn(small), small).extend(border).png().toBuffer()
    const [trimmed] = (await described(file)).variants
    const { left = 0, top = 0 } = border
    expect(trimmed).toMatchObject({ kind: 'trimmed', left, top, ...small, pdq: own.pdq })
    expect(trimmed?.blockhash).toBe(own.blockhash)
    expect(trimmed?.pdqOrientations).toEqual(own.pdqOrientations)
  })

  it.each([50, 85])('find it through compression at quality %d', async (quality) => {
    const own = await described(await png(drawn(small), small))
    const border = { top: 32, bottom: 32, background: '#000' }
    const file = opened(drawn(small), small).extend(border).jpeg({ quality })
    const { pdq, variants } = await described(await file.toBuffer())
    expect(distance(pdq, own.pdq)).toBeGreaterThan(40)
    expect(distance(variants[0]!.pdq, own.pdq)).toBeLessThanOrEqual(16)
  })

  it('find a large picture within a border from its reduced copy', async () => {
    const own = await described(await png(drawn(huge), huge))
    const border = { top: 200, bottom: 200, left: 90, right: 90, background: '#fff' }
    const file = opened(drawn(huge), huge).extend(border).jpeg({ quality: 90 })
    const { depth, variants } = await described(await file.toBuffer())
    const [trimmed] = variants
    expect(depth).toBe('reduced')
    expect(distance(trimmed!.pdq, own.pdq)).toBeLessThanOrEqual(12)
    expect(Math.abs(trimmed!.left - 90)).toBeLessThanOrEqual(4)
    expect(Math.abs(trimmed!.width - huge.width)).toBeLessThanOrEqual(8)
  })

  it.each([small, large, huge])(
    'lay transparency over white and over black: $width',
    async (size) => {
      const pixels = veiled(drawn(size), (at) => ((at % size.width) * 255) / size.width)
      const { variants } = await described(await png(pixels, size, 4))
      const over = async (background: string) => {
        const flat = opened(pixels, size, 4).flatten({ background }).png()
        return described(await flat.toBuffer())
      }
      for (const [kind, background] of [
        ['over-white', '#fff'],
        ['over-black', '#000'],
      ] as const) {
        const found = variants.find((variant) => variant.kind === kind)
        const expected = await over(background)
        expect(found).toMatchObject({ left: 0, top: 0, ...size })
        expect(distance(found!.pdq, expected.pdq)).toBeLessThanOrEqual(size === huge ? 6 : 2)
      }
    },
  )

  it('ignore an alpha channel in which nothing is transparent', async () => {
    const pixels = veiled(drawn(small), () => 255)
    expect((await described(await png(pixels, small, 4))).variants).toEqual([])
  })

  it.each([small, large, huge])(
    'leave colours under transparency in the hash: $width',
    async (size) => {
      const hidden = await described(
        await png(
          veiled(drawn(size), () => 0),
          size,
          4,
        ),
      )
      const seen = await described(await png(drawn(size), size))
      expect(distance(hidden.pdq, seen.pdq)).toBeLessThanOrEqual(size === huge ? 4 : 0)
      const kinds = hidden.variants.map(({ kind, pdqQuality }: Variant) => [kind, pdqQuality])
      expect(kinds).toEqual([
        ['over-white', 0],
        ['over-black', 0],
      ])
    },
  )

  it('drop what equals the picture itself', async () => {
    const srgb = await opened(drawn(small), small).png().withIccProfile('srgb').toBuffer()
    expect((await sharp(srgb).metadata()).hasProfile).toBe(true)
    expect((await described(srgb)).variants).toEqual([])
  })
})

function drawn({ width, height }: { width: number; height: number }): Uint8Array {
  if (width * height < 1e6) return drawPattern(6, width, height, Math.floor(width / 7))
  const small = drawPattern(6, width / 10, height / 10, Math.floor(width / 70))
  return new Uint8Array(width * height * 3).map((_, at) => {
    const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)]
    return small[(Math.floor(y / 10) * (width / 10) + Math.floor(x / 10)) * 3 + (at % 3)]!
  })
}

function veiled(rgb: Uint8Array, alpha: (at: number) => number): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4)
  for (let at = 0; at * 3 < rgb.length; at++) {
    for (let channel = 0; channel < 3; channel++) rgba[at * 4 + channel] = rgb[at * 3 + channel]!
    rgba[at * 4 + 3] = alpha(at)
  }
  return rgba
}

function opened(pixels: Uint8Array, size: { width: number; height: number }, channels: 3 | 4 = 3) {
  return sharp(pixels, { raw: { ...size, channels } })
}

async function png(...args: Parameters<typeof opened>): Promise<Buffer> {
  return opened(...args)
    .png({ compressionLevel: 1 })
    .toBuffer()
}

async function described(file: Uint8Array): Promise<Description> {
  const outcome = await describe(file, DEFAULT_LIMITS)
  if (outcome.status === 'refused') throw new Error(outcome.message)
  return outcome.description
}

function distance(a: string, b: string): number {
  return hammingDistance(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}
