import { readFileSync } from 'node:fs'
import { DomainError } from '@nightlight/contract'
import { expect, it } from 'vitest'
import { TEXTS } from '../console/texts.ts'
import { isKnownCode } from '../errors.ts'
import { asRefusal, byTheRules } from './account-rules.ts'

/** Of statements that the code never writes. */
const NEVER_WRITTEN = ['person_asked', 'person_begins', 'person_stays']

const rules = readFileSync(
  new URL('../../../runtime/migrations/0036_account_rules.sql', import.meta.url),
  'utf8',
)
const constraints = new Set(
  Array.from(rules.matchAll(/constraint = '(\w+)'/g), (found) => found[1]!),
)
const told = [...constraints, 'person_four_eyes'].filter((one) => !NEVER_WRITTEN.includes(one))

it('knows the rules of the database', () => {
  expect(constraints.size).toBe(9)
  expect(NEVER_WRITTEN.filter((one) => !constraints.has(one))).toEqual([])
})

it.each(told)('says a refusal by %s under a code with words in every language', (constraint) => {
  const cause = Object.assign(new Error('person: no'), { constraint })
  const refusal = asRefusal(cause) as DomainError
  expect(refusal).toBeInstanceOf(DomainError)
  expect(refusal.cause).toBe(cause)
  expect(isKnownCode(refusal.code)).toBe(true)
  for (const texts of Object.values(TEXTS)) {
    expect(texts).toHaveProperty([`problem.${refusal.code}`])
  }
})

it('leaves every other error as it is', async () => {
  for (const error of [new Error('x'), { constraint: 'other' }, { constraint: 1 }, null, 'text']) {
    await expect(byTheRules(() => Promise.reject(error as Error))).rejects.toBe(error)
  }
  expect(await byTheRules(() => Promise.resolve(1))).toBe(1)
})
