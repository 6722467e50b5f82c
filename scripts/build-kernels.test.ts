import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { buildKernels, KERNELS_FILE } from './build-kernels.ts'

const root = resolve(import.meta.dirname, '..')

it('finds the kernels that are kept to be those of the sources', async () => {
  const isCurrent = (await buildKernels(root)) === readFileSync(join(root, KERNELS_FILE), 'utf8')
  expect(isCurrent, 'The kernels differ from their sources: run npm run kernels').toBe(true)
})
