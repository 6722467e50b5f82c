import { describe, expect, it } from 'vitest'
import type { Description } from './outcome.ts'
import { MATCH_DISTANCE } from './thresholds.ts'
import { lookupRadius, mayResemble, QUICK_MARGIN, type KnownHashes } from './two-stage.ts'

const ZERO = '0'.repeat(64)
const FAR = 'f'.repeat(64)

/** A hash at so many bits from `ZERO`. */
function hashAt(bits: number): string {
  return BigInt(bits === 0 ? 0 : `0b${'1'.repeat(bits)}`)
    .toString(16)
    .padStart(64, '0')
}

function description(changes: Partial<Description> = {}): Description {
  return {
    pdq: FAR,
    pdqQuality: 90,
    pdqOrientations: Array.from({ length: 8 }, () => FAR),
    pdqSampled: Array.from({ length: 8 }, () => FAR),
    blockhash: FAR,
    mime: 'image/jpeg',
    width: 1000,
    height: 800,
    frames: 1,
    depth: 'quick',
    variants: [],
    sampledFrames: [],
    pipelineVersion: '1',
    ...changes,
  }
}

/** Eight orientations, the one at `index` at so many bits from `ZERO`. */
const turned = (index: number, bits: number) =>
  Array.from({ length: 8 }, (_, i) => (i === index ? hashAt(bits) : FAR))

const known = (pdq: string[], blockhash: string | null = null): KnownHashes => ({ pdq, blockhash })

describe('mayResemble', () => {
  it.each(['pdq', 'pdqSampled'] as const)('keeps up to the distance and the margin: %s', (kind) => {
    const field = kind === 'pdq' ? 'pdqOrientations' : 'pdqSampled'
    const at = (bits: number) =>
      mayResemble(description({ [field]: turned(5, bits) }), [known([ZERO])], 31)
    expect([at(31 + QUICK_MARGIN[kind]), at(32 + QUICK_MARGIN[kind])]).toEqual([true, false])
  })

  it('compares with every hash of every known picture', () => {
    const quick = description({ pdqOrientations: turned(0, 3) })
    const list = [known([hashAt(200)]), known([hashAt(120), ZERO])]
    expect(mayResemble(quick, list, MATCH_DISTANCE)).toBe(true)
  })

  it('keeps what the joint rule may find', () => {
    const blockhash = hashAt(24 + QUICK_MARGIN.blockhash)
    const quick = description({
      pdqOrientations: turned(0, 64 + QUICK_MARGIN.pdq),
      blockhash,
    })
    expect(mayResemble(quick, [known([ZERO], ZERO)], MATCH_DISTANCE)).toBe(true)
  })

  it('drops what the joint rule cannot find for its blockhash', () => {
    const blockhash = hashAt(25 + QUICK_MARGIN.blockhash)
    const quick = description({ pdqOrientations: turned(0, 64), blockhash })
    expect(mayResemble(quick, [known([ZERO], ZERO)], MATCH_DISTANCE)).toBe(false)
  })

  it('keeps what blockhash alone may find', () => {
    const quick = description({ blockhash: hashAt(4 + QUICK_MARGIN.blockhash) })
    expect(mayResemble(quick, [known([], ZERO)], MATCH_DISTANCE)).toBe(true)
  })

  it('keeps a picture whose quality says nothing', () => {
    expect(mayResemble(description({ pdqQuality: 49 }), [known([ZERO])], MATCH_DISTANCE)).toBe(true)
  })

  it('holds full hashes to the distance itself', () => {
    const at = (bits: number) =>
      mayResemble(
        description({ depth: 'full', pdqOrientations: turned(0, bits) }),
        [known([ZERO])],
        MATCH_DISTANCE,
      )
    expect([at(31), at(32)]).toEqual([true, false])
  })

  it('keeps nothing when nothing is known', () => {
    expect(mayResemble(description(), [], MATCH_DISTANCE)).toBe(false)
  })
})

describe('lookupRadius', () => {
  it('is the distance and the margin of each flavour', () => {
    expect(lookupRadius(description(), MATCH_DISTANCE)).toEqual({
      pdq: MATCH_DISTANCE + QUICK_MARGIN.pdq,
      pdqSampled: MATCH_DISTANCE + QUICK_MARGIN.pdqSampled,
    })
  })

  it('is the distance for full hashes', () => {
    const radius = lookupRadius(description({ depth: 'reduced' }), MATCH_DISTANCE)
    expect(radius).toEqual({ pdq: MATCH_DISTANCE, pdqSampled: MATCH_DISTANCE })
  })

  it('never exceeds the length of a hash', () => {
    expect(lookupRadius(description(), 250)).toEqual({ pdq: 256, pdqSampled: 256 })
  })
})
