import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages/*/src,bench,trial}/**/*.test.ts', 'scripts/*.test.ts'],
    maxWorkers: '100%',
    globalSetup: 'scripts/test-setup.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
