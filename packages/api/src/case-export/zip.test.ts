import { describe, expect, it } from 'vitest'
import { writeZip } from './zip.ts'

const claiming = (bytes: number) => ({
  name: 'part',
  bytes,
  crc32: 0,
  async *content() {
    yield new Uint8Array(0)
  },
})

describe('writeZip', () => {
  it.each([
    [0xff_ff_ff_fe, undefined],
    [1_000, 1_000],
  ])('refuses %i bytes when it is called, before anybody reads', (bytes, mostBytes) => {
    expect(() => writeZip([claiming(bytes)], mostBytes)).toThrow(
      expect.objectContaining({ code: 'case-too-large' }),
    )
  })

  it('takes what just fits', () => {
    expect(() => writeZip([claiming(0xff_ff_ff_fe - 106)])).not.toThrow()
  })
})
