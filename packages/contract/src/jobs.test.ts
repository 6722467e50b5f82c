import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { JOB_NAMES, JOBS } from './jobs.ts'

const ID = '01900000-0000-7000-8000-000000000000'

describe.each(JOB_NAMES)('payload of %s', (name) => {
  const { schema, attempts, timeoutMs } = JOBS[name]
  const [field, ...others] = Object.keys(schema.properties)
  const fits = (payload: unknown): boolean => Value.Check(schema, payload)

  it('is one id', () => {
    expect(others).toEqual([])
    expect(field).toMatch(/^[a-z]+Id$/)
    expect(fits({ [field!]: ID })).toBe(true)
  })

  it.each([
    ['nothing', undefined],
    ['no field', {}],
    ['another field', { otherId: ID }],
    ['one field more', { [field!]: ID, url: 'https://example.test/' }],
    ['a list', [ID]],
    ['a bare id', ID],
    ['an address in place of the id', { [field!]: 'https://example.test/' }],
    ['a hash in place of the id', { [field!]: 'f'.repeat(64) }],
    ['an empty id', { [field!]: '' }],
    ['text around an id', { [field!]: `${ID} https://example.test/` }],
    ['a number', { [field!]: 7 }],
    ['null', { [field!]: null }],
  ])('is not %s', (_, payload) => {
    expect(fits(payload)).toBe(false)
  })

  it('is tried more than once, each time for a bounded while', () => {
    expect(attempts).toBeGreaterThan(1)
    expect(timeoutMs).toBeGreaterThan(0)
    expect(timeoutMs).toBeLessThanOrEqual(300_000)
  })
})

describe('JOB_NAMES', () => {
  it('can each be the name of a queue', () => {
    for (const name of JOB_NAMES) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })
})
