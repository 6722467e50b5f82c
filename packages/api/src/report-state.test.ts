import { describe, expect, it } from 'vitest'
import { reportState, type ReportFacts } from './report-state.ts'

const fresh: ReportFacts = {
  accepted: false,
  refused: false,
  crawled: false,
  visited: false,
  reached: false,
  unseen: false,
  matched: false,
  undecided: false,
  actionable: false,
  takedownOpen: false,
  takedownRemoved: false,
  takedownClosed: false,
}
const crawled = { ...fresh, accepted: true, crawled: true, visited: true, reached: true }
const matched = { ...crawled, matched: true }

describe('reportState', () => {
  it.each<[string, ReportFacts]>([
    ['received', fresh],
    ['refused', { ...fresh, accepted: true, refused: true }],
    ['queued', { ...fresh, accepted: true }],
    ['queued', { ...crawled, crawled: false }],
    ['crawled', crawled],
    ['incomplete', { ...crawled, unseen: true }],
    ['queued', { ...crawled, crawled: false, unseen: true }],
    ['closed', { ...matched, unseen: true }],
    ['matched', { ...matched, undecided: true, unseen: true }],
    ['unreachable', { ...crawled, reached: false }],
    ['unreachable', { ...crawled, reached: false, crawled: false }],
    ['matched', { ...matched, undecided: true }],
    ['matched', { ...matched, actionable: true }],
    ['in-takedown', { ...matched, actionable: true, takedownOpen: true }],
    ['removed', { ...matched, actionable: true, takedownRemoved: true }],
    ['closed', { ...matched, actionable: true, takedownClosed: true }],
  ])('is %s', (state, facts) => {
    expect(reportState(facts)).toBe(state)
  })

  it('is in takedown while any takedown is open', () => {
    const facts = { ...matched, takedownOpen: true, takedownRemoved: true, takedownClosed: true }
    expect(reportState(facts)).toBe('in-takedown')
  })

  it('waits for a decision although another takedown has ended', () => {
    expect(reportState({ ...matched, undecided: true, takedownRemoved: true })).toBe('matched')
  })

  it('is closed when every match was rejected', () => {
    expect(reportState(matched)).toBe('closed')
  })
})
