import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PIPELINE_VERSION, type Description, type Variant } from '../outcome.ts'
import { MIME_TYPES } from '../picture/picture-kind.ts'
import { GUARDS } from './guards.ts'
import {
  encodeRecord,
  MAX_RECORD_BYTES,
  parseRecord,
  PREFIX_BYTES,
  type DecoderRecord,
} from './record.ts'

const limits = { maxPixels: 50e6, maxFrames: 9 }
const hash = '0f'.repeat(32)
const other = 'a1'.repeat(32)
const eight = [hash, ...Array.from({ length: 7 }, () => other)]
const hashes = { pdq: hash, pdqQuality: 100, pdqOrientations: eight, blockhash: other }
const plain: Description = {
  ...hashes,
  mime: 'image/png',
  width: 1000,
  height: 600,
  frames: 1,
  depth: 'full',
  pdqSampled: eight,
  variants: [],
  sampledFrames: [],
  pipelineVersion: PIPELINE_VERSION,
}
const variant = (kind: Variant['kind'], area: object = {}): Variant => {
  return { kind, left: 0, top: 0, width: 1000, height: 600, ...area, ...hashes }
}
const frame = (number: number) => ({ frame: number, pdq: other, pdqQuality: 0 })
const outcome = (change: Partial<Description> = {}): DecoderRecord => {
  return {
    kind: 'outcome',
    outcome: { status: 'described', description: { ...plain, ...change } },
  }
}
const parse = (record: Buffer, given = limits) => parseRecord(record.subarray(PREFIX_BYTES), given)

const largest = outcome({
  width: 25_000_000,
  height: 2,
  frames: 2 ** 32 - 1,
  variants: [
    variant('with-profile', { left: 24_999_999, top: 1, width: 1, height: 1 }),
    variant('over-black', { left: 0, width: 25_000_000, height: 2 }),
    variant('over-white', { left: 1, width: 24_999_998, height: 1 }),
    variant('trimmed', { left: 12_000_000, top: 1, width: 9_000_001, height: 1 }),
  ],
  sampledFrames: [1, 2, 3, 4, 5, 6, 7, 2 ** 32 - 2].map(frame),
})

describe('encodeRecord', () => {
  it('keeps the largest possible record within the limit, and loses nothing of it', () => {
    const record = encodeRecord(largest)
    expect(record.length).toBeLessThanOrEqual(MAX_RECORD_BYTES)
    expect(MAX_RECORD_BYTES).toBe(2048)
    expect(parse(record)).toEqual(largest)
  })

  it('says its length first', () => {
    const record = encodeRecord(outcome())
    expect(record.readUInt16BE()).toBe(record.length - PREFIX_BYTES)
  })

  it.each<[string, DecoderRecord]>([
    ['a description', outcome()],
    ['a question', { kind: 'question', description: { ...plain, depth: 'quick' } }],
    ['what a self-test found', { kind: 'ready', guards: ['no-file', 'no-spill'] }],
    ['that nothing holds', { kind: 'ready', guards: [] }],
    ['that everything holds', { kind: 'ready', guards: [...GUARDS] }],
    ...MIME_TYPES.map((mime): [string, DecoderRecord] => [mime, outcome({ mime })]),
  ])('is read back: %s', (_, record) => {
    expect(parse(encodeRecord(record))).toEqual(record)
  })

  it('is read back with any area of the picture', () => {
    const side = fc.integer({ min: 1, max: 7000 })
    const property = fc.property(side, side, fc.infiniteStream(fc.nat()), (width, height, any) => {
      const next = (most: number) => any.next().value % (most + 1)
      const [left, top] = [next(width - 1), next(height - 1)]
      const area = { width: 1 + next(width - left - 1), height: 1 + next(height - top - 1) }
      const record = outcome({
        width,
        height,
        variants: [variant('trimmed', { left, top, ...area })],
      })
      expect(parse(encodeRecord(record))).toEqual(record)
    })
    fc.assert(property, { seed: 5 })
  })

  it.each<[string, Partial<Description>]>([
    ['seven orientations', { pdqOrientations: eight.slice(1) }],
    ['a short hash', { blockhash: hash.slice(2) }],
    ['five variants', { variants: Array.from({ length: 5 }, () => variant('trimmed')) }],
    ['nine later frames', { sampledFrames: Array.from({ length: 9 }, (_, i) => frame(i + 1)) }],
    ['an area outside the picture', { variants: [variant('trimmed', { left: 1 })] }],
    ['an unknown kind of file', { mime: 'image/svg+xml' }],
  ])('rejects %s', (_, change) => {
    expect(() => encodeRecord(outcome(change))).toThrow(RangeError)
  })
})

