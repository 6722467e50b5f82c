import { describe, expect, it } from 'vitest'
import { repeatsMember } from './repeated-member.ts'

describe('repeatsMember', () => {
  it.each([
    ['{"a":1,"a":1}', true],
    ['{"a":1,"\\u0061":2}', true],
    ['[{"b":[{"c":1}],"b":2}]', true],
    ['{"__proto__":1,"__proto__":2}', true],
    ['{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}', false],
    ['{"a":"\\"a\\":1,{","b":"a","c":["a","a"]}', false],
    ['["a","a",1,null]', false],
    ['"a"', false],
  ])('of %s is %s', (text, repeats) => {
    JSON.parse(text)
    expect(repeatsMember(text)).toBe(repeats)
  })
})
