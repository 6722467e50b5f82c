import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { DEFAULT_FETCH_LIMITS } from './limits.ts'
import type { FetchOutcome } from './outcome.ts'
import { codeOf, fetchFrom, startHttp, textOf, type FetcherSetup } from './testing.ts'
import { decodeZstd } from './zstd.ts'

async function answeredWith(
  coding: string | string[],
  body: Uint8Array | readonly Uint8Array[],
  setup: FetcherSetup & { expect?: 'page' | 'image' } = {},
): Promise<FetchOutcome> {
  await using server = await startHttp((_request, response) => {
    response.writeHead(
      200,
      [coding].flat().map((value) => ['content-encoding', value] as [string, string]),
    )
    for (const piece of [body].flat()) response.write(piece)
    response.end()
  })
  return await fetchFrom(server, setup)
}

const page = Buffer.from('<p>'.repeat(100))
const MIB = 2 ** 20

describe('decompression', () => {
  it.each([
    ['gzip', gzipSync(page)],
    ['x-gzip', gzipSync(page)],
    ['GZIP', gzipSync(page)],
    ['br', brotliCompressSync(page)],
    ['zstd', zstdCompressSync(page)],
    ['deflate', deflateSync(page)],
    ['deflate', deflateRawSync(page)],
    ['identity', page],
    ['utf-8', page],
    ['gzip, gzip', gzipSync(gzipSync(page))],
    ['gzip, br', brotliCompressSync(gzipSync(page))],
    ['br, zstd', zstdCompressSync(brotliCompressSync(page))],
    ['zstd, deflate', deflateSync(zstdCompressSync(page))],
    ['gzip, identity, utf-8, br', brotliCompressSync(gzipSync(page))],
  ])('reads %s', async (coding, body) => {
    const outcome = await answeredWith(coding, body)
    expect(textOf(outcome)).toBe(page.toString())
    expect(outcome.observation).toMatchObject({ wireBytes: body.length, bodyBytes: page.length })
    expect(outcome.observation.headers['content-encoding']).toBe(coding)
  })

  it('reads codings stacked over several headers', async () => {
    expect(textOf(await answeredWith(['gzip', 'gzip'], gzipSync(gzipSync(page))))).toBe(
      page.toString(),
    )
  })

  it.each([
    ['zstd', Buffer.from('this is not zstd')],
    ['gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(page)))],
    ['br, gzip, zstd', page],
    ['gzip, dcz', page],
    ['gzip', Buffer.from('this is not gzip')],
    ['gzip, br', brotliCompressSync(page)],
    ['br', Buffer.from('this is not brotli')],
    ['deflate', Buffer.from('this is not deflate')],
  ])('refuses %s that it cannot read', async (coding, body) => {
    expect(codeOf(await answeredWith(coding, body))).toBe('encoding-refused')
  })

  it.each([
    ['gzip', gzipSync(page)],
    ['br', brotliCompressSync(page)],
    ['zstd', zstdCompressSync(page)],
    ['gzip, br', brotliCompressSync(gzipSync(page).subarray(0, -12))],
  ])('notices %s that ends early', async (coding, body) => {
    const cut = coding.includes(',') ? body : body.subarray(0, -5)
    expect(codeOf(await answeredWith(coding, cut))).toBe('connection-lost')
  })

  it.each(['gzip', 'br', 'zstd', 'deflate', 'gzip, br'])('takes nothing as %s', async (coding) => {
    expect(textOf(await answeredWith(coding, []))).toBe('')
  })
})

describe('zstd', () => {
  const [first, second] = [zstdCompressSync('first '), zstdCompressSync('second')]

  it.each([
    ['in one piece', [Buffer.concat([first, second])]],
    ['in a piece each', [first, second]],
    ['cut within the second', [Buffer.concat([first, second.subarray(0, 3)]), second.subarray(3)]],
    ['byte by byte', Array.from(Buffer.concat([first, second]), (byte) => Buffer.from([byte]))],
    ['with an empty frame between them', [Buffer.concat([first, zstdCompressSync(''), second])]],
    [
      'with a frame to skip between them',
      [Buffer.concat([first, Buffer.from('502a4d1803000000616263', 'hex'), second])],
    ],
  ])('of two frames is read to its end: %s', async (_name, pieces) => {
    expect(textOf(await answeredWith('zstd', pieces))).toBe('first second')
  })

  it.each([8, 9, 10, 16, 20, 1_000])(
    'of many frames is read to its end in pieces of %i bytes',
    async (size) => {
      const frames = Array.from({ length: 40 }, (_, index) => zstdCompressSync(`${index} `))
      const bytes = Buffer.concat(frames.flatMap((frame) => [frame, zstdCompressSync('')]))
      async function* pieces() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
      }
      let text = ''
      for await (const piece of decodeZstd(pieces(), DEFAULT_FETCH_LIMITS)) text += String(piece)
      expect(text.split(' ')).toHaveLength(41)
    },
  )

  it('with other bytes behind it is read', async () => {
    const body = Buffer.concat([first, Buffer.from('this is no frame')])
    expect(textOf(await answeredWith('zstd', body))).toBe('first ')
  })

  it.each([
    [23, 'answered 200'],
    [24, 'encoding-refused'],
  ])('with a window of two to the %i', async (windowLog, code) => {
    const text = Buffer.alloc(
      17 * MIB,
      Buffer.from(Array.from({ length: 4_099 }, (_, i) => (i * i) % 251)),
    )
    const params = {
      [constants.ZSTD_c_windowLog]: windowLog,
      [constants.ZSTD_c_contentSizeFlag]: 0,
    }
    const body = zstdCompressSync(text, { params })
    const outcome = await answeredWith('zstd', body, { expect: 'image', limits: { maxRatio: 1e9 } })
    expect(codeOf(outcome)).toBe(code)
  })

  it('of endless empty frames ends with their number', async () => {
    await using server = await startHttp((_request, response) => {
      response.setHeader('content-encoding', 'zstd')
      const empty = Buffer.concat(Array.from({ length: 500 }, () => zstdCompressSync('')))
      const more = () => {
        while (!response.destroyed && response.write(empty));
      }
      response.on('drain', more)
      more()
    })
    expect(codeOf(await fetchFrom(server))).toBe('encoding-refused')
  })
})

