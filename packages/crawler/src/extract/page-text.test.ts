import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPageText } from './page-text.ts'

const textOf = (html: string) => readPageText(html).text

describe('readPageText', () => {
  it('reads title, text and language', () => {
    const html =
      '<!doctype html><html lang="nl-BE"><title>T &amp; t</title><body><h1>Head</h1><p>One <b>two</b>.<br>Three'
    expect(readPageText(html)).toEqual({
      title: 'T & t',
      text: 'Head\nOne two.\nThree',
      language: 'nl-be',
      truncated: false,
    })
  })

  it.each([
    ['scripts', 'a<script>"b"</script>c', 'ac'],
    ['styles', 'a<style>p{}</style>c', 'ac'],
    ['noscript', 'a<noscript>b</noscript>c', 'ac'],
    ['templates', 'a<template>b<p>b<template>b</template></template>c', 'a\nc'],
    ['comments', 'a<!-- b -->c', 'ac'],
    ['attributes', 'a<img alt=b title="b" src="/b.jpg">c', 'ac'],
    ['frames', 'a<iframe srcdoc=b>b</iframe>c', 'ac'],
    ['data: addresses', 'a data:image/png;base64,iVBORw0KGgo= c', 'a c'],
    ['encoded data', `a ${'iVBORw0KGgo'.repeat(9)}= c`, 'a c'],
    ['control characters', 'a\u0000\u0008b\u009fc', 'abc'],
    ['turned writing', 'a\u202ebc\u2066d\u200f', 'abcd'],
    ['hidden characters', 'a\u200bb\u2060c\u00add\u{e0041}', 'abcd'],
    ['half characters', 'a\ud800 b', 'a b'],
  ])('leaves out %s', (_name, html, text) => {
    expect(textOf(html)).toBe(text)
  })

  it.each([
    ['an address', 'see https://www.site.com/a/b.jpg?x#y now', 'see www.site.com now'],
    ['an address in brackets', '(http://site.com/a)', '(site.com'],
    ['an address with a name', 'http://me:secret@site.com:8080/a', 'site.com'],
    ['an address of another kind', 'hxxp://site.com/a ftp://b.com/c', 'site.com b.com'],
    ['an address without a scheme', 'www.site.com/a/b site.com?x', 'www.site.com site.com'],
    ['an address split by tags', 'http://site<b></b>.com/a', 'site.com'],
    ['a backslash', String.raw`http:\\site.com\a`, 'site.com'],
  ])('cuts %s to its host', (_name, html, text) => {
    expect(textOf(html)).toBe(text)
  })

  it('separates blocks and folds white space', () => {
    expect(textOf('<div> a\n\t b </div>c<ul><li>d<li>e</ul>&nbsp;f')).toBe('a b\nc\nd\ne\nf')
  })

  it('shows what a text area holds, as text', () => {
    expect(textOf('<textarea>[b]x[/b] &lt;p&gt;</textarea>')).toBe('[b]x[/b] <p>')
  })

  it('ends at its limits, between words where there are any, and says so', () => {
    const page = readPageText(`<title>${'ab '.repeat(100)}</title>${'word '.repeat(2_000)}`)
    expect(page.title).toHaveLength(200)
    expect(page.text).toHaveLength(3_999)
    expect(page.truncated).toBe(true)
    expect(readPageText('日'.repeat(5_000)).text).toHaveLength(4_000)
    expect(readPageText('a b c', { maxText: 3 })).toMatchObject({ text: 'a b', truncated: true })
  })

  it('takes no language that is none', () => {
    expect(readPageText('<html lang="x<script>">').language).toBeNull()
  })

  it('never shows more than it may', () => {
    const token = fc.constantFrom(
      '<p>',
      '<title>',
      '</title>',
      'http://a.com/b',
      '&#x202e;',
      ' ',
      '<',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string({ unit: 'binary' }))), (parts) => {
        const { text, title } = readPageText(parts.join(''), { maxText: 50, maxTitle: 20 })
        expect(text.length).toBeLessThanOrEqual(50)
        expect(title.length).toBeLessThanOrEqual(20)
        expect(text + title).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]|:\/\//u)
        expect((text + title).isWellFormed()).toBe(true)
      }),
      { seed: 1, numRuns: 500 },
    )
  })
})
