import { describe, expect, it } from 'vitest'
import { refererHeader } from './referer-header.ts'
import { createFetcher, startHttp } from './testing.ts'

describe('refererHeader', () => {
  const of = (from: string, to: string) => refererHeader(new URL(from), new URL(to))

  it('is the whole address within an origin, without credentials and fragment', () => {
    const referer = 'https://site.com/page?x=1'
    expect(of('https://ann:pw@site.com/page?x=1#y', 'https://site.com/a.jpg')).toEqual({ referer })
  })

  it('is the origin for others', () => {
    const referer = 'https://site.com/'
    expect(of('https://site.com/page', 'https://other.com/a.jpg')).toEqual({ referer })
  })

  it('is nothing from an onion service to others', () => {
    const onion = 'http://pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion/'
    expect(of(`${onion}page`, 'http://other.com/a.jpg')).toEqual({})
    expect(of(`${onion}page`, `${onion}a.jpg`)).toEqual({ referer: `${onion}page` })
  })

  it('is nothing from https to http, or when nothing is said', () => {
    expect(of('https://site.com/page', 'http://site.com/a.jpg')).toEqual({})
    expect(refererHeader(null, new URL('http://site.com/'))).toEqual({})
  })

  it('is sent with each hop, as for its address', async () => {
    const heard: (string | undefined)[] = []
    await using far = await startHttp((request, response) => {
      heard.push(request.headers.referer)
      response.end('x')
    })
    await using near = await startHttp((request, response) => {
      heard.push(request.headers.referer)
      response.writeHead(302, { location: `${far.origin}/b.jpg` }).end()
    })
    await using fetcher = createFetcher({ ports: [near.port, far.port] })
    const referer = new URL(`${near.origin}/page`)
    await fetcher.fetch(`${near.origin}/a.jpg`, { expect: 'image', referer })
    await fetcher.fetch(`${far.origin}/a.jpg`, { expect: 'image' })
    expect(heard).toEqual([referer.href, `${near.origin}/`, undefined])
  })
})
