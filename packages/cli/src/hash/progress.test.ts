import { describe, expect, it } from 'vitest'
import { progressLine, rateLine } from './progress.ts'
import { Tally } from './tally.ts'

const digests = { md5: '', sha1: '', sha256: '', size: 2_000_000 }
const error = { code: 'no-permission', message: '' }

function tallyOf(files: number, known = 0): Tally {
  const tally = new Tally()
  for (let n = 0; n < files; n++) tally.add({ path: 'x', digests }, n >= known)
  return tally
}

describe('progressLine', () => {
  it('tells files, speed and what is left', () => {
    expect(progressLine(tallyOf(1_000), 4_000, 10)).toBe(
      '1,000 of 4,000 files, 100 files/s, 200.0 MB/s, 0 not read, about 30 s left',
    )
  })

  it('tells no time left while the total is unknown', () => {
    expect(progressLine(tallyOf(5), undefined, 1)).toBe(
      '5 files, 5.0 files/s, 10.0 MB/s, 0 not read',
    )
  })

  it('counts as speed only what this run reads', () => {
    expect(progressLine(tallyOf(100, 90), 110, 1)).toContain('10 files/s')
  })
})

describe('Tally', () => {
  it('tells links apart from what could not be read, and names the latter without control characters', () => {
    const tally = tallyOf(2, 1)
    tally.add({ path: 'a', error: { code: 'symbolic-link', message: '' } }, false)
    tally.add({ path: 'b\x1b[2J', error }, true)
    expect(tally.summary()).toBe(
      '4 files: 0 pictures, 2 with digests only, 1 links or devices passed over, 1 not read\n' +
        '1 of them were done by an earlier run',
    )
    expect(tally.unreadPaths).toEqual(['"b\\u001b[2J" (no-permission)'])
  })
})

describe('rateLine', () => {
  it('tells how many and how fast, also at the start', () => {
    expect(rateLine(12_000, 'looked at', 10)).toBe('12,000 looked at, 1,200 a second')
    expect(rateLine(0, 'looked at', 0)).toBe('0 looked at, 0 a second')
  })
})
