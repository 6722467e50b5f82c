import { describe as group, expect, it } from 'vitest'
import { bmpFile, bmpRows, type BmpForm } from '../drawn-bmp.ts'
import { drawPattern } from '../drawn-picture.ts'
import { DEFAULT_LIMITS } from '../outcome.ts'
import { openBmp } from './bmp.ts'
import { describe } from './describe.ts'

const [WIDTH, HEIGHT] = [37, 23]
const drawn = drawPattern(3, WIDTH, HEIGHT, 9)
const palette = Array.from({ length: 256 }, (_, i) => [(i * 7) % 256, (i * 91) % 256, 255 - i])
const BITFIELDS = 3

group('openBmp', () => {
  it.each([1, 4, 8])('reads %d bits with a palette', async (bits) => {
    const indices = drawnIndices(bits)
    const form = { width: WIDTH, height: HEIGHT, bits, palette: palette.slice(0, 2 ** bits) }
    const file = bmpFile(form, bmpRows(WIDTH, bits, upsideDown(indices)))
    expect(await pixelsOf(file)).toEqual(painted(indices))
  })

  it('reads 8 bits from the top down', async () => {
    const indices = drawnIndices(8)
    const form = { width: WIDTH, height: HEIGHT, bits: 8, palette, isTopDown: true }
    expect(await pixelsOf(bmpFile(form, bmpRows(WIDTH, 8, indices)))).toEqual(painted(indices))
  })

  it('paints an index beyond the palette black', async () => {
    const form = { width: 2, height: 1, bits: 8, palette: palette.slice(0, 2) }
    const pixels = await pixelsOf(bmpFile(form, bmpRows(2, 8, [1, 200])))
    expect(pixels).toEqual([...palette[1]!, 0, 0, 0])
  })

  it.each([12, 40, 52, 56, 64, 108, 124] as const)(
    'reads a header of %d bytes',
    async (headerBytes) => {
      const form = { width: WIDTH, height: HEIGHT, bits: 24, headerBytes }
      const file = bmpFile(form, bmpRows(WIDTH, 24, upsideDown(numbers24())))
      expect(await pixelsOf(file)).toEqual([...drawn])
    },
  )

  it('reads a palette of triples, as OS/2 1 stores it', async () => {
    const indices = drawnIndices(4)
    const form = { width: WIDTH, height: HEIGHT, bits: 4, headerBytes: 12 } as const
    const colours = palette.slice(0, 16)
    const file = bmpFile({ ...form, palette: colours }, bmpRows(WIDTH, 4, upsideDown(indices)))
    expect(await pixelsOf(file)).toEqual(painted(indices))
  })

  it('reads 32 bits without alpha', async () => {
    const values = numbers24().map((value) => value + 0x7f000000)
    const file = bmpFile({ width: WIDTH, height: HEIGHT, bits: 32 }, stored(32, values))
    expect(await pixelsOf(file)).toEqual([...drawn])
  })

  it('reads 32 bits with alpha by masks', async () => {
    const masks = [0xff, 0xff00, 0xff0000, 0xff000000]
    const form = { width: 1, height: 1, bits: 32, headerBytes: 124, compression: BITFIELDS, masks }
    const file = bmpFile(form as BmpForm, bmpRows(1, 32, [0x80402010]))
    expect(await pixelsOf(file)).toEqual([0x10, 0x20, 0x40, 0x80])
  })

  it('reads 16 bits as five each', async () => {
    const file = bmpFile({ width: 2, height: 1, bits: 16 }, bmpRows(2, 16, [0x7fff, 0x4210]))
    expect(await pixelsOf(file)).toEqual([255, 255, 255, 132, 132, 132])
  })

  it('reads 16 bits by masks after the header', async () => {
    const masks = [0xf800, 0x07e0, 0x001f]
    const form = { width: 3, height: 1, bits: 16, compression: BITFIELDS, masks }
    const file = bmpFile(form, bmpRows(3, 16, [0xf800, 0x07e0, 0x001f]))
    expect(await pixelsOf(file)).toEqual([255, 0, 0, 0, 255, 0, 0, 0, 255])
  })

  it('reads runs, literals, moves and line ends of 8 bits', async () => {
    const runs = [3, 9, 0, 0, 0, 3, 1, 2, 3, 0, 0, 2, 1, 1, 1, 7, 0, 1]
    const form = { width: 5, height: 3, bits: 8, compression: 1, palette }
    const rows = [
      [0, 0, 0, 0, 7],
      [1, 2, 3, 0, 0],
      [9, 9, 9, 0, 0],
    ]
    expect(await pixelsOf(bmpFile(form, Buffer.from(runs)))).toEqual(painted(rows.flat()))
  })

  it('reads runs and literals of 4 bits', async () => {
    const runs = [5, 0x12, 0, 0, 0, 3, 0x34, 0x50, 0, 1]
    const form = { width: 5, height: 2, bits: 4, compression: 2, palette: palette.slice(0, 16) }
    const rows = [
      [3, 4, 5, 0, 0],
      [1, 2, 1, 2, 1],
    ]
    expect(await pixelsOf(bmpFile(form, Buffer.from(runs)))).toEqual(painted(rows.flat()))
  })

  it('drops runs that leave the picture', async () => {
    const runs = [255, 1, 0, 2, 255, 255, 9, 9, 9, 9]
    const form = { width: 3, height: 2, bits: 8, compression: 1, palette }
    expect(await pixelsOf(bmpFile(form, Buffer.from(runs)))).toEqual(painted([0, 0, 0, 1, 1, 1]))
  })

  it('leaves the rows black that a cut file lacks', async () => {
    const whole = bmpFile({ width: WIDTH, height: HEIGHT, bits: 24 }, stored(24, numbers24()))
    const stride = Math.ceil((WIDTH * 24) / 32) * 4
    const pixels = await pixelsOf(whole.subarray(0, whole.length - 10 * stride))
    const lost = 10 * WIDTH * 3
    expect(pixels).toEqual([...new Uint8Array(lost), ...drawn.subarray(lost)])
  })

  it.each([
    ['no pixels', bmpFile({ width: 9, height: 9, bits: 24 }, Buffer.alloc(0))],
    ['no width', bmpFile({ width: 0, height: 9, bits: 24 }, Buffer.alloc(9))],
    ['no height', bmpFile({ width: 9, height: 0, bits: 24 }, Buffer.alloc(9))],
    ['a depth of 7 bits', bmpFile({ width: 9, height: 9, bits: 7 }, Buffer.alloc(999))],
    ['a JPEG inside', bmpFile({ width: 9, height: 9, bits: 24, compression: 4 }, Buffer.alloc(9))],
    [
      'runs of 24 bits',
      bmpFile({ width: 9, height: 9, bits: 24, compression: 1 }, Buffer.alloc(9)),
    ],
    ['a cut header', bmpFile({ width: 9, height: 9, bits: 24 }, Buffer.alloc(9)).subarray(0, 40)],
  ])('opens nothing with %s', (_, file) => {
    expect(openBmp(file)).toBeUndefined()
  })

  it('survives every header with any of its bytes changed', async () => {
    const good = bmpFile({ width: WIDTH, height: HEIGHT, bits: 8, palette }, Buffer.alloc(999, 5))
    for (let at = 14; at < 54; at++) {
      for (const value of [0, 1, 127, 128, 255]) {
        const file = Buffer.from(good)
        file[at] = value
        const { status } = await describe(file, { ...DEFAULT_LIMITS, maxPixels: 1e6 })
        expect(['described', 'refused']).toContain(status)
      }
    }
  })
})

