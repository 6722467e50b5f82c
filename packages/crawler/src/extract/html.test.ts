import { describe, expect, it } from 'vitest'
import { documentKind, looksLikeHtml } from './html.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('looksLikeHtml', () => {
  it.each([
    ['says so', 'anything', 'text/html; charset=utf-8'],
    ['says XHTML', '<x/>', 'application/xhtml+xml'],
    ['has no type but a doctype', '\n <!DOCTYPE html><p>', null],
    ['is called text but starts with a tag', '<DIV class=x>', 'text/plain'],
    ['starts with a comment', '<!-- x -->', null],
    ['has a byte order mark', '\ufeff<html>', 'application/octet-stream'],
  ])('is true when a body %s', (_name, text, contentType) => {
    expect(looksLikeHtml(bytes(text), contentType)).toBe(true)
  })

  it('is true for UTF-16', () => {
    expect(looksLikeHtml(Buffer.from('\ufeff<html>', 'utf16le'), null)).toBe(true)
  })

  it.each([
    ['prose', 'just text', 'text/plain'],
    ['JSON', '{"a":1}', 'application/json'],
    ['a tag that only begins like one', '<article>', null],
    ['nothing', '', null],
  ])('is false for %s', (_name, text, contentType) => {
    expect(looksLikeHtml(bytes(text), contentType)).toBe(false)
  })

  it('is false for a picture that is called HTML', () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)
    expect(looksLikeHtml(png, 'text/html')).toBe(false)
  })
})

describe('documentKind', () => {
  it.each([
    ['feed', '<?xml version="1.0"?>\n<!-- x --><rss version="2.0">', 'text/xml'],
    ['feed', '<feed xmlns="http://www.w3.org/2005/Atom">', 'application/atom+xml; charset=utf-8'],
    ['feed', '<urlset xmlns="x">', 'text/plain'],
    ['feed', '<rdf:RDF xmlns="x">', null],
    ['svg', '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg>', 'image/svg+xml'],
    ['svg', '<!-- x --><svg:svg xmlns:svg="x">', null],
    ['xhtml', '<?xml version="1.0"?><html xmlns="x">', 'application/xml'],
    ['xhtml', 'x', 'application/xhtml+xml'],
    ['html', '<?xml version="1.0"?><html>', null],
    ['html', '<rss>', 'text/html'],
    [null, '<rssx>', 'text/xml'],
    [null, '<?xml version="1.0"?><data/>', 'text/xml'],
  ])('is %s for %s as %s', (kind, text, contentType) => {
    expect(documentKind(bytes(text), contentType)).toBe(kind)
  })

  it('reads a feed as a page, and no drawing', () => {
    expect(looksLikeHtml(bytes('<rss version="2.0">'), 'text/xml')).toBe(true)
    expect(looksLikeHtml(bytes('<!-- x --><svg>'), null)).toBe(false)
  })
})
