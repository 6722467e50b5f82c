import { describe, expect, it } from 'vitest'
import { digestOf } from '../fixtures/synthetic.ts'
import { countCodes } from './source-codes.ts'

describe('countCodes', () => {
  it('adds to what was counted before', () => {
    expect(countCodes({ '1': 2 }, ['1', '7', '7'])).toEqual({ '1': 3, '7': 2 })
  })

  it('keeps what can be a code', () => {
    const codes = [
      '1',
      'A2',
      'CSAM (baseline)',
      'non-pertinent',
      'Indécent',
      'constructor',
      '__proto__',
    ]
    expect(Object.keys(countCodes({}, codes)).sort()).toEqual([...codes].sort())
  })

  it.each([
    ['a hash', digestOf('md5', 1)],
    ['a hash in base64', Buffer.from(digestOf('md5', 1), 'hex').toString('base64')],
    ['a hash within other words', `x ${digestOf('sha1', 1)}`],
    ['an address', 'www.site.example/a'],
    ['a mailbox', 'jan@site.example'],
    ['a text that is long', 'a b '.repeat(16)],
  ])('keeps nothing of %s', (_, text) => {
    expect(countCodes({}, [text, text])).toEqual({ other: 2 })
  })

  it('keeps a hundred', () => {
    const codes = Array.from({ length: 150 }, (_, n) => String(n))
    const counts = countCodes({}, codes)
    expect(Object.keys(counts)).toHaveLength(101)
    expect(counts['other']).toBe(50)
  })
})