describe('parseRecord', () => {
  it.each([
    ['svg-refused', undefined, 'recognise picture: SVG document'],
    ['unsupported', undefined, 'decode picture: a format without a decoder here'],
    ['not-an-image', undefined, 'decode picture: no decoder for its kind'],
    ['damaged', undefined, 'decode picture: damaged beyond reading'],
    ['out-of-memory', undefined, 'decode picture: out of memory'],
    ['too-many-pixels', 51e6, 'decode picture: 51000000 pixels, limit 50000000'],
  ] as const)('words the message of %s itself', (code, amount, message) => {
    const words = { status: 'refused', code, message: 'words of the child' } as const
    const said = { kind: 'outcome', outcome: amount ? { ...words, amount } : words } as const
    expect(parse(encodeRecord(said))).toEqual({
      kind: 'outcome',
      outcome: { status: 'refused', code, message },
    })
  })

  it.each<[string, Partial<Description>]>([
    ['more pixels than allowed', { width: 50_001, height: 1000 }],
    ['a quality above 100', { pdqQuality: 101 }],
    ['a frame past the last', { frames: 3, sampledFrames: [frame(3)] }],
    ['frames out of order', { frames: 9, sampledFrames: [frame(4), frame(2)] }],
    ['one variant twice', { variants: [variant('trimmed'), variant('trimmed')] }],
    ['quick hashes as the outcome', { depth: 'quick' }],
    ['no frame', { frames: 0 }],
  ])('rejects %s', (_, change) => {
    expect(parse(encodeRecord(outcome(change)))).toBeUndefined()
  })

  it('rejects full hashes as a question', () => {
    expect(parse(encodeRecord({ kind: 'question', description: plain }))).toBeUndefined()
  })

  it('rejects more frames than were asked for', () => {
    const record = encodeRecord(outcome({ frames: 9, sampledFrames: [frame(1), frame(2)] }))
    expect(parse(record, { ...limits, maxFrames: 2 })).toBeUndefined()
  })

  it('rejects a record with a byte too many or too few', () => {
    const record = encodeRecord(largest)
    expect(parse(Buffer.concat([record, Buffer.alloc(1)]))).toBeUndefined()
    expect(parse(record.subarray(0, -1))).toBeUndefined()
  })

  it('never throws, and never lets a strange value through, whatever the bytes', () => {
    const genuine = encodeRecord(largest)
    const flips = fc.array(fc.tuple(fc.nat(genuine.length - 1), fc.nat(255)), { maxLength: 6 })
    const property = fc.property(flips, fc.nat(genuine.length), (changes, length) => {
      const bytes = Buffer.from(genuine)
      for (const [at, value] of changes) bytes[at] = value
      const record = parse(bytes.subarray(0, Math.max(PREFIX_BYTES, length)))
      if (record?.kind !== 'outcome' || record.outcome.status === 'refused') return
      const { width, height, pdq, pdqOrientations, frames } = record.outcome.description
      expect(width * height).toBeLessThanOrEqual(limits.maxPixels)
      expect(pdq).toBe(pdqOrientations[0])
      expect(frames).toBeGreaterThan(0)
    })
    fc.assert(property, { seed: 21, numRuns: 2000 })
  })
})
