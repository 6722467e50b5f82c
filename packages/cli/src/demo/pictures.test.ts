import { fingerprint, hammingDistance, type Fingerprint } from '@nightlight/fingerprint'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  drawIcon,
  drawPictures,
  mirrored,
  recompressed,
  resized,
  type DemoPicture,
} from './pictures.ts'

const SEED = 7

let pictures: DemoPicture[]
let prints: Fingerprint[]

beforeAll(async () => {
  pictures = await drawPictures(SEED)
  prints = await Promise.all(pictures.map(({ bytes }) => printOf(bytes)))
})

async function printOf(bytes: Uint8Array): Promise<Fingerprint> {
  const outcome = await fingerprint(bytes)
  if (outcome.status !== 'fingerprinted') throw new Error(`not a picture: ${outcome.code}`)
  return outcome.fingerprint
}

const bits = (hex: string): Buffer => Buffer.from(hex, 'hex')

/** Least distance of a hash to the eight orientations of a picture. */
const distance = (hash: string, of: Fingerprint): number =>
  Math.min(...of.pdqOrientations.map((other) => hammingDistance(bits(hash), bits(other))))

describe('drawPictures', () => {
  it('draws twelve pictures with names of their own', () => {
    expect(new Set(pictures.map(({ name }) => name)).size).toBe(12)
  })

  it('says size and kind as they are', () => {
    expect(pictures.map(({ mime, width, height }) => ({ mime, width, height }))).toEqual(
      prints.map(({ mime, width, height }) => ({ mime, width, height })),
    )
  })

  it('draws wide pictures of good quality', () => {
    for (const { width, pdqQuality } of prints) {
      expect(width).toBeGreaterThanOrEqual(900)
      expect(pdqQuality).toBeGreaterThanOrEqual(80)
    }
  })

  it('draws pictures far from each other in every orientation', () => {
    for (const [index, print] of prints.entries()) {
      for (const other of prints.slice(index + 1)) {
        expect(distance(print.pdq, other)).toBeGreaterThan(80)
      }
    }
  })

  it('draws the same bytes again from the same seed', async () => {
    const again = await drawPictures(SEED)
    expect(again.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).toEqual(
      pictures.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
    )
  })

  it('draws other pictures from another seed', async () => {
    const others = await drawPictures(SEED + 1)
    const digests = await Promise.all(others.map(async ({ bytes }) => (await printOf(bytes)).md5))
    expect(prints.filter(({ md5 }) => digests.includes(md5))).toEqual([])
  })
})

describe.each([
  ['resized', resized],
  ['recompressed', recompressed],
  ['mirrored', mirrored],
  ['mirrored, then recompressed', async (bytes: Uint8Array) => recompressed(await mirrored(bytes))],
  ['recompressed twice', async (bytes: Uint8Array) => recompressed(await recompressed(bytes))],
])('a picture %s', (_name, vary) => {
  it('is other bytes and, for PDQ, the same picture', async () => {
    for (const [index, { bytes }] of pictures.entries()) {
      const variant = await printOf(await vary(bytes))
      expect(variant.sha256).not.toBe(prints[index]?.sha256)
      expect(distance(prints[index]?.pdq ?? '', variant)).toBeLessThanOrEqual(31)
    }
  })
})

describe('drawIcon', () => {
  it('draws an icon that is like none of the pictures', async () => {
    const icon = await printOf(await drawIcon())
    for (const print of prints) expect(distance(print.pdq, icon)).toBeGreaterThan(64)
  })
})
