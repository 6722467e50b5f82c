import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { codeOf, fetchFrom, startHttp, textOf } from './testing.ts'

describe('decompression', () => {
  const page = Buffer.from('<p>'.repeat(100))

  it.each([
    ['gzip', gzipSync(page)],
    ['x-gzip', gzipSync(page)],
    ['GZIP', gzipSync(page)],
    ['br', brotliCompressSync(page)],
    ['deflate', deflateSync(page)],
    ['deflate', deflateRawSync(page)],
    ['identity', page],
    ['utf-8', page],
  ])('reads %s', async (coding, body) => {
    await using server = await startHttp((_request, response) => {
      response.setHeader('content-encoding', coding)
      response.end(body)
    })
    const outcome = await fetchFrom(server)
    expect(textOf(outcome)).toBe(page.toString())
    expect(outcome.observation).toMatchObject({ wireBytes: body.length, bodyBytes: page.length })
  })

  it.each([
    ['zstd', zstdCompressSync(page)],
    ['gzip, gzip', gzipSync(gzipSync(page))],
    ['gzip, br', brotliCompressSync(gzipSync(page))],
    ['gzip, zstd', page],
    ['gzip', Buffer.from('this is not gzip')],
    ['br', Buffer.from('this is not brotli')],
    ['deflate', Buffer.from('this is not deflate')],
  ])('refuses %s that it cannot read', async (coding, body) => {
    await using server = await startHttp((_request, response) => {
      response.setHeader('content-encoding', coding)
      response.end(body)
    })
    expect(codeOf(await fetchFrom(server))).toBe('encoding-refused')
  })

  it('refuses codings stacked over several headers', async () => {
    await using server = await startHttp((_request, response) => {
      response.writeHead(200, [
        ['content-encoding', 'gzip'],
        ['content-encoding', 'gzip'],
      ])
      response.end(gzipSync(gzipSync(page)))
    })
    expect(codeOf(await fetchFrom(server))).toBe('encoding-refused')
  })

  it.each([
    ['gzip', gzipSync(Buffer.alloc(64 * 2 ** 20))],
    ['br', brotliCompressSync(Buffer.alloc(64 * 2 ** 20))],
  ])('stops a %s bomb by its ratio', async (coding, bomb) => {
    await using server = await startHttp((_request, response) => {
      response.setHeader('content-encoding', coding)
      response.end(bomb)
    })
    const outcome = await fetchFrom(server, { expect: 'image' })
    expect(codeOf(outcome)).toBe('encoding-refused')
    const { bodyBytes, wireBytes } = outcome.observation
    expect(bodyBytes).toBeLessThanOrEqual(Math.max(2 ** 20, 100 * wireBytes) + 65_536)
  })

  it('stops a bomb of modest ratio by its size', async () => {
    const line = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * index) % 251))
    const bomb = gzipSync(Buffer.alloc(4 * 2 ** 20, line))
    await using server = await startHttp((_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(bomb)
    })
    const outcome = await fetchFrom(server, { limits: { pageBytes: 2 ** 20, maxRatio: 1e9 } })
    expect(codeOf(outcome)).toBe('page-too-large')
    expect(outcome.observation.bodyBytes).toBeLessThanOrEqual(2 ** 20 + 65_536)
  })

  it('notices a compressed body that ends early', async () => {
    await using server = await startHttp((_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(page).subarray(0, -12))
    })
    expect(codeOf(await fetchFrom(server))).toBe('connection-lost')
  })
})
