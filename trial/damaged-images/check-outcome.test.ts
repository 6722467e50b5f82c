import { describe, expect, it } from 'vitest'
import { drawPicture } from '../../packages/fingerprint/src/drawn-picture.ts'
import { fingerprint } from '../../packages/fingerprint/src/fingerprint.ts'
import { digest } from '../../packages/fingerprint/src/hash/digests.ts'
import { faultsOf } from './check-outcome.ts'

const bytes = await (await drawPicture(1, 60, 50)).png().toBuffer()
const outcome = await fingerprint(bytes)
if (outcome.status !== 'fingerprinted') throw new Error('draw picture: it was refused')
const { pdq, pdqQuality, pdqOrientations, blockhash } = outcome.fingerprint
const variant = {
  kind: 'trimmed' as const,
  pdq,
  pdqQuality,
  pdqOrientations,
  blockhash,
  left: 10,
  top: 10,
  width: 50,
  height: 40,
}
const refusal = { status: 'refused', code: 'damaged', message: 'decode: no' } as const

describe('faultsOf', () => {
  it('finds none in a true record', () => {
    expect(faultsOf(bytes, outcome)).toEqual([])
  })

  it('finds none in a refusal with its digests', () => {
    expect(faultsOf(bytes, { ...refusal, digests: digest(bytes) })).toEqual([])
  })

  it.each([
    ['digests of other bytes', { md5: '0'.repeat(32) }, 'digests'],
    ['another size', { size: 3 }, 'size'],
    ['a short hash', { pdq: 'ff' }, 'pdq of picture'],
    ['a hash of other letters', { blockhash: 'G'.repeat(64) }, 'blockhash of picture'],
    ['no orientations', { pdqOrientations: [] }, 'pdq of picture'],
    [
      'seven orientations',
      { pdqOrientations: pdqOrientations.slice(1) },
      'orientations of picture',
    ],
    ['seven sampled hashes', { pdqSampled: pdqOrientations.slice(1) }, 'sampled hashes'],
    ['a quality above 100', { pdqQuality: 101 }, 'quality of picture'],
    ['no width', { width: 0 }, 'sides 0 by 50'],
    ['more pixels than allowed', { width: 5e7 }, 'sides 50000000 by 50'],
    ['half a frame', { frames: 1.5 }, 'frames 1.5'],
    ['another depth', { depth: 'shallow' as 'quick' }, 'depth'],
    ['another kind of file', { mime: 'text/html' }, 'mime'],
    [
      'a frame behind the last',
      { sampledFrames: [{ frame: 1, pdq, pdqQuality }] },
      'sampled frames',
    ],
    ['an area outside', { variants: [{ ...variant, left: 11 }] }, 'area of trimmed'],
    ['a variant twice', { variants: [variant, variant] }, 'two of a variant'],
  ])('finds %s', (_, wrong, fault) => {
    const fingerprint = { ...outcome.fingerprint, ...wrong }
    expect(faultsOf(bytes, { status: 'fingerprinted', fingerprint })).toContain(fault)
  })

  it.each([
    ['an unknown code', { code: 'mysterious' as 'damaged' }, 'refusal code mysterious'],
    ['no message', { message: '' }, 'message'],
    ['digests of other bytes', { digests: digest(Buffer.from('other')) }, 'digests'],
    ['no digests', { code: 'too-large' as const, digests: null }, 'no digests'],
  ])('finds %s in a refusal', (_, wrong, fault) => {
    const refused = { ...refusal, digests: digest(bytes), ...wrong }
    expect(faultsOf(bytes, refused as Parameters<typeof faultsOf>[1])).toContain(fault)
  })
})
