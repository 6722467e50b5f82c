import { describe, expect, it } from 'vitest'
import { extractImages } from './extract-images.ts'

const extract = (html: string, at = 'http://www.site.co.uk/set/', headers = {}) =>
  extractImages(Buffer.from(html), 'text/html', new URL(at), headers)

const links = (html: string, at?: string) =>
  extract(html, at).links.map(({ url, reason }) => `${reason} ${url.pathname}${url.search}`)

describe('links', () => {
  it.each([
    ['a thumbnail', '<a href=/a><p><img src=t.jpg></p></a>', ['gallery /a']],
    ['a lazy thumbnail', '<a href=/a><span data-bg=/t.jpg></span></a>', ['gallery /a']],
    ['a picture element', '<a href=/a><picture><source srcset=t></picture></a>', ['gallery /a']],
    ['a thumbnail in noscript', '<a href=/a><noscript><img src=t></noscript>x</a>', ['gallery /a']],
    ['a thumbnail after the link', '<a href=/a>x</a><img src=t.jpg>', []],
    [
      'a thumbnail after a link without an end',
      '<a href=/a>x<a href=/b><img src=t.jpg>',
      ['gallery /b'],
    ],
    ['another host of the site', '<a href=//img.site.co.uk/a><img src=t></a>', ['gallery /a']],
    ['another site', '<a href=//other.co.uk/a><img src=t></a>', []],
    ['the page itself', '<a href="#x"><img src=t></a><a href="./?"><img src=t></a>', []],
    ['script', '<a href="javascript:void(0)"><img src=t></a>', []],
    ['a picture', '<a href=/a.jpg><img src=t></a>', ['image /a.jpg']],
    ['rel=next around a thumbnail', '<a rel=next href=/a><img src=t></a>', ['next /a']],
    [
      'the same page twice',
      '<a href=/a><img src=t></a><a href="/a#x"><img src=t></a>',
      ['gallery /a'],
    ],
    ['words', '<a href=/a>more</a>', []],
    ['a number as text', '<a href=/a> <b>12</b> </a>', ['next /a']],
    ['translations', '<link rel=alternate hreflang=nl href=/nl>', []],
  ])('of %s', (_name, html, expected) => {
    expect(links(html)).toEqual(expected)
  })

  it.each([
    ['/set/', '?page=2'],
    ['/set/?page=1', '?page=2'],
    ['/set/?a=b&page=1', '?page=3&a=b'],
    ['/set/', '2'],
    ['/set/', 'page/2/'],
    ['/set', '/set-2'],
    ['/set.html', '/set_2.html'],
    ['/set/index.php', '/set/2.php'],
    ['/set/3', '/set/4'],
    ['/set-3.html', '/set-1.html'],
    ['/view?id=7&n=3', '/view?id=7&n=4'],
  ])('from %s to the page %s of its sequence', (page, href) => {
    const html = `<a href="${href.replaceAll('&', '&amp;')}">on</a>`
    expect(links(html, `http://www.site.co.uk${page}`)[0]).toMatch(/^next /)
  })

  it.each([
    ['/set/', '/other/2'],
    ['/set/?a=b', '/set/?a=c'],
    ['/news/123456', '/news/123457'],
    ['/a1/b1', '/a2/b2'],
    ['/set/', '/settings2'],
  ])('not from %s to %s, which is another thing', (page, href) => {
    expect(links(`<a href="${href}">on</a>`, `http://www.site.co.uk${page}`)).toEqual([])
  })

  it('keeps each name below a shared suffix apart', () => {
    const html = '<a href=//b.github.io/a><img src=t></a>'
    expect(links(html, 'http://a.github.io/')).toEqual([])
  })

  it('keeps the first 1,000', () => {
    const html = Array.from({ length: 1_100 }, (_, n) => `<a href=/a${n}><img src=t></a>`).join('')
    expect(links(html)).toHaveLength(1_000)
  })
})

describe('other lists', () => {
  it('names films and sound apart from pictures', () => {
    const { media, images } = extract(
      '<video src=a.mp4 poster=p.jpg></video><audio><source src=b.mp3></audio><a href=c.webm>x</a>',
    )
    expect(media.map(({ pathname }) => pathname)).toEqual([
      '/set/a.mp4',
      '/set/b.mp3',
      '/set/c.webm',
    ])
    expect(images.map(({ url }) => url.pathname)).toEqual(['/set/p.jpg'])
  })

  it('names imported style sheets among all and by themselves', () => {
    const { stylesheets, imports } = extract(
      '<link rel=stylesheet href=a.css><style>@import "b.css"',
    )
    expect(stylesheets.map(({ pathname }) => pathname)).toEqual(['/set/a.css', '/set/b.css'])
    expect(imports.map(({ pathname }) => pathname)).toEqual(['/set/b.css'])
  })

  it('reads the headers of the answer before the page', () => {
    const link = '<a.jpg>; rel="preload"; as=image; imagesrcset="b.jpg 1x, c.jpg 2x", <on>;rel=next'
    const found = extract('<img src=d.jpg>', undefined, { link, refresh: '5;url=/r' })
    expect(found.images.map(({ url }) => url.pathname)).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => `/set/${name}.jpg`),
    )
    expect(found.links.map(({ reason }) => reason)).toEqual(['next'])
    expect(found.refresh?.pathname).toBe('/r')
  })

  it('reads the title without what must not be shown', () => {
    expect(extract('<title> A &amp; b\u202e\n https://site.com/x?y </title>').title).toBe(
      'A & b site.com',
    )
    expect(extract('<p>').title).toBeNull()
  })

  it('keeps the base of a document within the page to itself', () => {
    const html = `<iframe srcdoc="<base href='/x/'><img src=a.jpg>"></iframe><img src=b.jpg>`
    const paths = extract(html).images.map(({ url }) => url.pathname)
    expect(paths).toEqual(['/x/a.jpg', '/set/b.jpg'])
  })

  it.each(['template', 'noscript'])('takes no base from %s', (name) => {
    const { images } = extract(`<${name}><base href="/x/"></${name}><img src=a.jpg>`)
    expect(images[0]?.url.pathname).toBe('/set/a.jpg')
  })

  it('takes an empty base for the first', () => {
    const { images } = extract('<base href=""><base href="/x/"><img src=a.jpg>')
    expect(images[0]?.url.pathname).toBe('/set/a.jpg')
  })
})
