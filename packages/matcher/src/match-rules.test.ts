import type { Fingerprint } from '@nightlight/fingerprint'
import { describe, expect, it } from 'vitest'
import { entry, match, picture, use } from './fixtures/listed.ts'
import { digestOf, flipped, frameOf, hash256, variantOf } from './fixtures/synthetic.ts'
import { matchFingerprint } from './match-rules.ts'

describe('matchFingerprint by digest', () => {
  it.each(['md5', 'sha1', 'sha256'] as const)('is exact when the %s is equal', (algorithm) => {
    expect(match([entry('a', { [algorithm]: picture[algorithm] })])).toEqual([
      {
        entryId: 'a',
        listId: 'list of a',
        algorithm,
        distance: 0,
        orientation: 0,
        flavour: 'digest',
        frame: 0,
        variant: 'picture',
        tier: 'exact',
      },
    ])
  })

  it('matches nothing when no hash is near', () => {
    const other = entry('a', {
      md5: digestOf('md5', 9),
      pdq: hash256(9),
      blockhash: hash256(10),
    })
    expect(match([other])).toEqual([])
  })

  it('asks for no quality', () => {
    const flat = { ...picture, pdqQuality: 0 }
    expect(match([entry('a', { md5: picture.md5, pdq: picture.pdq })], flat)).toMatchObject([
      { tier: 'exact', algorithm: 'md5' },
    ])
  })
})