describe('a bomb', () => {
  const zeros = Buffer.alloc(64 * MIB)

  it.each([
    ['gzip', gzipSync(zeros)],
    ['br', brotliCompressSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['gzip, gzip', gzipSync(gzipSync(zeros))],
    ['br, zstd', zstdCompressSync(brotliCompressSync(zeros))],
    ['zstd, zstd', zstdCompressSync(zstdCompressSync(zeros))],
  ])('of %s is stopped by its ratio', async (coding, bomb) => {
    const outcome = await answeredWith(coding, bomb, { expect: 'image' })
    expect(codeOf(outcome)).toBe('encoding-refused')
    const { bodyBytes, wireBytes } = outcome.observation
    expect(bodyBytes).toBeLessThanOrEqual(Math.max(MIB, 100 * wireBytes) + 131_072)
  })

  // Nothing comes out at the end, however much is decoded on the way.
  it.each([
    [
      'gzip, br',
      brotliCompressSync(Buffer.concat(Array.from({ length: 100_000 }, () => gzipSync('')))),
    ],
    [
      'zstd, gzip',
      gzipSync(Buffer.concat(Array.from({ length: 200_000 }, () => zstdCompressSync('')))),
    ],
  ])('of %s in the middle only is stopped too', async (coding, bomb) => {
    const outcome = await answeredWith(coding, bomb, { expect: 'image' })
    expect([codeOf(outcome), outcome.observation.bodyBytes]).toEqual(['encoding-refused', 0])
  })

  it('of modest ratio is stopped by its size', async () => {
    const line = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * index) % 251))
    const bomb = gzipSync(Buffer.alloc(4 * MIB, line))
    const outcome = await answeredWith('gzip', bomb, { limits: { pageBytes: MIB, maxRatio: 1e9 } })
    expect(codeOf(outcome)).toBe('page-too-large')
    expect(outcome.observation.bodyBytes).toBeLessThanOrEqual(MIB + 65_536)
  })
})
