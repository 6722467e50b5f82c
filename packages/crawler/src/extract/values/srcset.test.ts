import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { srcsetUrls } from './srcset.ts'

describe('srcsetUrls', () => {
  it.each([
    ['densities', 'a.png 1x, b.png 2x', ['a.png', 'b.png']],
    ['widths on several lines', '\n a.png 100w,\n\tb.png 200w \n', ['a.png', 'b.png']],
    ['no descriptors', 'a.png, b.png', ['a.png', 'b.png']],
    [
      'commas within URLs',
      '/w,100/a,b.png 1x, /w,200/a.png 2x',
      ['/w,100/a,b.png', '/w,200/a.png'],
    ],
    [
      'a data URL',
      'data:image/png;base64,AA== 1x, b.png 2x',
      ['data:image/png;base64,AA==', 'b.png'],
    ],
    ['commas within parentheses', 'a.png f(1, 2), b.png', ['a.png', 'b.png']],
    ['stray commas', ',,, a.png 1x,,, b.png,,', ['a.png', 'b.png']],
    ['nothing', ' , ', []],
  ])('reads %s', (_name, value, urls) => {
    expect([...srcsetUrls(value)]).toEqual(urls)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', ' ', '(', ')', '\t') }), (value) => {
        for (const url of srcsetUrls(value)) expect(url).toMatch(/^[^\s,]$|^[^\s,][^\s]*[^\s,]$/)
      }),
      { seed: 1 },
    )
  })
})
