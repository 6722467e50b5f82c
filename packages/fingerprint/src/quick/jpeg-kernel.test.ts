import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { hammingDistance } from '../hash/hamming.ts'
import { hashPixels } from '../hash/hash-pixels.ts'
import { DEFAULT_LIMITS } from '../outcome.ts'
import { sharp } from '../picture/restricted-sharp.ts'
import { hashLowFrequencies } from './hash-low-frequencies.ts'
import { jpegKernels, readLowFrequencies } from './jpeg-kernel.ts'
import { drawScales, seeded } from './quick-pictures.ts'

const MAX_PIXELS = 5e6
const DAMAGED_FILES = 3200
const MOST_MEMORY = 64 * 2 ** 20

let files: Buffer[] = []
let baseline: Buffer
let progressive: Buffer

beforeAll(async () => {
  const picture = await drawScales(7, 600, 530)
  const large = await drawScales(8, 1100, 1040)
  baseline = await picture.clone().jpeg({ quality: 75 }).toBuffer()
  progressive = await large.clone().jpeg({ quality: 60, progressive: true }).toBuffer()
  files = [
    baseline,
    progressive,
    await picture.clone().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(),
    await picture.clone().toColourspace('b-w').jpeg({ quality: 60 }).toBuffer(),
    withRestarts(baseline),
  ]
})

const read = (bytes: Uint8Array) => readLowFrequencies(bytes, MAX_PIXELS)

/** Where a marker segment begins. */
function find(bytes: Buffer, marker: number, from = 2): number {
  return bytes.indexOf(Buffer.from([0xff, marker]), from)
}

/** With a segment put in before another one. */
function insert(bytes: Buffer, before: number, segment: readonly number[]): Buffer {
  const at = find(bytes, before)
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(segment), bytes.subarray(at)])
}

/** A baseline file that calls itself progressive. */
function progressiveAs(bytes: Buffer): Buffer {
  const copy = change(bytes, 0xc0, 1, 0xc2)
  copy[find(copy, 0xda) + 12] = 0
  return copy
}

/** The header's promise of restart markers, which the data then lacks. */
function withRestarts(bytes: Buffer): Buffer {
  return insert(bytes, 0xda, [0xff, 0xdd, 0, 4, 0, 8])
}

/** With a byte of a segment changed; offsets count from its marker. */
function change(bytes: Buffer, marker: number, offset: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[find(bytes, marker) + offset] = value
  return copy
}

describe('readLowFrequencies', () => {
  it('reads means and low terms of every block', () => {
    expect(read(baseline)).toMatchObject({
      width: 600,
      height: 530,
      terms: 3,
      chromaBlock: { width: 16, height: 16 },
    })
  })

  it('reads means only of a progressive file', () => {
    expect(read(progressive)).toMatchObject({ width: 1100, terms: 1 })
  })

  it.each<[string, () => Buffer]>([
    ['nothing', () => Buffer.alloc(0)],
    ['no end', () => baseline.subarray(0, -2)],
    ['half the data', () => baseline.subarray(0, baseline.length / 2)],
    ['half of a progressive file', () => progressive.subarray(0, progressive.length / 2)],
    ['restart markers that are missing', () => withRestarts(baseline)],
    ['arithmetic coding', () => change(baseline, 0xc0, 1, 0xc9)],
    ['12 bits', () => change(baseline, 0xc0, 4, 12)],
    ['a height of zero', () => change(change(baseline, 0xc0, 5, 0), 0xc0, 6, 0)],
    ['another width', () => change(baseline, 0xc0, 8, 0x90)],
    ['two components', () => change(baseline, 0xc0, 9, 2)],
    ['a quantiser of zero', () => change(baseline, 0xdb, 5, 0)],
    ['a code that is none', () => change(baseline, 0xc4, 5, 200)],
    ['RGB by Adobe', () => insert(baseline, 0xdb, adobe(0))],
    ['another picture in front', () => Buffer.concat([baseline.subarray(0, -2), baseline])],
    ['a second frame', () => insert(baseline, 0xc0, frameOf(baseline))],
    ['a scan that sets DC again', () => scanTwice(progressive)],
    ['a colour profile', () => insert(baseline, 0xdb, profile())],
  ])('refuses %s', (_, make) => {
    expect(read(make())).toBeUndefined()
  })

  it('accepts YCbCr by Adobe, comments, and anything behind the end', () => {
    const comment = insert(insert(baseline, 0xdb, adobe(1)), 0xdb, [0xff, 0xfe, 0, 3, 65])
    expect(read(Buffer.concat([comment, baseline]))).toBeDefined()
  })

  it('reads a file with restart markers, in their order only', () => {
    const restarts = readFileSync(new URL('../../fixtures/restarts.jpg', import.meta.url))
    expect(read(restarts)).toMatchObject({ width: 613, height: 535 })
    expect(read(change(restarts, 0xd1, 1, 0xd3))).toBeUndefined()
  })

  it('survives the promise of far more blocks than there are data', () => {
    const wide = change(change(baseline, 0xc0, 7, 0xff), 0xc0, 8, 0xf0)
    expect(readLowFrequencies(wide, DEFAULT_LIMITS.maxPixels)).toBeUndefined()
    const high = change(change(progressiveAs(baseline), 0xc2, 5, 0xa0), 0xc2, 7, 0x04)
    expect(readLowFrequencies(high, DEFAULT_LIMITS.maxPixels)).toBeUndefined()
  })

  it('survives damaged files, and accepts few whose picture is another', async () => {
    const random = seeded(3)
    const far: number[] = []
    let accepted = 0
    for (let i = 0; i < DAMAGED_FILES; i++) {
      const bytes = damage(files, random)
      const picture = read(bytes)
      if (picture === undefined) continue
      accepted++
      if (accepted % 8 !== 0) continue
      const distance = await distanceToFull(bytes, hashLowFrequencies(picture).pdq)
      if (distance > 16) far.push(distance)
    }
    expect(accepted).toBeGreaterThan(DAMAGED_FILES / 20)
    expect(far).toEqual([])
    expect(jpegKernels().memory.buffer.byteLength).toBeLessThan(MOST_MEMORY)
  })
})

