import { describe, expect, it } from 'vitest'
import { isSameUse, submissionTerms, type AskedTerms } from './submission-terms.ts'

const purpose = 'notice-and-takedown'

describe('submissionTerms', () => {
  it.each<[string, string[], AskedTerms, string[]]>([
    ['nothing was said', ['BE', 'NL'], {}, ['BE', 'NL']],
    [
      'the same was said, however written',
      ['be', 'NL'],
      { jurisdictions: ['nl', 'BE', 'BE'] },
      ['BE', 'NL'],
    ],
    ['more countries were said', ['BE'], { purpose, jurisdictions: ['NL', 'BE'] }, ['BE', 'NL']],
    ['everywhere was said', ['BE'], { jurisdictions: [] }, []],
    ['the list is for everywhere and nothing was said', [], {}, []],
  ])('are what they are where %s', (_how, jurisdictions, asked, found) => {
    const terms = submissionTerms({ purpose, jurisdictions }, asked)
    expect(terms).toEqual({ purpose, jurisdictions: found })
  })

  it.each<[string, string[], AskedTerms, string, RegExp]>([
    ['another purpose', [], { purpose: 'research' }, 'purpose', /another purpose; name/],
    [
      'fewer countries',
      ['NL', 'BE'],
      { jurisdictions: ['BE'] },
      'jurisdictions',
      /for BE, NL; name/,
    ],
    ['other countries', ['BE'], { jurisdictions: ['FR', 'NL'] }, 'jurisdictions', /open one$/],
    ['some countries of everywhere', [], { jurisdictions: ['BE'] }, 'jurisdictions', /everywhere;/],
  ])('are refused for %s', (_how, jurisdictions, asked, field, message) => {
    expect(() => submissionTerms({ purpose, jurisdictions }, asked)).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        code: 'submission-terms-differ',
        detail: { field },
        message: expect.stringMatching(message) as string,
      }) as Error,
    )
  })
})

describe('isSameUse', () => {
  it('knows the same countries in another order', () => {
    const a = { purpose, jurisdictions: ['BE', 'NL'] }
    expect(isSameUse(a, { purpose, jurisdictions: ['NL', 'BE'] })).toBe(true)
    expect(isSameUse(a, { purpose, jurisdictions: [] })).toBe(false)
    expect(isSameUse(a, { ...a, purpose: 'research' })).toBe(false)
  })
})
