import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extractImages, extractStylesheetImages, type Extraction } from './extract-images.ts'

const PAGE = new URL('http://site.com/gallery/page.html')
const PIXEL = 'R0lGODlhAQABAAAAACw='

function extract(html: string, contentType = 'text/html; charset=utf-8'): Extraction {
  return extractImages(new TextEncoder().encode(html), contentType, PAGE)
}

function found(html: string): string[] {
  return extract(html).images.map(
    ({ url, from }) => `${from} ${url.href.slice('http://site.com/'.length)}`,
  )
}

describe('extractImages', () => {
  it('lists the documents that the page frames', () => {
    const { frames } = extract('<iframe src=/f.html></iframe><iframe data-src=g.html></iframe>')
    expect(frames.map(({ pathname }) => pathname)).toEqual(['/f.html', '/gallery/g.html'])
  })

  it('reads a frame that stands in the page', () => {
    expect(found(`<iframe srcdoc="&lt;img src='/a.png'&gt;"></iframe>`)).toEqual(['img a.png'])
  })

  it('says so when frames within frames go too deep to be read', () => {
    let page = '<img src=/a.png>'
    for (let depth = 0; depth < 4; depth++) {
      page = `<iframe srcdoc="${page.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`
    }
    expect(extract(page)).toMatchObject({ images: [], truncated: true })
  })

  it('says so when a frame within its address is no document that can be read', () => {
    expect(extract('<iframe src="data:application/pdf,x"></iframe>').truncated).toBe(true)
    expect(extract('<iframe src="data:text/html,x"></iframe>').truncated).toBe(false)
  })

  it('says so when a picture within the page is too large', () => {
    const data = 'A'.repeat(720 * 1024)
    expect(extract(`<img src="data:image/png;base64,${data}">`)).toMatchObject({
      inline: [],
      truncated: true,
    })
  })

  it.each([
    ['img', '<img src="a.png">', ['img gallery/a.png']],
    ['img without quotes', '<IMG SRC=/a.png>', ['img a.png']],
    ['img without an end', '<img src="a.png"', []],
    ['self-closing img', '<img src=/a.png />', ['img a.png']],
    ['srcset', '<img srcset="/a.png 1x, /b,c.png 2x">', ['srcset a.png', 'srcset b,c.png']],
    [
      'picture',
      '<picture><source srcset="/a.webp 1x"><img src="/a.png"></picture>',
      ['picture a.webp', 'img a.png'],
    ],
    ['source outside a picture', '<picture></picture><source srcset=/a.webp>', ['srcset a.webp']],
    ['media sources', '<video><source src=/a.mp4 data-src=/b.mp4></video>', []],
    [
      'lazy attributes',
      '<img data-src=/a.png data-original=/b.png data-lazy-src=/c.png data-srcset="/d.png 2x">',
      ['img a.png', 'img b.png', 'img c.png', 'srcset d.png'],
    ],
    ['lazy attributes of other elements', '<div data-src=/a.png></div>', ['img a.png']],
    ['lazy frames', '<iframe data-src=/a.html></iframe>', []],
    ['style attributes', `<p style="background:url('/a.png')">`, ['css a.png']],
    [
      'style attributes with entities',
      '<p style="background:url(&quot;/a.png&quot;)">',
      ['css a.png'],
    ],
    ['style elements', '<style>p > a{background:url(/a.png)}</style>', ['css a.png']],
    ['a style element without an end', '<style>p{background:url(/a.png)}', ['css a.png']],
    [
      'backgrounds of old pages',
      '<body background=/a.png><td background=/b.png>',
      ['css a.png', 'css b.png'],
    ],
    ['Open Graph', '<meta property="og:image" content="/a.png">', ['meta a.png']],
    ['Twitter cards', '<meta name="twitter:image" content="/a.png">', ['meta a.png']],
    ['image_src links', '<link rel="image_src" href="/a.png">', ['link a.png']],
    [
      'icons',
      '<link rel="shortcut icon" href="/a.png"><link rel=apple-touch-icon href=/b.png>',
      ['icon a.png', 'icon b.png'],
    ],
    [
      'preloaded images',
      '<link rel=preload as=image href=/a.png imagesrcset="/b.png 2x">',
      ['link a.png', 'srcset b.png'],
    ],
    ['links to image files', '<a href="/a.JPG?size=1#x">', ['link a.JPG?size=1']],
    ...['apng', 'avif', 'bmp', 'dib', 'heic', 'heif', 'hif', 'jfif', 'jxl', 'tiff'].map(
      (end): [string, string, string[]] => [
        `links to ${end} files`,
        `<a href="/a.${end}">`,
        [`link a.${end}`],
      ],
    ),
    ['links to pages', '<a href="/a.html?x=a.jpg">', []],
    ['video posters', '<video poster=/a.png src=/a.mp4></video>', ['poster a.png']],
    ['image buttons', '<input src=/a.png type=IMAGE><input src=/b.png>', ['input a.png']],
    [
      'embedded objects',
      '<object data=/a.png></object><embed type=image/png src=/b>',
      ['img a.png', 'img b'],
    ],
    ['SVG images', '<svg><image xlink:href="/a.png"/></svg>', ['img a.png']],
    ['noscript', '<noscript><img src=/a.png></noscript>', ['img a.png']],
  ])('reads %s', (_name, html, expected) => {
    expect(found(html)).toEqual(expected)
  })

  it.each([
    ['scripts', '<script>document.write("<img src=/a.png>")</script>'],
    ['comments', '<!-- <img src=/a.png> -->'],
    ['text areas', '<textarea><img src=/a.png></textarea>'],
    ['titles', '<title><img src=/a.png></title>'],
    ['attribute values', '<p title="<img src=/a.png>">'],
  ])('does not look into %s', (_name, html) => {
    expect(found(html)).toEqual([])
  })

  it('decodes entities in attributes', () => {
    expect(found('<img src="/a.png?x=1&amp;y=2&#38;z=&eacute;">')).toEqual([
      'img a.png?x=1&y=2&z=%C3%A9',
    ])
  })

  it('takes the first of a repeated attribute', () => {
    expect(found('<img src=/a.png src=/b.png>')).toEqual(['img a.png'])
  })

  it.each([
    ['an unclosed tag', '<div <img src=/a.png><img src=/b.png>', ['img b.png']],
    ['missing space', '<img alt="x"src="/a.png"/>', ['img a.png']],
    ['slashes', '<img/src=/a.png/>', ['img a.png/']],
    ['wrong nesting', '</div></p><b><i></b><img src=/a.png>', ['img a.png']],
    ['a NUL', '\0<img src=/a.png>', ['img a.png']],
    ['space in a URL', '<img src="\n/a b.png ">', ['img a%20b.png']],
    ['a backslash', String.raw`<img src="\a.png">`, ['img a.png']],
  ])('survives %s', (_name, html, expected) => {
    expect(found(html)).toEqual(expected)
  })

  it('resolves against the first base, wherever it stands', () => {
    const html = '<img src=a.png><base href="http://cdn.com/x/"><base href="http://no.com/">'
    expect(extract(html).images.map(({ url }) => url.href)).toEqual(['http://cdn.com/x/a.png'])
  })

  it('ignores a base that is not of the web', () => {
    expect(found('<base href="javascript:1"><img src=/a.png>')).toEqual(['img a.png'])
  })

  it('lists each canonical URL once, in document order', () => {
    const html =
      '<img src=/b.png><img src=/a.png><img src=HTTP://SITE.com:80/b.png#x><a href=/a.png>'
    expect(found(html)).toEqual(['img b.png', 'img a.png'])
  })

  it('lists style sheets apart', () => {
    const { stylesheets, images } = extract(
      '<link rel="Stylesheet" href=/a.css><link rel=stylesheet href=/a.css>',
    )
    expect([stylesheets.map(String), images]).toEqual([['http://site.com/a.css'], []])
  })

  it('reports where a refresh leads', () => {
    const html = `<meta http-equiv="Refresh" content="0; URL='next.html?a=1;b'">`
    expect(extract(html).refresh?.href).toBe('http://site.com/gallery/next.html?a=1;b')
  })

  it('decodes pictures in data URLs', () => {
    const html = `<img src="data:image/gif;base64,${PIXEL}"><p style="background:url(data:image/gif,GIF%38)">`
    const { inline, images, refusedUrls } = extract(html)
    expect(inline.map((bytes) => Buffer.from(bytes).toString('latin1', 0, 4))).toEqual([
      'GIF8',
      'GIF8',
    ])
    expect([images, refusedUrls]).toEqual([[], 0])
  })

  it('decodes a repeated data URL once and no other type', () => {
    const pixel = `<img src="data:image/gif;base64,${PIXEL}">`
    const html = `${pixel}${pixel}<img src="data:text/html,x"><img src="data:image/svg+xml,<svg/>"><img src="data:">`
    expect(extract(html).inline).toHaveLength(1)
  })

  it('caps data URLs', () => {
    const images = Array.from({ length: 102 }, (_, index) => `<img src="data:image/gif,${index}">`)
    const { inline, truncated } = extract(images.join(''))
    expect([inline.length, truncated]).toEqual([100, true])
  })

  it('leaves out a data URL that is too large', () => {
    expect(extract(`<img src="data:image/gif,${'x'.repeat(600_000)}">`).inline).toEqual([])
  })

  it('counts what is no web URL', () => {
    const html =
      '<img src="javascript:1"><img src="file:///etc/passwd"><img src="http://"><img src="blob:x">'
    const long = `<img src="/${'a'.repeat(2048)}">`
    expect(extract(html + long)).toMatchObject({ images: [], refusedUrls: 5, truncated: false })
  })

  it('drops credentials', () => {
    expect(found('<img src="http://u:p@site.com/a.png">')).toEqual(['img a.png'])
  })

  it('reads windows-1252', () => {
    const page = Buffer.from('<meta charset=windows-1252><img src="/\xe9\x80.png">', 'latin1')
    expect(extractImages(page, 'text/html', PAGE).images[0]?.url.pathname).toBe(
      '/%C3%A9%E2%82%AC.png',
    )
  })

  it('reads UTF-16', () => {
    const page = Buffer.from('\ufeff<img src="/é.png">', 'utf16le')
    expect(extractImages(page, 'text/html', PAGE).images[0]?.url.pathname).toBe('/%C3%A9.png')
  })

  it('ends empty elements where XHTML does', () => {
    const page = Buffer.from('<html><script src="x"/><title/><img src="/a.png"/></html>')
    expect(extractImages(page, 'application/xhtml+xml', PAGE).images).toHaveLength(1)
  })

  it.each([
    ['nested formatting', '<b>', 40_000],
    ['nested blocks', '<div><p>', 20_000],
    ['unclosed comments', '<!--', 250_000],
    ['unclosed attributes', '<a x="', 170_000],
    ['bare ampersands', '&', 1_000_000],
    ['half entities', '<i title=&amp', 80_000],
    ['opening brackets', '<', 1_000_000],
  ])('sees the image before a megabyte of %s', (_name, part, times) => {
    const { images } = extract(`<img src=/a.png>${part.repeat(times)}`)
    expect(images.map(({ url }) => url.pathname)).toEqual(['/a.png'])
  })

  it('sees the image after a megabyte of nested tags', () => {
    const { images, truncated } = extract(
      `${'<blockquote align=left>'.repeat(45_000)}<img src=/a.png>`,
    )
    expect([images.length, truncated]).toEqual([1, false])
  })

  it('stops at 50,000 tags and says so', () => {
    const { images, truncated } = extract(`<img src=/a.png>${'<b>'.repeat(50_000)}<img src=/b.png>`)
    expect([images.length, truncated]).toEqual([1, true])
  })

  it('stops at 5,000 distinct URLs and says so', () => {
    const html = Array.from({ length: 5_001 }, (_, index) => `<img src=/${index}.png>`).join('')
    const { images, truncated } = extract(html)
    expect([images.length, truncated]).toEqual([5_000, true])
  })

  it('reads 64 attributes of a tag and says when there were more', () => {
    const many = Array.from({ length: 64 }, (_, index) => `a${index}=1`).join(' ')
    const { images, truncated } = extract(`<img ${many} src=/a.png>`)
    expect([images.length, truncated]).toEqual([0, true])
  })

  it('bounds a srcset of millions of candidates', () => {
    const { images, truncated } = extract(`<img srcset="${'a, '.repeat(300_000)}">`)
    expect([images.length, truncated]).toEqual([1, false])
  })

  it('never throws on text', () => {
    const token = fc.constantFrom(
      '<img src=',
      '<style>',
      '</style>',
      '<base href=',
      'srcset="',
      '"',
      "'",
      '>',
      '/>',
      '<!--',
      '-->',
      '&#x110000;',
      '&#xd800;',
      '&amp',
      'data:image/png;base64,',
      'url(',
      '<picture>',
      'style="',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string({ unit: 'binary' }))), (parts) => {
        const { images } = extract(parts.join(''))
        for (const { url } of images) expect(url.protocol).toMatch(/^https?:$/)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  it('never throws on bytes under any header', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.option(fc.string()),
        (body, contentType) => {
          expect(extractImages(body, contentType, PAGE).images).toBeInstanceOf(Array)
        },
      ),
      { seed: 1 },
    )
  })
})

describe('extractStylesheetImages', () => {
  it('resolves against the URL of the sheet', () => {
    const css = new TextEncoder().encode(
      'a{background:url(../a.png)}b{background:url(javascript:1)}',
    )
    const { images, refusedUrls } = extractStylesheetImages(
      css,
      'text/css',
      new URL('http://cdn.com/css/x.css'),
    )
    expect([images.map(({ url, from }) => [url.href, from]), refusedUrls]).toEqual([
      [['http://cdn.com/a.png', 'css']],
      1,
    ])
  })
})
