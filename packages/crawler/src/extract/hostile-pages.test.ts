import { describe, expect, it } from 'vitest'
import { extractImages, extractStylesheetImages } from './extract-images.ts'
import { readPageText } from './page-text.ts'

const PAGE = new URL('http://site.com/')
const MIB = 2 ** 20
const FIRST = '<img src=/a.jpg>'

const extract = (html: string, type = 'text/html') => extractImages(Buffer.from(html), type, PAGE)
const fill = (part: string, length = 8 * MIB - 1024) =>
  part.repeat(Math.floor(length / part.length))
const paths = (html: string, type?: string) => {
  const { images, truncated } = extract(html, type)
  return { images: images.map(({ url }) => url.pathname), truncated }
}

describe('extractImages', () => {
  it.each([
    ['tags nested 40,000 deep', '<div>'.repeat(40_000), ['/a.jpg', '/b.jpg'], false],
    ['tags nested 100,000 deep', '<div>'.repeat(100_000), ['/a.jpg'], true],
    ['5 million links', fill('<a href=x>', 50_000_000), ['/a.jpg'], true],
    ['an attribute of 8 MiB', `<p title="${fill('x')}">`, ['/a.jpg', '/b.jpg'], false],
    ['a style of 8 MiB', `<p style="${fill('x')}">`, ['/a.jpg', '/b.jpg'], true],
    ['an address of 8 MiB', `<img src="${fill('x')}">`, ['/a.jpg', '/b.jpg'], true],
    [
      'a srcset of a million candidates',
      `<img srcset="${fill('a, ', MIB)}">`,
      ['/a.jpg', '/a', '/b.jpg'],
      false,
    ],
    ['a title without an end', `<title>${fill('<b>')}`, ['/a.jpg'], false],
    ['titles without an end', fill('<title>'), ['/a.jpg'], false],
    ['a script full of openings', `<script>${fill('<!--<script>')}`, ['/a.jpg'], false],
    ['half closing tags', `<style>${fill('</style')}`, ['/a.jpg'], false],
    ['CDATA without an end', `<svg>${fill('<![CDATA[>')}`, ['/a.jpg', '/b.jpg'], false],
    ['CDATA with an end', `<svg>${fill('<![CDATA[>]]>')}`, ['/a.jpg', '/b.jpg'], true],
    ['text elements within SVG', `<svg>${fill('<style><xmp><title>')}`, ['/a.jpg'], true],
    ['brackets', fill('<'), ['/a.jpg', '/b.jpg'], false],
    ['a closing tag without an end', `</p ${fill('a="" ')}`, ['/a.jpg'], false],
    ['closing tags with attributes', fill('</p a>'), ['/a.jpg'], true],
    [
      'JSON nested a million deep',
      `<script type=application/json>${fill('[{"image":')}"./c"</script>`,
      ['/a.jpg', '/c', '/b.jpg'],
      false,
    ],
    [
      'JSON of backslashes',
      `<script type=application/json>"${fill('\\')}</script>`,
      ['/a.jpg', '/b.jpg'],
      false,
    ],
    ['a script of quotes', `<script>${fill('"\'')}</script>`, ['/a.jpg', '/b.jpg'], false],
    ['CSS of openings', `<style>${fill('image-set(')}</style>`, ['/a.jpg', '/b.jpg'], false],
    ['CSS of half comments', `<style>${fill('/*/')}</style>`, ['/a.jpg', '/b.jpg'], false],
    [
      'CSS of imports without an end',
      `<style>${fill('@import url(')}</style>`,
      ['/a.jpg', '/b.jpg'],
      false,
    ],
    ['CSS of escapes', `<style>${fill('"\\61 ')}</style>`, ['/a.jpg', '/b.jpg'], false],
  ])('keeps its bounds on %s', (_name, markup, images, truncated) => {
    expect(paths(`${FIRST}${markup}<img src=/b.jpg>`)).toEqual({ images, truncated })
  })

  it('finds a picture behind 8 MiB of nested JSON', () => {
    const html = `<script type=application/json>${fill('[{"a":')}"/c.jpg"</script>`
    expect(paths(html)).toEqual({ images: ['/c.jpg'], truncated: false })
  })

  it.each(['application/json', 'text/javascript'])('says so when %s names too much', (type) => {
    const urls = Array.from({ length: 2_100 }, (_, n) => `"/${n}.jpg"`).join()
    const found = extract(`<script type=${type}>[${urls}]</script>`)
    expect([found.images.length, found.truncated]).toEqual([2_000, true])
  })

  it('says so when a style sheet names more than 5,000', () => {
    const css = Array.from({ length: 5_100 }, (_, n) => `a{b:url(${n})}`).join('')
    const found = extractStylesheetImages(Buffer.from(css), 'text/css', PAGE)
    expect([found.images.length, found.truncated]).toEqual([5_000, true])
  })

  it('reads documents within documents with a budget of their own', () => {
    const frames = `<iframe srcdoc="${'&lt;b&gt;'.repeat(40_000)}"></iframe>`
    expect(paths(`${frames}${frames}<img src=/b.jpg>`)).toEqual({
      images: ['/b.jpg'],
      truncated: true,
    })
  })

  it('does not read a drawing within a drawing for ever', () => {
    const nest = (inner: string) =>
      `data:image/svg+xml,${encodeURIComponent(`<svg><image href="${inner}"/></svg>`)}`
    expect(paths(`<img src='${nest(nest('/c.jpg'))}'>`)).toEqual({
      images: ['/c.jpg'],
      truncated: false,
    })
    const html = `<img src='${nest(nest(nest(nest('/c.jpg'))))}'><img src=/b.jpg>`
    expect(paths(html)).toEqual({ images: ['/b.jpg'], truncated: true })
  })

  it('keeps its bounds on a feed', () => {
    const deep = `<rss>${'<a>'.repeat(40_000)}<image:loc>/c.jpg</image:loc>`
    expect(paths(deep, 'text/xml')).toEqual({ images: ['/c.jpg'], truncated: false })
  })

  it('says so when a page is cut', () => {
    expect(extract(fill('x', 9 * MIB)).truncated).toBe(true)
  })

  it.each(ENCODINGS())('reads pages in %s', (label) => {
    const html = `<img src="/a.jpg"><p title="b">`
    const body = label.startsWith('utf-16') ? Buffer.from(html, 'utf16le') : Buffer.from(html)
    if (label === 'utf-16be') body.swap16()
    const { images } = extractImages(body, `text/html; charset=${label}`, PAGE)
    expect(images.map(({ url }) => url.pathname)).toEqual(['/a.jpg'])
    expect(new TextDecoder(label).encoding).toBe(label)
  })
})

describe('readPageText', () => {
  it.each([
    ['words', fill('words ')],
    ['one word', fill('a')],
    ['one word of dots', fill('a.')],
    ['addresses', fill('http://')],
    ['data addresses', fill('data:')],
    ['blocks', fill('<p>a', 100_000)],
    ['titles', fill('<title>')],
    ['openings', fill('<')],
    ['ampersands', fill('&')],
  ])('keeps its bounds on %s', (_name, html) => {
    const { title, text } = readPageText(html)
    expect(title.length).toBeLessThanOrEqual(200)
    expect(text.length).toBeLessThanOrEqual(4_000)
  })
})

/** Every character set of the Encoding Standard that a decoder knows. */
function ENCODINGS(): string[] {
  const windows = [1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].map((n) => `windows-${n}`)
  const iso = [2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15].map((n) => `iso-8859-${n}`)
  return [...windows, ...iso].concat(
    `utf-8 ibm866 iso-8859-8-i koi8-r koi8-u macintosh windows-874 x-mac-cyrillic gbk gb18030 big5 euc-jp
    iso-2022-jp shift_jis euc-kr utf-16be utf-16le`.split(/\s+/),
  )
}
