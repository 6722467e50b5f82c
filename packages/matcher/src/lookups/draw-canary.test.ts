import { describe, expect, it } from 'vitest'
import { checkHash } from '../hash-value.ts'
import { drawCanary } from './draw-canary.ts'

describe('drawCanary', () => {
  it('has hashes that a list takes, other ones each time', () => {
    const drawn = Array.from({ length: 5 }, () => drawCanary().hashes)
    for (const hashes of drawn) {
      for (const algorithm of ['md5', 'sha1', 'sha256', 'pdq'] as const) {
        expect(checkHash(algorithm, hashes[algorithm]).status).toBe('good')
      }
    }
    expect(new Set(drawn.map(({ pdq }) => pdq)).size).toBe(5)
  })
})
