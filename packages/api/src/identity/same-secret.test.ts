import { expect, it } from 'vitest'
import { isSameSecret } from './same-secret.ts'

it.each([
  ['abc', 'abc', true],
  ['abd', 'abc', false],
  ['bbc', 'abc', false],
  ['ab', 'abc', false],
  ['', 'abc', false],
  // as many characters, but not as many bytes
  ['ab\u00e9', 'abc', false],
])('%j and %j: %s', (shown, expected, isSame) => {
  expect(isSameSecret(shown, expected)).toBe(isSame)
})
