import { describe, expect, it } from 'vitest'
import { looksLikeHtml } from './html.ts'

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
