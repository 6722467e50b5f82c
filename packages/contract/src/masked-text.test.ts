import { describe, expect, it } from 'vitest'
import { maskedText } from './masked-text.ts'

describe('maskedText', () => {
  it.each([
    'https://a.example/b?c=d#e',
    'hxxps://a[.]example/b',
    'HTTP://A.EXAMPLE',
    'http[:]//a.example/',
    'a.example/b',
    'a[.]example/b.jpg',
    'www.a.example',
    '192.0.2.7/a.png',
    'ftp://user:secret@a.example/',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'd41d8cd98f00b204e9800998ecf8427e',
  ])('hides %s', (text) => {
    expect(maskedText(`seen ${text} today`)).toBe('seen […] today')
  })

  it('keeps ordinary text', () => {
    const text = 'Third picture, on the left. Seen 3/4 times at 10.30; see "x" & <y>'
    expect(maskedText(text)).toBe(text)
  })

  it('takes time in proportion to a long text', () => {
    const started = process.cpuUsage()
    maskedText('a.'.repeat(40_000))
    maskedText('ab'.repeat(40_000))
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000)
  })
})
