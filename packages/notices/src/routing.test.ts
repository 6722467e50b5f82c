import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parsePolicy, route } from './routing.ts'

const POLICIES = new URL('../../../infra/policies/', import.meta.url)
const read = (name: string) =>
  parsePolicy(JSON.parse(readFileSync(new URL(`${name}.json`, POLICIES), 'utf8')))
const today = new Date('2026-11-23T10:00:00Z')
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
      because: expect.stringMatching(/police/),
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
})
