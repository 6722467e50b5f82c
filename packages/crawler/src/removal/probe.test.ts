import { describe, expect, it } from 'vitest'
import { absentAddress } from './probe.ts'

describe('absentAddress', () => {
  const form = (url: string): string =>
    absentAddress(new URL(url)).href.replace(/[0-9a-f]{24}/g, '*')

  it.each([
    ['http://site.com/', 'http://site.com/*'],
    ['http://site.com/a.jpg', 'http://site.com/*.jpg'],
    ['http://site.com/x/y/a.tar.jpg', 'http://site.com/x/y/*.jpg'],
    ['http://site.com/x/y', 'http://site.com/x/*'],
    ['http://site.com/x/y/', 'http://site.com/x/*/'],
    ['http://site.com/show.php?id=1&v=2', 'http://site.com/show.php?id=*&v=*'],
  ])('of %s is like it', (url, expected) => {
    expect(form(url)).toBe(expected)
  })

  it('is another each time', () => {
    const url = new URL('http://site.com/a.jpg')
    expect(absentAddress(url).href).not.toBe(absentAddress(url).href)
  })
})
