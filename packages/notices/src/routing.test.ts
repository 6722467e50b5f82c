import { readFileSync, readdirSync } from 'node:fs'
import { LANGUAGES } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { readPolicyFile } from './policies/install-policy.ts'
import { parsePolicy, route } from './routing.ts'

const POLICIES = new URL('../../../infra/policies/', import.meta.url)
const read = (name: string) =>
  parsePolicy(JSON.parse(readFileSync(new URL(`${name}.json`, POLICIES), 'utf8')))
const today = new Date('2026-11-23T10:00:00Z')
const step = (afterHours: number, name: string) => ({ afterHours, step: name })
const planOf = (policy: string, country: string | null) => {
  const found = route(read(policy), { country, legalClass: 'csam', today })
  return found.status === 'routed' ? found.plan : found.reason
}

describe('route', () => {
  it('follows the Belgian protocol: Belgian hosts to the police, INHOPE countries to ICCAM, else police', () => {
    expect(planOf('belgium', 'BE')).toEqual(['police-hand-over'])
    expect(planOf('belgium', 'NL')).toEqual(['iccam-hand-over'])
    expect(planOf('belgium', 'ZW')).toEqual(['police-hand-over'])
    expect(planOf('belgium', null)).toEqual(['police-hand-over'])
  })

  it('never plans a direct notice unless the operator switched it on', () => {
    for (const country of ['BE', 'NL', 'US', 'ZW', null]) {
      expect(planOf('belgium', country)).not.toContain('provider-notice')
      expect(planOf('direct', country)).toContain('provider-notice')
    }
  })

  it('explains itself by the rule that fitted', () => {
    const found = route(read('belgium'), { country: 'BE', legalClass: 'csam', today })
    expect(found).toMatchObject({
      rule: 'hosted-in-belgium',
      because: { en: expect.stringMatching(/police/), fr: expect.stringMatching(/police/) },
    })
  })

  it('never routes what is harmful but not criminal', () => {
    for (const policy of ['belgium', 'direct']) {
      const found = route(read(policy), { country: 'FR', legalClass: 'harmful', today })
      expect(found).toEqual({ status: 'unroutable', reason: 'no-rule' })
    }
  })

  it('stops where the policy is not valid', () => {
    const policy = { ...read('direct'), validTo: '2026-11-22' }
    expect(route(policy, { country: 'FR', legalClass: 'csam', today })).toEqual({
      status: 'unroutable',
      reason: 'policy-not-valid-today',
    })
  })

  it.each([
    ['netherlands', { NL: 'provider-notice', DE: 'iccam-hand-over', ZW: 'no-rule' }],
    ['germany', { DE: 'police-hand-over', NL: 'iccam-hand-over', ZW: 'police-hand-over' }],
    ['eu-dsa', { DE: 'provider-notice', US: 'iccam-hand-over', ZW: 'no-rule' }],
    ['us', { US: 'provider-notice', NL: 'iccam-hand-over', ZW: 'no-rule' }],
  ])('begins by the policy %s with what is established, and else asks a person', (name, first) => {
    for (const [country, step] of Object.entries(first)) {
      expect([planOf(name, country)].flat()[0], country).toBe(step)
    }
  })

  it('tells the host after the police where the operator has switched that on', () => {
    const on = { ...read('belgium'), directNotice: ['hosted-in-belgium'] }
    const facts = { country: 'BE', legalClass: 'csam', today } as const
    expect(route(on, facts)).toMatchObject({ plan: ['police-hand-over', 'provider-notice'] })
    expect(route(on, { ...facts, country: 'ZW' })).toMatchObject({ plan: ['police-hand-over'] })
  })

  it('asks a person when no policy is in force', () => {
    const facts = { country: 'BE', legalClass: 'csam', today } as const
    expect(route(null, facts)).toEqual({ status: 'unroutable', reason: 'policy-not-valid-today' })
  })
})

describe('the policies that are shipped', () => {
  const shipped = readdirSync(POLICIES).map((file) => file.replace('.json', ''))

  it('say where they come from, and each rule in four languages why', async () => {
    for (const name of shipped) {
      const { rules, source } = await readPolicyFile(name)
      expect(source, name).toBeDefined()
      for (const { because } of rules) expect(Object.keys(because)).toEqual([...LANGUAGES])
    }
  })

  it('have one list of countries with an INHOPE hotline', () => {
    const lists = shipped
      .map((name) => read(name).inhopeCountries)
      .filter(({ length }) => length > 0)
    expect(lists.length).toBeGreaterThan(3)
    for (const list of lists) expect(list).toEqual(read('belgium').inhopeCountries)
  })
})

describe('parsePolicy', () => {
  it('accepts every policy that is shipped', () => {
    for (const name of readdirSync(POLICIES))
      expect(read(name.replace('.json', '')).id).not.toBe('')
  })

  it('names the place of the first fault', () => {
    const faulty = { ...read('direct'), rules: [{ id: 'x' }] }
    expect(() => parsePolicy(faulty)).toThrow(/\/rules\/0/)
  })

  it.each([
    ['two rules of one id', { rules: [...read('direct').rules, ...read('direct').rules] }],
    ['a day that no calendar has', { validFrom: '2026-02-30' }],
    ['an end before its beginning', { validTo: '2020-01-01' }],
    [
      'a blocked day that no calendar has',
      { blockedDays: { timeZone: 'UTC', dates: ['2026-13-01'] } },
    ],
    ['a place without a clock', { blockedDays: { timeZone: 'Mars/Base' } }],
    ['a direct notice of what is no hand-over', { directNotice: ['host-first'] }],
    ['a reminder before the hold begins', { holds: { longestHours: 24, remindHours: 24 } }],
    [
      'a ladder that goes down',
      { deadlines: { escalation: [step(48, 'upstream'), step(24, 'registrar')] } },
    ],
  ])('refuses %s', (_fault, change) => {
    expect(() => parsePolicy({ ...read('direct'), ...change })).toThrow(
      expect.objectContaining({ code: 'policy-invalid' }),
    )
  })
})
