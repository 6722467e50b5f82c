import { describe, expect, it } from 'vitest'
import { countTests, summaryLine } from './test-summary.ts'

function report(
  counts: Partial<Record<'Passed' | 'Failed' | 'Pending' | 'Todo', number>>,
  testResults: { status: string; assertionResults: { status: string }[] }[] = [],
): string {
  const { Passed = 0, Failed = 0, Pending = 0, Todo = 0 } = counts
  return JSON.stringify({
    numPassedTests: Passed,
    numFailedTests: Failed,
    numPendingTests: Pending,
    numTodoTests: Todo,
    testResults,
  })
}

describe('countTests', () => {
  it('counts what is to be done among the skipped', () => {
    const text = report({ Passed: 7, Failed: 0, Pending: 2, Todo: 1 })
    expect(countTests(text, 0)).toEqual({ passed: 7, failed: 0, skipped: 3 })
  })

  it('counts a file that could not be loaded as one failed test', () => {
    const text = report({ Passed: 3, Failed: 1 }, [
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ])
    expect(countTests(text, 1)).toEqual({ passed: 3, failed: 2, skipped: 0 })
  })

  it('counts a failure outside any test', () => {
    expect(countTests(report({ Passed: 3 }), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
  })

  it('counts a run without a report as failed', () => {
    expect(countTests(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countTests('{"numPassed', 143)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('summaryLine', () => {
  it('says the three counts', () => {
    expect(summaryLine({ passed: 12, failed: 0, skipped: 1 })).toBe(
      '12 passed, 0 failed, 1 skipped',
    )
  })
})