function adobe(transform: number): number[] {
  return [0xff, 0xee, 0, 14, ...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, transform]
}

function profile(): number[] {
  return [0xff, 0xe2, 0, 18, ...Buffer.from('ICC_PROFILE\0'), 1, 1, 0, 0]
}

function frameOf(bytes: Buffer): number[] {
  const at = find(bytes, 0xc0)
  return [...bytes.subarray(at, at + 2 + bytes.readUInt16BE(at + 2))]
}

/** The first scan of a file once more before its end. */
function scanTwice(bytes: Buffer): Buffer {
  const from = find(bytes, 0xda)
  const to = find(bytes, 0xc4, from)
  return Buffer.concat([bytes.subarray(0, -2), bytes.subarray(from, to), bytes.subarray(-2)])
}

function damage(originals: readonly Buffer[], random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit)
  const bytes = Buffer.from(originals[below(originals.length)]!)
  const ways = [
    () => flip(bytes, 600 + below(bytes.length - 600), below(8)),
    () => flip(bytes, below(700), below(8)),
    () => bytes.fill(below(256), below(bytes.length), bytes.length - below(bytes.length)),
    () => bytes.subarray(0, below(bytes.length)),
    () => splice(bytes, originals[below(originals.length)]!, below),
    () => bytes.fill(random() < 0.5 ? 0xff : 0, below(bytes.length)).subarray(0),
  ]
  return ways[below(ways.length)]!()
}

function flip(bytes: Buffer, at: number, bit: number): Buffer {
  bytes[at]! ^= 1 << bit
  return bytes
}

function splice(bytes: Buffer, other: Buffer, below: (limit: number) => number): Buffer {
  return Buffer.concat([
    bytes.subarray(0, below(bytes.length)),
    other.subarray(below(other.length)),
  ])
}

/** Zero for what the full decoder refuses or finds too flat to hash. */
async function distanceToFull(bytes: Buffer, hash: string): Promise<number> {
  try {
    const options = { failOn: 'none', ignoreIcc: true } as const
    const { data, info } = await sharp(bytes, options).raw().toBuffer({ resolveWithObject: true })
    const { width, height } = info
    const channels = info.channels === 1 ? undefined : 3
    if (channels === undefined) return 0
    const full = hashPixels({ data, channels, width, height, original: { width, height } })
    if (full.pdqQuality < 50) return 0
    return hammingDistance(Buffer.from(hash, 'hex'), Buffer.from(full.pdq, 'hex'))
  } catch {
    return 0
  }
}
