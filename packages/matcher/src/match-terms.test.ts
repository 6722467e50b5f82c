import { describe, expect, it } from 'vitest'
import { entry, match, picture, use } from './fixtures/listed.ts'
import { flipped, frameOf, variantOf } from './fixtures/synthetic.ts'
import type { ListInUse, Use } from './lists/list-terms.ts'

describe('matchFingerprint keeps to what a list allows', () => {
  const { md5, pdq, blockhash } = picture
  const all = { md5, pdq, blockhash }
  const at = new Date('2026-06-01')

  it.each<[string, Partial<ListInUse>, Partial<Use>]>([
    ['another purpose', { purpose: 'scanning' }, {}],
    ['another country', { jurisdictions: ['NL', 'FR'] }, {}],
    ['a time that is over', { expiresAt: at }, { at }],
  ])('and finds nothing on a list for %s', (_, terms, how) => {
    expect(match([entry('a', all, terms)], picture, { ...use, ...how })).toEqual([])
  })

  it.each<[string, Partial<ListInUse>, Partial<Use>]>([
    ['this country among others', { jurisdictions: ['NL', 'BE'] }, {}],
    ['every country', { jurisdictions: [] }, { jurisdiction: 'US' }],
    ['a time to come', { expiresAt: new Date(at.getTime() + 1) }, { at }],
  ])('and uses a list for %s', (_, terms, how) => {
    expect(match([entry('a', all, terms)], picture, { ...use, ...how })).toHaveLength(1)
  })

  it('when another list of the same hash may not be used', () => {
    const entries = [entry('a', all, { purpose: 'scanning' }), entry('b', all)]
    expect(match(entries).map(({ entryId }) => entryId)).toEqual(['b'])
  })
})

describe('matchFingerprint and negative lists', () => {
  const { md5, sha1, pdq, blockhash } = picture
  const isNegative = true

  it('make no match', () => {
    expect(match([entry('a', { md5, pdq, blockhash }, { isNegative })])).toEqual([])
  })

  it('suppress near and probable matches of a picture that equals an entry', () => {
    const harmless = entry('harmless', { sha1 }, { isNegative })
    expect(match([harmless, entry('a', { pdq }), entry('b', { blockhash })])).toEqual([])
  })

  it.each([
    [5, 5, []],
    [5, 6, []],
    [6, 5, ['a']],
  ])('an entry %i bits away suppresses one %i bits away: %j', (harmlessBits, bits, found) => {
    const harmless = entry('harmless', { pdq: flipped(pdq, harmlessBits) }, { isNegative })
    const near = entry('a', { pdq: flipped(pdq, bits) })
    expect(match([harmless, near]).map(({ entryId }) => entryId)).toEqual(found)
  })

  it('suppress what is probable only where a picture is near to an entry', () => {
    const harmless = entry('harmless', { pdq: flipped(pdq, 31) }, { isNegative })
    expect(match([harmless, entry('b', { blockhash })])).toEqual([])
  })

  it('suppress what is probable of a variant that has the PDQ of the picture', () => {
    const variant = variantOf(7, 'trimmed', { pdq, pdqOrientations: picture.pdqOrientations })
    const shown = { ...picture, variants: [variant] }
    const harmless = entry('harmless', { pdq }, { isNegative })
    expect(match([harmless, entry('b', { blockhash: variant.blockhash })], shown)).toEqual([])
    expect(match([entry('b', { blockhash: variant.blockhash })], shown)).toHaveLength(1)
  })

  it('suppress nothing of another frame of the same file', () => {
    const frame = frameOf(5, 3)
    const shown = { ...picture, frames: 4, sampledFrames: [frame] }
    const harmless = entry('harmless', { pdq: frame.pdq }, { isNegative })
    const found = match([harmless, entry('a', { pdq }), entry('b', { pdq: frame.pdq })], shown)
    expect(found).toMatchObject([{ entryId: 'a', frame: 0 }])
  })

  it('do not suppress an exact match', () => {
    const harmless = entry('harmless', { sha1, pdq }, { isNegative })
    expect(match([harmless, entry('a', { md5 }), entry('b', { pdq })])).toMatchObject([
      { entryId: 'a', tier: 'exact' },
    ])
  })

  it('suppress nothing beyond their limit, or when they may not be used', () => {
    const far = entry('far', { pdq: flipped(pdq, 11) }, { isNegative, maxDistance: 10 })
    const over = entry('over', { pdq }, { isNegative, expiresAt: use.at })
    expect(match([far, over, entry('a', { pdq })])).toHaveLength(1)
  })
})
