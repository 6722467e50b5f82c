import { expect, it } from 'vitest'
import { hex } from './hex.ts'

it('writes two lower-case digits a byte', () => {
  expect(hex(Uint8Array.of(0, 1, 0x9a, 255))).toBe('00019aff')
})
