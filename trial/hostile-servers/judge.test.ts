import { describe, expect, it } from 'vitest'
import type { Case } from './case.ts'
import type { Reply } from './crawl-process.ts'
import { endOf, judge } from './judge.ts'

const visit = {
  page_location_id: '1',
  location_id: '1',
  outcome: 'page',
  code: null,
  address: '127.0.0.1',
  wire_bytes: '10',
  body_bytes: '10',
}
const reply: Reply = {
  id: 1,
  became: { locationId: '1' },
  visits: [visit, { ...visit, location_id: '2', outcome: 'failed', code: 'http-404' }],
  ms: 10,
  cpuMs: 10,
  memory: 10,
}
const one: Case = { name: 'one', ends: ['page'] }

describe('a reply', () => {
  it('that is as it must be has no fault', () => {
    expect(judge({ ...one, others: ['failed: http-404'] }, reply, false)).toEqual([])
  })

  it('ends in what the page itself says', () => {
    expect(endOf(reply)).toBe('page')
    expect(endOf({ ...reply, became: { refused: 'not-a-url' } })).toBe('at once: not-a-url')
    expect(endOf({ ...reply, visits: [] })).toBe('no visit')
  })

  it.each([
    ['processor time', { cpuMs: 2_001 }, 'took 2001 ms of CPU'],
    ['memory', { memory: 201 }, 'took 201 MB'],
    ['time', { ms: 20_001 }, 'took 20001 ms'],
    ['bytes', { visits: [{ ...visit, wire_bytes: '5000000' }] }, 'received 5000000 bytes'],
    ['room', { visits: [{ ...visit, body_bytes: '9000000' }] }, 'made 9000000 bytes of it'],
  ])('that took too much %s has a fault', (_what, more, fault) => {
    expect(judge(one, { ...reply, ...more }, false)).toEqual([fault])
  })

  it('that came beside others is not blamed for what they cost', () => {
    expect(judge(one, { ...reply, cpuMs: 9e9, memory: 9e9 }, true)).toEqual([])
  })
})
