export type TestCounts = { passed: number; failed: number; skipped: number }

type Report = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/**
 * Counts the tests of a vitest JSON report.
 *
 * A file that could not be loaded counts as one failed test, and so does a run that failed for a
 * reason outside any test, or that left no report.
 *
 * @param text      the report, undefined when there is none
 * @param exitCode  of vitest
 */
export function countTests(text: string | undefined, exitCode: number): TestCounts {
  const report = parse(text)
  const counts = { passed: 0, failed: 0, skipped: 0 }
  if (report) {
    const broken = report.testResults.filter(
      (file) =>
        file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    )
    counts.passed = report.numPassedTests
    counts.failed = report.numFailedTests + broken.length
    counts.skipped = report.numPendingTests + report.numTodoTests
  }
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1
  return counts
}

/** The last line of a test run, for people and for whoever reads only that line. */
export function summaryLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

function parse(text: string | undefined): Report | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Report)
  } catch {
    return undefined
  }
}
