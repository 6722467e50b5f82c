import type { Fingerprint } from '@nightlight/fingerprint'
import { describe, expect, it } from 'vitest'
import { buildActiveLists, type ActiveEntry, type EntryHash } from './active-lists.ts'
import { digestOf, fingerprintOf, flipped, hash256 } from './fixtures/synthetic.ts'
import { matchFingerprint, type MatchResult } from './match-rules.ts'

type Hashes = Partial<Record<EntryHash['algorithm'], string>>

const picture = fingerprintOf(1)
const entry = (entryId: string, hashes: Hashes, maxDistance = 31): ActiveEntry => ({
  entryId,
  listId: `list of ${entryId}`,
  maxDistance,
  hashes: (Object.keys(hashes) as EntryHash['algorithm'][]).map((algorithm) => ({
    algorithm,
    value: Buffer.from(hashes[algorithm]!, 'hex'),
  })),
})
const match = (entries: ActiveEntry[], fingerprint: Fingerprint = picture): MatchResult[] =>
  matchFingerprint(fingerprint, buildActiveLists(1n, entries))

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

describe('matchFingerprint', () => {
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
