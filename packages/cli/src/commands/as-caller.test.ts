import { describe, expect, it } from 'vitest'
import { inWords } from './as-caller.ts'

describe('inWords', () => {
  it('has names and values of what is known, and times to the minute', () => {
    const at = new Date('2026-05-04T22:10:59Z')
    const facts = { id: 1, name: 'One Hosting', at, asns: [64500, 64501], open: false }
    expect(inWords({ ...facts, country: null, note: undefined, channel: '' })).toBe(
      'id 1  name One Hosting  at 2026-05-04 22:10 UTC  asns 64500,64501  open false',
    )
    expect(inWords({ counts: { seen: 2 } })).toBe('counts {"seen":2}')
  })
})
