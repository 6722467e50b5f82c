import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defang, LINE_WIDTH, oneLine, printable, wrap } from './plain-text.ts'

describe('defang', () => {
  it.each([
    ['https://host.example/path', 'hxxps://host[.]example/path'],
    ['http://192.0.2.1:8080/a.b', 'hxxp://192[.]0[.]2[.]1:8080/a.b'],
    ['HTTP://Host.Example/', 'hxxp://Host[.]Example/'],
    ['https://a.example?u=https://b.example/', 'hxxps://a[.]example?u=hxxps://b.example/'],
    ['https://[2001:db8::1]/a', 'hxxps://[2001:db8::1]/a'],
    ['host.example', 'host[.]example'],
  ])('writes %s as %s', (url, shown) => expect(defang(url)).toBe(shown))

  it('leaves no http address in any URL', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
        expect(defang(`${url}${url}`)).not.toMatch(/https?:\/\//i)
      }),
      { seed: 1 },
    )
  })
})

describe('printable', () => {
  it('encodes what could end or turn a line', () => {
    expect(printable('https://a.example/x\r\ny z\u202e\u2028')).toBe(
      'https://a.example/x%0D%0Ay%20z%E2%80%AE%E2%80%A8',
    )
  })

  it('survives half of a surrogate pair', () => {
    expect(printable('https://a.example/\ud83d')).toBe('https://a.example/\ufffd')
  })
})

describe('oneLine', () => {
  it('turns breaks, controls and direction marks into a space', () => {
    expect(oneLine(' a\r\nb\tc\u0000d\u202ee\u2028f ')).toBe('a b c d e f')
  })

  it('cuts between characters', () => {
    expect(oneLine('😀😀😀', 2)).toBe('😀😀')
  })
})

describe('wrap', () => {
  it('keeps every line within the width and every word in order', () => {
    const words = fc.array(fc.stringMatching(/^[a-z0-9]{1,90}$/), { maxLength: 60 })
    fc.assert(
      fc.property(words, fc.constantFrom('', '   ', '1. '), (list, first) => {
        const text = wrap(list.join(' '), first, '     ')
        expect(text.split('\n').every((line) => line.length <= LINE_WIDTH)).toBe(true)
        expect(text.slice(first.length).replace(/\s/g, '')).toBe(list.join(''))
      }),
      { seed: 2 },
    )
  })

  it('opens no line with a sign that French sets off by a space', () => {
    for (let length = 60; length < 80; length++) {
      const text = wrap(`${'a'.repeat(length)} mot : suite ; fin ? « oui » !`)
      expect(text).not.toMatch(/^[:;!?»]/m)
      expect(text.split('\n').every((line) => line.length <= LINE_WIDTH)).toBe(true)
    }
  })
})
