import { describe, expect, it } from 'vitest'
import { readPolicyFile, shippedPolicies } from './install-policy.ts'
import { readPolicyText } from './policy-problems.ts'

const direct = await readPolicyFile('direct')
const problemsOf = (document: unknown) => readPolicyText(JSON.stringify(document)).problems
const rule = direct.rules[0]!

describe('readPolicyText', () => {
  it('takes every policy that comes with the program', async () => {
    for (const name of shippedPolicies()) {
      const policy = await readPolicyFile(name)
      expect(readPolicyText(JSON.stringify(policy, null, 2))).toEqual({
        document: policy,
        problems: [],
      })
    }
  })

  it('says line and column of what is no JSON', () => {
    expect(readPolicyText('{\n  "id": x\n}').problems).toEqual([
      { path: '', code: 'no-json', takes: '2:9' },
    ])
  })

  it.each([
    ['', '1:1'],
    ['{', '1:2'],
    ['{"a": 1,}', '1:9'],
    ['{"a": 1\n "b": 2}', '2:2'],
    ['[1, 2\n]\n]', '3:1'],
    ['{"a": "x\ny"}', '1:7'],
    ['{"a": tru}', '1:7'],
    ["{'a': 1}", '1:2'],
  ])('finds the fault in %j', (text, takes) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
    expect(readPolicyText(text).problems).toEqual([{ path: '', code: 'no-json', takes }])
  })

  it('says everything that the schema does not take, each at its place', () => {
    const { title: _title, ...rest } = direct
    const wrong = {
      ...rest,
      validFrom: 'soon',
      extra: 1,
      rules: [{ ...rule, plan: ['send'], legalClasses: [] }],
      deadlines: { answerHours: '24' },
    }
    expect(problemsOf(wrong)).toEqual(
      expect.arrayContaining([
        { path: '/title', code: 'missing' },
        { path: '/extra', code: 'not-known' },
        { path: '/validFrom', code: 'not-the-form', takes: String.raw`^\d{4}-\d{2}-\d{2}$` },
        expect.objectContaining({ path: '/rules/0/plan/0', code: 'not-one-of' }),
        { path: '/rules/0/legalClasses', code: 'out-of-range', takes: '1' },
        { path: '/deadlines/answerHours', code: 'other-kind', takes: 'number' },
      ]),
    )
    expect(problemsOf([])).toMatchObject([{ path: '', code: 'other-kind' }])
  })

  it.each([
    [{ rules: [rule, rule] }, '/rules', 'rules-of-one-id'],
    [{ validTo: '2031-02-31' }, '/validTo', 'no-such-day'],
    [{ validTo: '2001-01-01' }, '/validTo', 'ends-before-it-begins'],
    [{ blockedDays: { timeZone: 'Mars/North' } }, '/blockedDays/timeZone', 'time-zone-unknown'],
    [{ directNotice: ['none'] }, '/directNotice', 'direct-notice-of-other-rule'],
    [{ holds: { longestHours: 5, remindHours: 6 } }, '/holds/remindHours', 'reminder-too-early'],
    [{ legal: ['no-such-text'] }, '/legal/0', 'legal-unknown'],
  ])('says which parts do not go together: %j', (change, path, code) => {
    expect(problemsOf({ ...direct, ...change })).toMatchObject([{ path, code }])
  })
})
