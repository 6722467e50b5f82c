import { describe, expect, it } from 'vitest'
import { listenProblem } from './listen-problem.ts'

const place = { HOST: '127.0.0.1', PORT: 8080 }

describe('listenProblem', () => {
  it.each([
    ['EADDRINUSE', /8080.*set PORT/],
    ['EACCES', /8080.*set PORT/],
    ['EADDRNOTAVAIL', /127\.0\.0\.1.*set HOST/],
  ])('says for %s what to do, in one line', (code, expected) => {
    const told = listenProblem(Object.assign(new Error('listen'), { code }), place)
    expect(told).toMatch(expected)
    expect(told).not.toContain('\n')
  })

  it('does not explain what it does not know', () => {
    const error = new Error('other')
    expect(() => listenProblem(error, place)).toThrow(error)
  })
})
