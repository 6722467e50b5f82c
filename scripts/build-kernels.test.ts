import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { buildKernels, KERNEL_MODULES } from './build-kernels.ts'

const root = resolve(import.meta.dirname, '..')

it.each(KERNEL_MODULES)('finds $file to be made of its sources', async (module) => {
  const kept = readFileSync(join(root, module.file), 'utf8')
  const isCurrent = (await buildKernels(root, module)) === kept
  expect(isCurrent, 'The kernels differ from their sources: run npm run kernels').toBe(true)
})
