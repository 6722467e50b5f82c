import { describe, expect, it } from 'vitest'
import { PIPELINE_VERSION } from '../outcome.ts'
import { MAX_RECORD_BYTES, parseRecord } from './record.ts'

const limits = { maxPixels: 1e6, maxFrames: 100 }
const hash = '0f'.repeat(32)
const other = 'a1'.repeat(32)
const description = {
  mime: 'image/png',
  width: 1000,
  height: 1000,
  frames: 1,
  pdq: hash,
  pdqQuality: 100,
  pdqOrientations: [hash, ...Array.from({ length: 7 }, () => other)],
  pdqSampled: Array.from({ length: 8 }, () => other),
  blockhash: other,
  pipelineVersion: PIPELINE_VERSION,
}
const line = (change: object) =>
  JSON.stringify({ status: 'described', description: { ...description, ...change } })
const refusal = { status: 'refused', code: 'damaged', message: 'decode picture: damaged' }

describe('parseRecord', () => {
  it('accepts a description in range', () => {
    expect(parseRecord(line({}), limits)).toEqual({ status: 'described', description })
  })

  it('accepts a refusal', () => {
    expect(parseRecord(JSON.stringify(refusal), limits)).toEqual(refusal)
  })

  it('leaves room for the longest description in a line', () => {
    const widest = { mime: 'image/jpeg', width: 50_000_000, height: 1, frames: 65_535 }
    expect(line(widest).length).toBeLessThan(MAX_RECORD_BYTES / 2)
  })

  it.each([
    ['an unknown kind', { mime: 'image/svg+xml' }],
    ['no width', { width: 0 }],
    ['a fraction of a pixel', { height: 1.5 }],
    ['more pixels than allowed', { width: 1001 }],
    ['more frames than allowed', { frames: 101 }],
    ['a short hash', { pdq: hash.slice(2) }],
    ['upper case', { blockhash: other.toUpperCase() }],
    ['a quality above 100', { pdqQuality: 101 }],
    ['a quality in words', { pdqQuality: '100' }],
    ['seven orientations', { pdqOrientations: description.pdqOrientations.slice(1) }],
    ['a first orientation of its own', { pdqOrientations: description.pdqSampled }],
    ['another version', { pipelineVersion: '0' }],
    ['a field too many', { note: 'x' }],
    ['a field too few', { blockhash: undefined }],
  ])('rejects %s', (_, change) => {
    expect(parseRecord(line(change), limits)).toBeUndefined()
  })

  it.each([
    ['no JSON', 'status: described'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an unknown status', '{"status":"fine"}'],
    ['a code of the supervisor', JSON.stringify({ ...refusal, code: 'timeout' })],
    ['a long message', JSON.stringify({ ...refusal, message: 'x'.repeat(121) })],
    ['a message in other letters', JSON.stringify({ ...refusal, message: 'decode\u0000' })],
    ['a refusal with a field too many', JSON.stringify({ ...refusal, note: 'x' })],
  ])('rejects %s', (_, record) => {
    expect(parseRecord(record, limits)).toBeUndefined()
  })
})
