import { describe, expect, it } from 'vitest'
import { readStoredFingerprint } from './stored-fingerprint.ts'

const OLD = {
  md5: '0'.repeat(32),
  sha1: '0'.repeat(40),
  sha256: '0'.repeat(64),
  size: 1000,
  mime: 'image/png',
  width: 2000,
  height: 1000,
  frames: 1,
  pdq: 'a'.repeat(64),
  pdqQuality: 100,
  pdqOrientations: ['a'.repeat(64)],
  pdqSampled: ['b'.repeat(64)],
  blockhash: 'c'.repeat(64),
  pipelineVersion: '1',
}

describe('readStoredFingerprint', () => {
  it('gives one without variants and frames none', () => {
    expect(readStoredFingerprint(JSON.stringify(OLD))).toEqual({
      ...OLD,
      depth: 'full',
      variants: [],
      sampledFrames: [],
    })
  })

  it('takes one above two megapixels for reduced', () => {
    const larger = JSON.stringify({ ...OLD, width: 2001 })
    expect(readStoredFingerprint(larger).depth).toBe('reduced')
  })

  it('gives back one of the present version as it was', () => {
    const sampledFrames = [{ frame: 1, pdq: OLD.pdq, pdqQuality: 3 }]
    const present = { ...OLD, depth: 'reduced', variants: [], sampledFrames }
    expect(readStoredFingerprint(JSON.stringify(present))).toEqual(present)
  })
})
