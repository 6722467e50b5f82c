import { describe, expect, it } from 'vitest'
import { BEHAVIOURS, EXPECTED, phaseOf } from './behaviour.ts'

describe('phaseOf', () => {
  it.each(BEHAVIOURS)('shows everything before the first notice: %s', (behaviour) => {
    expect(phaseOf(behaviour, { notices: 0, looks: 9 })).toBe('shown')
  })

  it.each([
    ['removes-at-once', 'removed'],
    ['removes-after-second-notice', 'shown'],
    ['recompresses', 'recompressed'],
    ['unavailable', 'unavailable'],
    ['moves', 'moved'],
    ['returns', 'removed'],
  ] as const)('after the first notice: %s is %s', (behaviour, phase) => {
    expect(phaseOf(behaviour, { notices: 1, looks: 0 })).toBe(phase)
  })

  it('removes after the second notice where the first was ignored', () => {
    expect(phaseOf('removes-after-second-notice', { notices: 2, looks: 0 })).toBe('removed')
  })

  it('has everything back at the fourth look, whatever notices follow', () => {
    const phases = [1, 2, 3, 4, 5].map((looks) => phaseOf('returns', { notices: 2, looks }))
    expect(phases).toEqual(['removed', 'removed', 'removed', 'shown', 'shown'])
  })
})

describe('EXPECTED', () => {
  it('wants no more notices than bring the phase that is expected', () => {
    for (const behaviour of BEHAVIOURS) {
      const { notices } = EXPECTED[behaviour]
      expect(phaseOf(behaviour, { notices, looks: 0 })).not.toBe('shown')
      expect(phaseOf(behaviour, { notices: notices - 1, looks: 0 })).toBe('shown')
    }
  })
})