describe('matchFingerprint by PDQ', () => {
  it('is near up to 31 bits and no match at 32', () => {
    const at = (bits: number) => match([entry('a', { pdq: flipped(picture.pdq, bits) })])
    expect(at(0)).toMatchObject([{ tier: 'near', algorithm: 'pdq', distance: 0, flavour: 'full' }])
    expect(at(31)).toMatchObject([{ tier: 'near', distance: 31 }])
    expect(at(32)).toEqual([])
  })

  it('keeps to the limit of each list', () => {
    const hash = flipped(picture.pdq, 11)
    const entries = [
      entry('a', { pdq: hash }, 10),
      entry('b', { pdq: hash }, 11),
      entry('c', { pdq: hash }),
    ]
    expect(match(entries).map(({ entryId }) => entryId)).toEqual(['b', 'c'])
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('finds orientation %i in both flavours', (orientation) => {
    const full = entry('full', { pdq: flipped(picture.pdqOrientations[orientation]!, 5) })
    const sampled = entry('sampled', { pdq: flipped(picture.pdqSampled[orientation]!, 7) })
    expect(match([full, sampled])).toMatchObject([
      { entryId: 'full', orientation, flavour: 'full', distance: 5 },
      { entryId: 'sampled', orientation, flavour: 'sampled', distance: 7 },
    ])
  })

  it('takes a quality of 50 and none below', () => {
    const entries = [entry('a', { pdq: picture.pdq, blockhash: picture.blockhash })]
    expect(match(entries, { ...picture, pdqQuality: 50 })).toHaveLength(1)
    expect(match(entries, { ...picture, pdqQuality: 49 })).toEqual([])
  })
})

describe('matchFingerprint by blockhash', () => {
  const joint = (pdqBits: number, blockBits: number) =>
    match([
      entry('a', {
        pdq: flipped(picture.pdq, pdqBits),
        blockhash: flipped(picture.blockhash, blockBits),
      }),
    ])

  it('is probable alone up to 4 bits and no match at 5', () => {
    const alone = (bits: number) =>
      match([entry('a', { blockhash: flipped(picture.blockhash, bits) })])
    expect(alone(4)).toMatchObject([
      { tier: 'probable', algorithm: 'blockhash', distance: 4, flavour: 'blocks' },
    ])
    expect(alone(5)).toEqual([])
  })

  it('is probable up to 24 bits when the PDQ of the entry agrees within 64', () => {
    expect(joint(64, 24)).toMatchObject([
      { tier: 'probable', algorithm: 'blockhash', distance: 24 },
    ])
    expect(joint(65, 24)).toEqual([])
    expect(joint(64, 25)).toEqual([])
  })

  it('lets the PDQ agree in any orientation', () => {
    const turned = entry('a', {
      pdq: flipped(picture.pdqSampled[6]!, 64),
      blockhash: flipped(picture.blockhash, 24),
    })
    expect(match([turned])).toMatchObject([{ tier: 'probable' }])
  })

  it('does not join hashes of two entries', () => {
    const entries = [
      entry('a', { pdq: flipped(picture.pdq, 40) }),
      entry('b', { blockhash: flipped(picture.blockhash, 20) }),
    ]
    expect(match(entries)).toEqual([])
  })
})

describe('matchFingerprint of a picture with variants', () => {
  const trimmed = variantOf(2, 'trimmed')
  const white = variantOf(3, 'over-white')
  const seen = { ...picture, variants: [trimmed, white] }

  it.each([trimmed, white])('is near by $kind alone, in any orientation', (variant) => {
    const hash = flipped(variant.pdqOrientations[5]!, 31)
    expect(match([entry('a', { pdq: hash })], seen)).toMatchObject([
      {
        tier: 'near',
        distance: 31,
        orientation: 5,
        flavour: 'full',
        frame: 0,
        variant: variant.kind,
      },
    ])
    expect(match([entry('a', { pdq: hash })])).toEqual([])
  })

  it('asks each for a quality of its own', () => {
    const entries = [entry('a', { pdq: trimmed.pdq, blockhash: trimmed.blockhash })]
    const ofQuality = (pdqQuality: number) => ({
      ...picture,
      pdqQuality: 0,
      variants: [{ ...trimmed, pdqQuality }],
    })
    expect(match(entries, ofQuality(50))).toMatchObject([{ tier: 'near', variant: 'trimmed' }])
    expect(match(entries, ofQuality(49))).toEqual([])
  })

  it('joins blockhash and PDQ of one variant', () => {
    const joint = (from: { blockhash: string }) =>
      match(
        [
          entry('a', {
            pdq: flipped(trimmed.pdq, 64),
            blockhash: flipped(from.blockhash, 24),
          }),
        ],
        seen,
      )
    expect(joint(trimmed)).toMatchObject([{ tier: 'probable', distance: 24, variant: 'trimmed' }])
    expect(joint(white)).toEqual([])
    expect(joint(picture)).toEqual([])
  })

  it('joins them too where the blockhash is that of the picture', () => {
    const alike = { ...picture, variants: [{ ...trimmed, blockhash: picture.blockhash }] }
    const both = { pdq: flipped(trimmed.pdq, 64), blockhash: flipped(picture.blockhash, 24) }
    expect(match([entry('a', both)], alike)).toMatchObject([
      { tier: 'probable', variant: 'trimmed' },
    ])
  })

  it('is probable by the blockhash of a variant alone', () => {
    const at = (bits: number) =>
      match([entry('a', { blockhash: flipped(white.blockhash, bits) })], seen)
    expect(at(4)).toMatchObject([{ tier: 'probable', distance: 4, variant: 'over-white' }])
    expect(at(5)).toEqual([])
  })

  it('names the picture itself before a nearer variant', () => {
    const hash = flipped(picture.pdq, 20)
    const nearer = { ...seen, variants: [variantOf(2, 'trimmed', { pdqOrientations: [hash] })] }
    expect(match([entry('a', { pdq: hash })], nearer)).toMatchObject([
      { distance: 20, variant: 'picture' },
    ])
  })

  it('names a near variant before a probable picture', () => {
    const hashes = { pdq: trimmed.pdq, blockhash: picture.blockhash }
    expect(match([entry('a', hashes)], seen)).toMatchObject([{ tier: 'near', variant: 'trimmed' }])
  })
})

describe('matchFingerprint of an animation', () => {
  const seen = { ...picture, frames: 40, sampledFrames: [frameOf(4, 3), frameOf(5, 7, 49)] }

  it('is near by a later frame as it is', () => {
    const entries = [entry('a', { pdq: flipped(hash256(400), 31) })]
    expect(match(entries, seen)).toMatchObject([
      { tier: 'near', distance: 31, orientation: 0, frame: 3, variant: 'picture' },
    ])
    expect(match(entries)).toEqual([])
  })

  it('asks each frame for a quality of its own', () => {
    const entries = [entry('a', { pdq: hash256(500) })]
    expect(match(entries, seen)).toEqual([])
    const flat = { ...picture, pdqQuality: 0, sampledFrames: [frameOf(5, 7, 50)] }
    expect(match(entries, flat)).toMatchObject([{ frame: 7 }])
  })

  it('names the first frame before a nearer one', () => {
    const hash = flipped(picture.pdq, 20)
    const nearer = { ...seen, sampledFrames: [{ ...frameOf(4, 3), pdq: hash }] }
    expect(match([entry('a', { pdq: hash })], nearer)).toMatchObject([{ distance: 20, frame: 0 }])
  })
})

describe('matchFingerprint', () => {
  const counted = (fingerprint: Fingerprint): { pdq: number; blockhash: number } => {
    const searches = { pdq: 0, blockhash: 0 }
    const lists = {
      epoch: 1n,
      entries: 0,
      bytes: {},
      maxDistance: 31,
      findDigest: () => [],
      searchPdq: () => (searches.pdq++, []),
      searchBlockhash: () => (searches.blockhash++, []),
    }
    matchFingerprint(fingerprint, lists, use)
    return searches
  }

  it('searches 17 times for a plain picture, and 61 times at most', () => {
    expect(counted(picture)).toEqual({ pdq: 16, blockhash: 1 })
    const kinds = ['trimmed', 'over-white', 'over-black', 'with-profile'] as const
    const variants = kinds.map((kind, at) => variantOf(10 + at, kind))
    const sampledFrames = Array.from({ length: 8 }, (_, at) => frameOf(20 + at, at + 1))
    expect(counted({ ...picture, variants, sampledFrames })).toEqual({ pdq: 56, blockhash: 5 })
  })

  it('searches every hash once', () => {
    const { pdq, pdqOrientations, blockhash } = picture
    const same = variantOf(2, 'with-profile', { pdqOrientations, blockhash })
    const still = { frame: 1, pdq, pdqQuality: 100 }
    const twice = { ...picture, pdqSampled: pdqOrientations, variants: [same] }
    expect(counted({ ...twice, sampledFrames: [still] })).toEqual({ pdq: 8, blockhash: 1 })
  })

  it('compares a quick fingerprint by digests only', () => {
    const quick: Fingerprint = { ...picture, depth: 'quick' }
    const { pdq, blockhash, md5 } = picture
    expect(match([entry('a', { pdq, blockhash })], quick)).toEqual([])
    expect(match([entry('a', { pdq, md5 })], quick)).toMatchObject([{ tier: 'exact' }])
  })

  it('gives the best result of each entry: exact before near before probable', () => {
    const hashes = { pdq: picture.pdq, blockhash: picture.blockhash }
    const entries = [
      entry('exact', { ...hashes, sha1: picture.sha1 }),
      entry('near', { ...hashes, pdq: flipped(picture.pdq, 31) }),
      entry('probable', { ...hashes, pdq: flipped(picture.pdq, 60) }),
    ]
    const tiers = Object.fromEntries(match(entries).map(({ entryId, tier }) => [entryId, tier]))
    expect(tiers).toEqual({ exact: 'exact', near: 'near', probable: 'probable' })
    expect(match(entries)).toHaveLength(3)
  })

  it('gives the shortest distance of all orientations and flavours', () => {
    const base = picture.pdq
    const turned = {
      ...picture,
      pdqOrientations: [flipped(base, 20), flipped(base, 9), ...picture.pdqOrientations.slice(2)],
      pdqSampled: [flipped(base, 12), ...picture.pdqSampled.slice(1)],
    }
    expect(match([entry('a', { pdq: base })], turned)).toMatchObject([
      { distance: 9, orientation: 1, flavour: 'full' },
    ])
  })

  it('names the strongest digest when several are equal', () => {
    const { md5, sha1, sha256 } = picture
    expect(match([entry('a', { md5, sha1, sha256 })])).toMatchObject([{ algorithm: 'sha256' }])
  })

  it('reports every entry that fits, each once', () => {
    const entries = Array.from({ length: 50 }, (_, n) =>
      entry(`e${n}`, { pdq: flipped(picture.pdq, n), md5: digestOf('md5', n) }),
    )
    const results = match(entries)
    expect(results).toHaveLength(32)
    expect(new Set(results.map(({ entryId }) => entryId)).size).toBe(32)
  })
})