group('describe of BMP', () => {
  it('refuses a huge header with tiny data', async () => {
    const form = { width: 100_000, height: 100_000, bits: 8, compression: 1, palette }
    const outcome = await describe(bmpFile(form, Buffer.from([0, 1])), DEFAULT_LIMITS)
    expect(outcome).toMatchObject({ status: 'refused', code: 'too-many-pixels' })
  })

  it('reduces a large one as it reads', async () => {
    const [width, height] = [6000, 2800]
    const small = drawPattern(4, 600, 280, 43).filter((_, at) => at % 3 === 0)
    const indices = new Uint8Array(width * height).map(
      (_, at) => small[Math.floor(at / width / 10) * 600 + Math.floor((at % width) / 10)]!,
    )
    const grey = Array.from({ length: 256 }, (_, i) => [i, i, i])
    const file = bmpFile({ width, height, bits: 8, palette: grey }, bmpRows(width, 8, indices))
    expect(await describe(file, DEFAULT_LIMITS)).toMatchObject({
      description: { mime: 'image/bmp', width, height, depth: 'reduced', pdqQuality: 100 },
    })
  })
})

async function pixelsOf(file: Buffer): Promise<number[]> {
  const bmp = openBmp(file)
  if (bmp === undefined) throw new Error('no BMP')
  const bands: number[] = []
  for await (const band of bmp.source().bands) bands.push(...band)
  return bands
}

function drawnIndices(bits: number): number[] {
  return [...drawn].filter((_, at) => at % 3 === 0).map((value) => value >> (8 - bits))
}

function numbers24(): number[] {
  return Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = drawn.subarray(i * 3, i * 3 + 3)
    return red * 65_536 + green * 256 + blue
  })
}

function stored(bits: number, values: readonly number[]): Buffer {
  return bmpRows(WIDTH, bits, upsideDown(values))
}

function upsideDown(values: readonly number[]): number[] {
  const rows = Array.from({ length: HEIGHT }, (_, y) => values.slice(y * WIDTH, (y + 1) * WIDTH))
  return rows.toReversed().flat()
}

function painted(indices: readonly number[]): number[] {
  return indices.flatMap((index) => palette[index]!)
}
