import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_CSS_URLS, cssImageUrls, readCss } from './css.ts'

describe('cssImageUrls', () => {
  it.each([
    ['bare', 'a{background:url(a.png)}', ['a.png']],
    ['double quotes', 'a{background:url("a b.png")}', ['a b.png']],
    ['single quotes', "a{background:url('a.png')}", ['a.png']],
    ['space and upper case', 'a{background:URL(  "a.png"  )}', ['a.png']],
    ['commas', 'a{background:url(a.png),url(b.png)}', ['a.png', 'b.png']],
    ['a parenthesis in quotes', 'a{background:url("a(1).png")}', ['a(1).png']],
    ['an escaped parenthesis', String.raw`a{background:url(a\(1\).png)}`, ['a(1).png']],
    ['a hex escape', String.raw`a{background:url("\61 .png")}`, ['a.png']],
    ['a hex escape beyond Unicode', String.raw`a{background:url("\ffffff")}`, ['\ufffd']],
    ['a line continuation', 'a{background:url("a\\\n.png")}', ['a.png']],
    [
      'an image set of strings',
      'a{background:image-set("a.png" 1x,"b.png" 2x)}',
      ['a.png', 'b.png'],
    ],
    [
      'an image set with types',
      'a{background:-webkit-image-set(url(a.avif) type("image/avif") 1x)}',
      ['a.avif'],
    ],
    ['old comment marks', '<!-- a{background:url(a.png)} -->', ['a.png']],
    ['inside media rules', '@media print{a{background:url(a.png)}}', ['a.png']],
    ['a missing end', 'a{background:url(a.png', ['a.png']],
    ['a missing quote', 'a{background:url("a.png\n}b{background:url(b.png)}', ['a.png', 'b.png']],
  ])('reads %s', (_name, css, urls) => {
    expect(cssImageUrls(css)).toEqual(urls)
  })

  it.each([
    ['@import', '@import url(x.css);a{background:url(a.png)}'],
    ['@import with a semicolon in the URL', '@import url(x;y.css);a{background:url(a.png)}'],
    ['@import of a string', '@IMPORT "x;y.css" screen;a{background:url(a.png)}'],
    ['@namespace', '@namespace svg url(http://www.w3.org/2000/svg);a{background:url(a.png)}'],
    ['fonts', '@font-face{font-family:"x";src:url(x.woff2)}a{background:url(a.png)}'],
    ['comments', '/* url(x.png) */a{background:url(a.png)}/* url(y.png)'],
    ['strings', 'a{content:"url(x.png)";background:url(a.png)}'],
    ['other functions', 'a{color:curl(x.png);background:url(a.png)}'],
    ['empty URLs', 'a{background:url();background:url(a.png)}'],
  ])('ignores %s', (_name, css) => {
    expect(cssImageUrls(css)).toEqual(['a.png'])
  })

  it.each([
    ['a string', '@import "x.css" screen;', ['x.css']],
    ['url()', '@import url( x;y.css ) layer(a);', ['x;y.css']],
    ['a comment before it', "@import/* a */'x.css'", ['x.css']],
    ['escapes', String.raw`@\69mport u\72l("x.css");`, ['x.css']],
    ['nothing', '@import ;@import', []],
  ])('names the style sheet of an @import with %s', (_name, css, imports) => {
    expect(readCss(css)).toEqual({ images: [], imports, truncated: false })
  })

  it.each([
    ['an escaped name', String.raw`a{background:\75 rl(a.png)}`],
    ['words behind the address', 'a{background:url("a.png" integrity("x"))}'],
    ['strings of functions', 'a{background:cross-fade("a.png" 10%, red)}'],
    ['strings of custom properties', 'a{--x:"a.png";--y:"word";content:"b.png"}'],
    ['fragments beside it', 'a{fill:url(#x);background:url(a.png)}'],
  ])('reads %s', (_name, css) => {
    expect(cssImageUrls(css)).toEqual(['a.png'])
  })

  it('stops at the cap', () => {
    expect(cssImageUrls('url(a)'.repeat(MAX_CSS_URLS + 10))).toHaveLength(MAX_CSS_URLS)
  })

  it('reads each of a million repeated openings once', () => {
    expect(cssImageUrls('url('.repeat(250_000))).toHaveLength(1)
    expect(cssImageUrls('@import '.repeat(125_000))).toEqual([])
    expect(cssImageUrls('/*'.repeat(500_000))).toEqual([])
  })

  it('never throws', () => {
    const token = fc.constantFrom(
      'url(',
      '"',
      "'",
      '\\',
      '(',
      ')',
      '@import',
      '@font-face',
      '{',
      '}',
      ';',
      '/*',
      '*/',
      '\n',
      'image-set(',
      'a',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string({ unit: 'binary' }))), (parts) => {
        expect(cssImageUrls(parts.join(''))).toBeInstanceOf(Array)
      }),
      { seed: 1 },
    )
  })
})
