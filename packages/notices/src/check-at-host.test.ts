import type { CheckDetail } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { checkAtHost } from './check-at-host.ts'

const finished = (verdict: 'present' | 'gone' | 'unknown', detail: CheckDetail[]) => ({
  id: 'check',
  verdict,
  finishedAt: new Date(0),
  detail,
  egress: 'north',
})
const seen = (locationId: string, outcome: CheckDetail['outcome']): CheckDetail => ({
  locationId,
  outcome,
  code: outcome,
})
const here = new Set(['here'])

describe('checkAtHost', () => {
  it('leaves a look at one host as it is', () => {
    const check = finished('present', [seen('here', 'present')])
    expect(checkAtHost(check, 'page', here)).toBe(check)
    const bare = finished('gone', [])
    expect(checkAtHost(bare, 'page', here)).toBe(bare)
  })

  it('takes for gone what is up at another host only', () => {
    const check = finished('present', [seen('here', 'gone'), seen('elsewhere', 'present')])
    expect(checkAtHost(check, 'page', here)).toMatchObject({
      verdict: 'gone',
      detail: [seen('here', 'gone')],
    })
  })

  it('does not mind doubts about another host', () => {
    const check = finished('unknown', [seen('here', 'gone'), seen('elsewhere', 'unknown')])
    expect(checkAtHost(check, 'page', here).verdict).toBe('gone')
  })

  it('keeps doubts about the page, wherever that is', () => {
    const check = finished('present', [
      seen('here', 'gone'),
      seen('elsewhere', 'present'),
      seen('page', 'unknown'),
    ])
    expect(checkAtHost(check, 'page', here).verdict).toBe('unknown')
  })

  it('does not take a page for its own content that is a picture at another host', () => {
    const check = finished('present', [seen('here', 'gone'), seen('page', 'present')])
    expect(checkAtHost(check, 'page', here).verdict).toBe('gone')
  })

  it('cannot tell when nothing was said of the host', () => {
    const check = finished('present', [seen('elsewhere', 'present')])
    expect(checkAtHost(check, 'page', here).verdict).toBe('unknown')
  })
})
