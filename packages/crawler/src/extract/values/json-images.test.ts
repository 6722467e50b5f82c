import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonImages } from './json-images.ts'
import { scriptImages } from './script-images.ts'

const images = (json: string) => jsonImages(json, 100).images

describe('jsonImages', () => {
  it.each([
    ['a string that is an address', '["/a.jpg"]', ['/a.jpg']],
    [
      'an address with a format',
      '["https://b.com/a?format=jpg&name=large"]',
      ['https://b.com/a?format=jpg&name=large'],
    ],
    ['escapes', String.raw`["https:\/\/b.com\/\u0061.jpg"]`, ['https://b.com/a.jpg']],
    ['a member that says image', '{"image":"/a"}', ['/a']],
    ['an array of it', '{"images":["/a",["/b"]]}', ['/a', '/b']],
    ['an object of it', '{"thumbnail":{"url":"/a","id":"/b"}}', ['/a']],
    ['objects of an array of it', '{"photos":[{"src":"/a"},{"src":"/b"}]}', ['/a', '/b']],
    ['an ImageObject', '{"@type":"ImageObject","contentUrl":"/a"}', ['/a']],
    [
      'an ImageObject with its type last',
      '{"url":"/a","@type":"http://schema.org/ImageObject"}',
      ['/a'],
    ],
    ['another object', '{"@type":"Person","url":"/a","image":"/b"}', ['/b']],
    ['an object after an image', '[{"image":{"url":"/a"}},{"url":"/b"}]', ['/a']],
    [
      'objects within an ImageObject',
      '{"@type":"ImageObject","author":{"url":"/b"},"url":"/a"}',
      ['/a'],
    ],
    ['code around it', 'x = {"image": "/a"} // "', ['/a']],
    ['a missing end', '{"image":"/a', ['/a']],
    ['words', '{"image":"a view of the sea","alt":"a b.jpg"}', []],
    ['other addresses', '{"url":"https://b.com/a","image":"javascript:a.jpg"}', []],
  ])('reads %s', (_name, json, expected) => {
    expect(images(json)).toEqual(expected)
  })

  it('tells films and markup apart', () => {
    const json = JSON.stringify({ a: '/a.mp4', b: '<p><img src="/b.jpg"></p>', c: '<p>' })
    expect(jsonImages(json, 100)).toEqual({
      images: [],
      media: ['/a.mp4'],
      markup: ['<p><img src="/b.jpg"></p>'],
      truncated: false,
    })
  })

  it('stops at its limit and says so', () => {
    const found = jsonImages('"/a.jpg",'.repeat(20), 10)
    expect([found.images.length, found.truncated]).toEqual([10, true])
  })

  it('finds every address at any depth', () => {
    for (const depth of [1, 199, 200, 201, 100_000]) {
      const json = `${'[{"a":'.repeat(depth)}"/a.jpg"${'}]'.repeat(depth)}`
      expect(images(json)).toEqual(['/a.jpg'])
    }
  })

  it('finds every address that valid JSON holds', () => {
    const url = fc.stringMatching(/^[a-z0-9/"\\]{0,9}$/).map((name) => `/${name}a.jpg`)
    fc.assert(
      fc.property(fc.json(), url, fc.nat(2), (json, value, spaces) => {
        const text = JSON.stringify([JSON.parse(json), { deep: value }], null, spaces)
        const isPlain = !/["\\]/.test(value)
        expect(images(text).includes(value)).toBe(isPlain)
      }),
      { seed: 1 },
    )
  })
})

describe('scriptImages', () => {
  it.each([
    ['quotes of every kind', `['/a.jpg', "/b.jpg", \`/c.jpg\`]`, ['/a.jpg', '/b.jpg', '/c.jpg']],
    ['behind a quote in a comment', `// don't\nx = "/a.jpg"`, ['/a.jpg']],
    ['behind a quote in an expression', `x = /"/; y = "/a.jpg"`, ['/a.jpg']],
    ['strings within strings', String.raw`x = "<img src=\"/a.jpg\">"`, ['/a.jpg']],
    ['escapes', String.raw`x = "https:\/\/b.com\u002Fa.jpg?a\x26b"`, ['https://b.com/a.jpg?a&b']],
    ['names without an address', `x = ".jpg" + "/.png" + "a b.jpg" + "(.jpg)"`, []],
    ['addresses put together', `x = "/a" + n + ".jpg"`, []],
  ])('reads %s', (_name, code, urls) => {
    expect(scriptImages(code, 10)).toEqual(urls)
  })

  it('stops at its limit', () => {
    expect(scriptImages(`"/a.jpg",`.repeat(20), 10)).toHaveLength(10)
  })
})
