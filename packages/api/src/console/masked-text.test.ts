import { describe, expect, it } from 'vitest'
import { defanged } from './masked-text.ts'

describe('defanged', () => {
  it('brackets every dot', () => {
    expect(defanged('img.a.example')).toBe('img[.]a[.]example')
  })
})
