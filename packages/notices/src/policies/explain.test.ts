import { LANGUAGES } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { parsePolicy, type Policy } from '../routing.ts'
import { explain, type Facts } from './explain.ts'
import { readPolicyFile } from './install-policy.ts'
import { tellRoute } from './tell-route.ts'
import type { ToldRoute } from './told-route.ts'

const today = new Date('2026-11-23T10:00:00Z')
const csam = { legalClass: 'csam', today } as const
const belgium = await readPolicyFile('belgium')
const misfits = (policy: Policy, facts: Facts) =>
  explain(policy, facts).rules.map(({ misfits: found }) => found)

describe('explain', () => {
  it('says of every rule in order why it fits or not', () => {
    expect(misfits(belgium, { ...csam, country: 'NL' })).toEqual([['country-not-named'], [], []])
    expect(misfits(belgium, { ...csam, country: 'ZW' })).toEqual([
      ['country-not-named'],
      ['country-not-inhope'],
      [],
    ])
    expect(misfits(belgium, { ...csam, country: null })).toEqual([
      ['country-unknown'],
      ['country-unknown'],
      [],
    ])
    expect(misfits(belgium, { ...csam, country: 'NL', legalClass: 'harmful' })).toEqual([
      ['class-not-covered', 'country-not-named'],
      ['class-not-covered'],
      ['class-not-covered'],
    ])
  })

  it('says that a rule is for countries without a hotline only', () => {
    const outside = parsePolicy({ ...belgium, rules: [{ ...belgium.rules[2], inhope: false }] })
    expect(misfits(outside, { ...csam, country: 'NL' })).toEqual([['country-is-inhope']])
    expect(misfits(outside, { ...csam, country: null })).toEqual([[]])
  })

  it('routes by the first rule that fits nothing when that one plans nothing', () => {
    const silent = parsePolicy({
      ...belgium,
      rules: [{ ...belgium.rules[0], plan: [] }, belgium.rules[2]],
    })
    expect(explain(silent, { ...csam, country: 'BE' }).route).toEqual({
      status: 'unroutable',
      reason: 'no-rule',
    })
  })
})

describe('tellRoute', () => {
  const told = (country: string | null): ToldRoute => {
    const { route, rules } = explain(belgium, { ...csam, country })
    if (route.status !== 'routed') throw new Error('not routed')
    const policy = { id: 'p', name: belgium.id, title: belgium.title }
    const { because, plan, rule } = route
    const facts = { takedown: 't', country, legalClass: 'csam', policy, rules } as const
    return { ...facts, status: 'routed', at: today, rule, because, plan }
  }

  it('answers why this went to the police', () => {
    expect(tellRoute(told('ZW'), 'en')).toEqual([
      'Routed on 2026-11-23 by the policy “Belgium: operational protocol of 6 July 2017 between the federal police and the hotline” (belgium-2017-protocol).',
      'Hosting country: ZW. Legal class: child sexual abuse material.',
      'Rule hosted-in-belgium does not fit: it does not name this country.',
      'Rule hosted-in-an-inhope-country does not fit: this country has no INHOPE hotline.',
      'Rule hosted-elsewhere decided: Content hosted where there is no INHOPE hotline, or where the country is not known, goes to the federal police.',
      'What follows: hand-over to the police.',
    ])
  })

  it.each([
    ['fr', 'transmission à la police', 'La règle hosted-elsewhere convient aussi'],
    ['nl', 'overdracht aan de politie', 'Regel hosted-elsewhere past ook'],
    ['de', 'Übergabe an die Polizei', 'Regel hosted-elsewhere passt auch'],
  ] as const)('answers in %s, the reason of the rule as well', (language, step, later) => {
    const lines = tellRoute(told('BE'), language)
    expect(lines.at(-1)).toContain(step)
    expect(lines.join('\n')).toContain(later)
    const { because } = belgium.rules[0]!
    expect(lines.join('\n')).toContain((because as Record<string, string>)[language])
  })

  it('says of a case without a route that a person decides', () => {
    const policy = { id: 'p', name: 'x', title: 'X' }
    const facts = {
      takedown: 't',
      country: null,
      legalClass: 'harmful',
      policy,
      rules: [],
    } as const
    const tell = (over: object, reason: 'no-rule' | 'policy-not-valid-today') =>
      LANGUAGES.map(
        (code) => tellRoute({ ...facts, status: 'unroutable', reason, ...over }, code)[0],
      )
    const none = { policy: { id: null, name: null, title: null } }
    const all = [
      ...tell({}, 'no-rule'),
      ...tell({}, 'policy-not-valid-today'),
      ...tell(none, 'policy-not-valid-today'),
    ]
    expect(new Set(all).size).toBe(12)
  })

  it('says of an old record which rule decided, and no more', () => {
    const old: ToldRoute = { ...told('BE'), rules: [] }
    expect(tellRoute(old, 'en')[2]).toBe('Rule hosted-in-belgium decided.')
  })
})
