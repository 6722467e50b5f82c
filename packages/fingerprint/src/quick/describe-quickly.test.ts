import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { hammingDistance } from '../hash/hamming.ts'
import { DEFAULT_LIMITS, type Description } from '../outcome.ts'
import { describe as describeInFull } from '../picture/describe.ts'
import { sharp } from '../picture/restricted-sharp.ts'
import { QUICK_MARGIN } from '../two-stage.ts'
import { describeQuickly } from './describe-quickly.ts'
import { drawScales } from './quick-pictures.ts'

const quickly = (bytes: Uint8Array) => describeQuickly(bytes, DEFAULT_LIMITS)
const distance = (a: string, b: string) =>
  hammingDistance(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))

async function inFull(bytes: Uint8Array): Promise<Description> {
  const outcome = await describeInFull(bytes, DEFAULT_LIMITS)
  if (outcome.status === 'refused') throw new Error(outcome.code)
  return outcome.description
}

type Picture = Awaited<ReturnType<typeof drawScales>>
let picture: Picture
let large: Picture

beforeAll(async () => {
  picture = await drawScales(1, 700, 541)
  large = await drawScales(2, 1617, 1539)
})

describe('describeQuickly', () => {
  it.each([
    ['4:2:0', () => picture.clone().jpeg({ quality: 80 })],
    ['4:4:4', () => picture.clone().jpeg({ quality: 80, chromaSubsampling: '4:4:4' })],
    ['poor', () => picture.clone().jpeg({ quality: 30 })],
    ['grey', () => picture.clone().toColourspace('b-w').jpeg({ quality: 80 })],
    ['large', () => large.clone().jpeg({ quality: 80 })],
    ['large and progressive', () => large.clone().jpeg({ quality: 80, progressive: true })],
    ['between', () => picture.clone().resize(1301, 1105).jpeg({ quality: 70 })],
    ['of long codes', () => picture.clone().jpeg({ quality: 100, optimiseCoding: false })],
  ])('comes close to the full hashes: %s', async (_, make) => {
    const bytes = await make().toBuffer()
    const [quick, full] = [quickly(bytes), await inFull(bytes)]
    expect(distance(quick!.pdq, full.pdq)).toBeLessThanOrEqual(QUICK_MARGIN.pdq / 2)
    const sampled = distance(quick!.pdqSampled[0]!, full.pdqSampled[0]!)
    expect(sampled).toBeLessThanOrEqual(QUICK_MARGIN.pdqSampled / 2)
    const blockhash = distance(quick!.blockhash, full.blockhash)
    expect(blockhash).toBeLessThanOrEqual(QUICK_MARGIN.blockhash / 2)
    expect(Math.abs(quick!.pdqQuality - full.pdqQuality)).toBeLessThanOrEqual(5)
  })

  it('comes close to the full hashes: with restart markers', async () => {
    const bytes = readFileSync(new URL('../../fixtures/restarts.jpg', import.meta.url))
    const distanceToFull = distance(quickly(bytes)!.pdq, (await inFull(bytes)).pdq)
    expect(distanceToFull).toBeLessThanOrEqual(QUICK_MARGIN.pdq / 2)
  })

  it('says what the file is', async () => {
    const bytes = await picture.clone().jpeg().toBuffer()
    expect(quickly(bytes)).toMatchObject({
      mime: 'image/jpeg',
      width: 700,
      height: 541,
      frames: 1,
      depth: 'quick',
      variants: [],
      sampledFrames: [],
    })
  })

  it('orients as the full hashes do', async () => {
    const bytes = await picture.clone().jpeg({ quality: 90 }).toBuffer()
    const [quick, full] = [quickly(bytes)!, await inFull(bytes)]
    expect(quick.pdqOrientations[0]).toBe(quick.pdq)
    quick.pdqOrientations.forEach((hash, i) => {
      expect(distance(hash, full.pdqOrientations[i]!)).toBeLessThanOrEqual(QUICK_MARGIN.pdq / 2)
    })
  })

  it('gives the same after other files', async () => {
    const bytes = await picture.clone().jpeg({ quality: 80 }).toBuffer()
    const first = quickly(bytes)
    quickly(await large.clone().jpeg({ quality: 50 }).toBuffer())
    quickly(bytes.subarray(0, 5000))
    expect(quickly(bytes)).toEqual(first)
  })

  it.each([
    ['a short side below 512', () => picture.clone().resize(700, 511).jpeg()],
    ['a progressive one below 1024', () => picture.clone().jpeg({ progressive: true })],
    ['CMYK', () => picture.clone().toColourspace('cmyk').jpeg()],
    ['a colour profile', () => picture.clone().withIccProfile('p3').jpeg()],
    ['another kind', () => picture.clone().png()],
    ['a border', () => picture.clone().extend({ left: 20, background: '#333' }).jpeg()],
    [
      'a letterbox',
      () => picture.clone().extend({ top: 60, bottom: 60, background: '#000' }).jpeg(),
    ],
    ['a flat picture', () => picture.clone().linear(0.01, 120).jpeg()],
  ])('leaves to the full decoder: %s', async (_, make) => {
    expect(quickly(await make().toBuffer())).toBeUndefined()
  })

  it('leaves a regular pattern, whose hash is noise, to the full decoder', async () => {
    const pixels = Uint8Array.from({ length: 800 * 800 * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % 800, Math.floor(i / 2400)]
      return 128 + 100 * Math.sin(x / 3) * Math.sin(y / 3)
    })
    const raw = { width: 800, height: 800, channels: 3 } as const
    expect(quickly(await sharp(pixels, { raw }).jpeg().toBuffer())).toBeUndefined()
  })

  it('leaves more pixels than allowed to the full decoder', async () => {
    const bytes = await picture.clone().jpeg().toBuffer()
    expect(describeQuickly(bytes, { ...DEFAULT_LIMITS, maxPixels: 700 * 541 - 1 })).toBeUndefined()
  })
})
