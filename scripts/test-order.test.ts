import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { rankOf } from './test-order.ts'

const ROOT = join(import.meta.dirname, '..')
const files = globSync(['{packages/*/src,trial}/**/*.test.ts'], { cwd: ROOT })

it('begins what takes longest first, and then what starts processes', () => {
  const ordered = [
    'packages/cli/src/demo/demo.int.test.ts',
    'packages/crawler/src/jobs/check-missing-parts.browser.sandbox.test.ts',
    'trial/ssrf.int.test.ts',
    'packages/matcher/src/main.int.test.ts',
    'packages/contract/src/csv.test.ts',
  ]
  const mixed = [4, 2, 0, 3, 1].map((n) => ordered[n]!)
  expect(mixed.toSorted((a, b) => rankOf(a) - rankOf(b))).toEqual(ordered)
})

it('knows no file by a name that is gone', () => {
  const ranks = new Set(files.map(rankOf))
  expect(ranks).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]))
})
