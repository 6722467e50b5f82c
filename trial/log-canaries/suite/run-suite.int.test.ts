import { expect, it } from 'vitest'
import { runSuite } from './run-suite.ts'

it('finds what a test leaks by each way', { timeout: 90_000 }, async () => {
  const { failed, tried, details } = await runSuite('trial/log-canaries/suite/leaks.')
  expect({ failed, tried, details }).toMatchObject({
    failed: 0,
    tried: 9,
    details: [{ tests: '3 passed, 0 failed, 0 skipped' }],
  })
})
