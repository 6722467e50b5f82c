import { describe, expect, it } from 'vitest'
import { extractImages } from '../extract-images.ts'

const PAGE = new URL('https://gallery.example/a/')
const found = (markup: string): string[] => {
  const body = Buffer.from(`<!doctype html><body>${markup}</body>`)
  return extractImages(body, 'text/html', PAGE).downloads.map(({ pathname, search }) => {
    return `${pathname}${search}`
  })
}

describe('links that suggest a file', () => {
  it.each([
    ['an attribute', '<a href="get?id=7" download>all</a>', '/a/get?id=7'],
    ['an attribute with a name', '<a download="set.zip" href=/f/7>all</a>', '/f/7'],
    ['an area', '<area href=get download>', '/a/get'],
    ['a word of the path', '<a href="/download?id=7">all</a>', '/download?id=7'],
    ['a script of that name', '<a href="download.php?id=7">all</a>', '/a/download.php?id=7'],
    ['a folder of that name', '<a href=/downloads/7>all</a>', '/downloads/7'],
    ['a word of the query', '<a href="?do=download&id=7">all</a>', '/a/?do=download&id=7'],
    ['a name in the query', '<a href="get?file=set.rar&x=1">all</a>', '/a/get?file=set.rar&x=1'],
    ['its text', '<a href=/f/7><b>set</b>.tar.gz</a>', '/f/7'],
    ['its text with a length', '<a href=/f/8>holiday.7z (12,5 MB)</a>', '/f/8'],
    ['its text, without an end', '<a href=/f/9>set.zip', '/f/9'],
  ])('are told by %s', (_, markup, path) => {
    expect(found(markup)).toEqual([path])
  })

  it.each([
    ['a link', '<a href=/f/7>all of them</a>'],
    ['text behind a link', '<a href=/f/7>all</a> set.zip'],
    ['a part of a word', '<a href=/downloadable-pictures>all</a>'],
    ['a host', '<a href=https://download.example/f/7>all</a>'],
    ['a place on the page', '<a href=#download>all</a>'],
    ['a script', '<a href="javascript:download()">all</a>'],
    ['what is found by its path', '<a href=set.zip download></a><a href=film.mp4 download></a>'],
    ['a picture to be saved', '<a href=large.jpg download>large</a>'],
  ])('are not: %s', (_, markup) => {
    expect(found(markup)).toEqual([])
  })

  it('are each there once, and fifty at most', () => {
    const many = Array.from({ length: 80 }, (_, at) => `<a href=/f/${at >> 1} download>x</a>`)
    expect(found(many.join(''))).toHaveLength(40)
    expect(
      found([...many, ...many.map((link) => link.replace('/f/', '/g/'))].join('')),
    ).toHaveLength(50)
  })
})
