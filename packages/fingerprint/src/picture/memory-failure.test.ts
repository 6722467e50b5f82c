import { describe, expect, it } from 'vitest'
import { isMemoryFailure, tryMemoryFor } from './memory-failure.ts'

describe('isMemoryFailure', () => {
  it.each([
    'vips_image_write_to_memory: out of memory -- size == 143MB',
    'Input buffer has corrupt header: vips_tracked: out of memory -- size == 61MB',
    'heif: Memory allocation error: Unspecified: Allocating 50069839 bytes failed (6.0)',
    'heif: Invalid input: Unspecified: Memory allocation error (2.0)',
    'VipsJpeg: Insufficient memory (case 4)',
    'Could not allocate enough memory for raw output',
    'Array buffer allocation failed',
  ])('knows a want of memory: %s', (message) => {
    expect(isMemoryFailure(new Error(message))).toBe(true)
  })

  it.each([
    'VipsJpeg: premature end of JPEG image',
    'heif: Memory allocation error: Security limit exceeded: 10000000000 pixels',
    'decode picture: 2 channels',
  ])('leaves other failures to the file: %s', (message) => {
    expect(isMemoryFailure(new Error(message))).toBe(false)
  })
})

describe('tryMemoryFor', () => {
  it('fails like any want of memory', () => {
    let failure: unknown
    try {
      tryMemoryFor(2 ** 49)
    } catch (error) {
      failure = error
    }
    expect(isMemoryFailure(failure)).toBe(true)
  })

  it('is content with what there is', () => {
    expect(() => tryMemoryFor(1000)).not.toThrow()
  })
})
