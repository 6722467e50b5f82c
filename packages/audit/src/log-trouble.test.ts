import { describe, expect, it } from 'vitest'
import { troublesOf } from './log-trouble.ts'

const at = new Date('2026-01-02T03:04:05Z')
const before = (seconds: number): Date => new Date(at.getTime() - seconds * 1000)
const well = {
  refused: null,
  heardAt: before(120),
  unsequencedSeconds: 120,
  witnessProblem: null,
  timestampProblem: null,
}

describe('troublesOf', () => {
  it.each([
    ['nothing at the limits', {}, []],
    ['that the signer refuses', { refused: 'audit-log-shrank' }, ['audit-log-shrank']],
    ['that no round was run', { heardAt: before(121) }, ['audit-stands-still']],
    ['that events wait', { unsequencedSeconds: 121 }, ['audit-behind']],
    ['nothing before the first round', { heardAt: null, unsequencedSeconds: 3 }, []],
    [
      'that there was never a round',
      { heardAt: null, unsequencedSeconds: 121 },
      ['audit-stands-still', 'audit-behind'],
    ],
    [
      'what others do not do',
      { witnessProblem: 'witness-unreachable', timestampProblem: 'timestamp-refused' },
      ['audit-witness', 'audit-timestamp'],
    ],
  ])('tells %s', (_, changed, told) => {
    expect(troublesOf({ ...well, ...changed }, at)).toEqual(told)
  })
})
