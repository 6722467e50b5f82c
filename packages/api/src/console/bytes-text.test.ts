import { expect, it } from 'vitest'
import { bytesText } from './list-fragments.ts'
import type { View } from './view.ts'

it.each([
  [0, '0 kB'],
  [1, '0.1 kB'],
  [680, '0.7 kB'],
  [1024 * 1023, '1,023 kB'],
  [1024 * 1024, '1 MB'],
  [2.5 * 2 ** 30, '2.5 GB'],
])('a file of %i bytes is told as %s', (bytes, text) => {
  expect(bytesText({ language: 'en' } as View, bytes)).toBe(text)
})
