import { readFileSync } from 'node:fs'
import { describe as group, expect, it } from 'vitest'
import { drawPattern } from '../drawn-picture.ts'
import { hammingDistance } from '../hash/hamming.ts'
import { lumaFromRgb } from '../hash/luma.ts'
import { pdq } from '../hash/pdq.ts'
import { DEFAULT_LIMITS } from '../outcome.ts'
import { describe } from './describe.ts'
import { readHeic } from './heic.ts'

const folder = new URL('../../fixtures/images/', import.meta.url)
const upright = readFileSync(new URL('drawn-320x240.heic', folder))

group('describe of HEIC', () => {
  it('hashes the picture that was drawn', async () => {
    const drawn = pdq(lumaFromRgb(drawPattern(5, 320, 240, 45)), 320, 240)
    const description = await described(upright)
    expect(description).toMatchObject({ mime: 'image/heic', width: 320, height: 240, frames: 1 })
    expect(description.pdqQuality).toBe(drawn.quality)
    const found = Buffer.from(description.pdq, 'hex')
    expect(hammingDistance(found, drawn.hash)).toBeLessThanOrEqual(16)
  })

  it('turns it as the file says', async () => {
    const { width, height, pdq } = await described(turnedByAQuarter(upright))
    expect({ width, height }).toEqual({ width: 240, height: 320 })
    const { pdqOrientations } = await described(upright)
    const distances = pdqOrientations.map((hash) =>
      hammingDistance(Buffer.from(hash, 'hex'), Buffer.from(pdq, 'hex')),
    )
    expect(Math.min(...distances)).toBeLessThanOrEqual(31)
    expect(distances[0]).toBeGreaterThan(64)
  })

  it('refuses too many pixels on the header', async () => {
    const outcome = await describe(upright, { ...DEFAULT_LIMITS, maxPixels: 1000 })
    expect(outcome).toMatchObject({ status: 'refused', code: 'too-many-pixels' })
  })

  it('refuses a file without picture data', async () => {
    const outcome = await describe(upright.subarray(0, 360), DEFAULT_LIMITS)
    expect(outcome).toMatchObject({ status: 'refused', code: 'damaged' })
  })

  it('gives an answer for every file with a byte changed', async () => {
    for (let at = 20; at < 400; at += 9) {
      const file = Buffer.from(upright)
      file[at]! ^= 0x5a
      const { status } = await describe(file, DEFAULT_LIMITS)
      expect(['described', 'refused']).toContain(status)
    }
  })
})

group('readHeic', () => {
  it('checks the pixels itself', async () => {
    const result = await readHeic(upright, 76_799)
    expect(result).toEqual({ status: 'too-many-pixels', pixels: 76_800 })
  })

  it('writes nothing to standard output on a damaged file', async () => {
    expect(await readHeic(upright.subarray(0, 200), 50e6)).toEqual({ status: 'damaged' })
  })
})

async function described(file: Uint8Array) {
  const outcome = await describe(file, DEFAULT_LIMITS)
  if (outcome.status === 'refused') throw new Error(outcome.message)
  return outcome.description
}

/** The file with the property "turn by 90 degrees", to the left, for its picture. */
function turnedByAQuarter(heic: Buffer): Buffer {
  const at = (box: string) => heic.indexOf(box, 0, 'latin1')
  const turn = Buffer.concat([Buffer.from([0, 0, 0, 9]), Buffer.from('irot\x01', 'latin1')])
  const properties = at('ipma') - 4
  const associations = properties + heic.readUInt32BE(properties)
  const fourth = Buffer.from([0x84])
  const added = turn.length + fourth.length
  const grown = Buffer.from(heic)
  const grow = (box: string, by: number) => {
    grown.writeUInt32BE(heic.readUInt32BE(at(box) - 4) + by, at(box) - 4)
  }
  for (const box of ['meta', 'iprp']) grow(box, added)
  grow('ipco', turn.length)
  grow('ipma', fourth.length)
  grown.writeUInt32BE(heic.readUInt32BE(at('iloc') + 16) + added, at('iloc') + 16)
  grown[at('ipma') + 14]! += 1
  const parts = [grown.subarray(0, properties), turn, grown.subarray(properties, associations)]
  return Buffer.concat([...parts, fourth, grown.subarray(associations)])
}
