import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { drawPattern } from '../drawn-picture.ts'
import { blockhash } from './blockhash.ts'
import { digest } from './digests.ts'
import { hashPixels } from './hash-pixels.ts'
import { lumaFromRgb } from './luma.ts'
import { pdqFullPass } from './pdq-full-pass.ts'
import { pdq, pdqOrientations } from './pdq.ts'

type Hash = { hash: string; quality: number }
type Vector = {
  seed: number
  width: number
  height: number
  block: number
  rgbSha256: string
  pdqFromRgb: Hash
  pdqFromRed: Hash
  dihedralFromRed: string[]
  blockhash16: string | null
}

const file = new URL('../../fixtures/pdq-synthetic-vectors.json', import.meta.url)
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] }

describe.each(vectors)('vector $seed ($width x $height)', (vector) => {
  const { seed, width, height, block } = vector
  const rgb = drawPattern(seed, width, height, block)
  const red = rgb.filter((_, at) => at % 3 === 0)

  it('is drawn as recorded', () => {
    expect(digest(rgb).sha256).toBe(vector.rgbSha256)
  })

  it('has the reference hash and quality', () => {
    expect(summary(pdq(lumaFromRgb(rgb), width, height))).toEqual(vector.pdqFromRgb)
  })

  it('has the reference hash and quality straight from its pixels', () => {
    const size = { width, height }
    const hashes = hashPixels({ data: rgb, channels: 3, ...size, original: size })
    const expected = { pdq: vector.pdqFromRgb.hash, pdqQuality: vector.pdqFromRgb.quality }
    expect(hashes).toMatchObject(expected)
  })

  it('has the reference hash and quality from one channel', () => {
    expect(summary(pdq(red, width, height))).toEqual(vector.pdqFromRed)
  })

  it('has the reference hash and quality by full passes', () => {
    expect(summary(pdqFullPass(lumaFromRgb(rgb), width, height))).toEqual(vector.pdqFromRgb)
  })

  it('has the reference hashes in eight orientations', () => {
    const { coefficients } = pdq(red, width, height)
    expect(pdqOrientations(coefficients).map(hex)).toEqual(vector.dihedralFromRed)
  })

  it('has the reference blockhash, where one is recorded', () => {
    const hash = hex(blockhash(rgb, width, height, 3))
    expect(hash).toBe(vector.blockhash16 ?? hash)
  })
})

function summary({ hash, quality }: { hash: Uint8Array; quality: number }): Hash {
  return { hash: hex(hash), quality }
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex')
}
