import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/test-order.ts'

export default defineConfig({
  test: {
    include: ['{packages/*/src,bench,trial}/**/*.test.ts', 'scripts/*.test.ts'],
    // half as many again as cores: tests of whole processes wait for about a third of their time
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // of tests of one file that run at once
    maxConcurrency: 2,
    sequence: { sequencer: LongestFirst },
    globalSetup: 'scripts/test-setup.ts',
    // machines differ by more than three times: what hangs is told later
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // by default a second, which a busy machine takes for anything
    expect: { poll: { timeout: 15_000 } },
  },
})
