import { gzipSync } from 'node:zlib'
import { digest } from '@nightlight/fingerprint'
import { describe, expect, it } from 'vitest'
import type { LargeBodies } from './large-bodies.ts'
import { codeOf, createFetcher, startHttp } from './testing.ts'

const LIMITS = {
  pageWireBytes: 50_000,
  pageBytes: 50_000,
  imageWireBytes: 100_000,
  imageBytes: 100_000,
}
const MARK = Buffer.from('LONG')
const MAX = 300_000

const bodyOf = (length: number, start: Buffer = MARK): Buffer =>
  Buffer.concat([start, Buffer.alloc(length - start.length, 'drawn')])

type How = {
  headers?: Record<string, string>
  expect?: 'image' | 'page'
  grants?: number | 'busy'
  announces?: boolean
}

/** Fetches a body of which those may be large that begin with the mark; says what was asked. */
async function fetchLarge(body: Buffer, how: How = {}) {
  const { headers = {}, expect: kind = 'image', grants = MAX, announces = false } = how
  await using server = await startHttp((_request, response) => {
    const length = announces ? { 'content-length': String(body.length) } : {}
    response.writeHead(200, { ...headers, ...length }).write(body.subarray(0, 2_000))
    response.end(body.subarray(2_000))
  })
  await using fetcher = createFetcher({ ports: [server.port], limits: LIMITS })
  const asked: number[] = []
  const large: LargeBodies = {
    maxBytes: MAX,
    limitOf: (start) => (start.subarray(0, 4).every((byte, at) => byte === MARK[at]) ? MAX : null),
    async room(bytes) {
      asked.push(bytes)
      return grants === 'busy' ? grants : Math.min(bytes, grants)
    },
  }
  const outcome = await fetcher.fetch(server.origin, { expect: kind, large })
  return { outcome, asked }
}

describe('a body that may be longer than a picture', () => {
  it.each([
    ['of a length that it does not say', false, MAX],
    ['of a length that it says', true, 250_000],
  ])('arrives whole, %s', async (_name, announces, bytes) => {
    const body = bodyOf(250_000)
    const { outcome, asked } = await fetchLarge(body, { announces })
    expect(outcome).toMatchObject({ status: 'answered', digests: digest(body) })
    expect(outcome.status === 'answered' && body.equals(outcome.body)).toBe(true)
    expect(asked).toEqual([bytes])
  })

  it('arrives where a page was expected', async () => {
    const body = bodyOf(250_000)
    const { outcome } = await fetchLarge(body, { expect: 'page' })
    expect(outcome).toMatchObject({ status: 'answered', digests: digest(body) })
  })

  it('arrives packed', async () => {
    const body = bodyOf(250_000)
    const headers = { 'content-encoding': 'gzip' }
    const { outcome, asked } = await fetchLarge(gzipSync(body), { headers })
    expect(outcome.status === 'answered' && body.equals(outcome.body)).toBe(true)
    expect(asked).toEqual([MAX])
  })

  it('asks for no room while it is as short as a picture', async () => {
    const { outcome, asked } = await fetchLarge(bodyOf(90_000), { announces: true })
    expect([codeOf(outcome), asked]).toEqual(['answered 200', []])
  })

  it.each([0, 249_999])('is too large where there is room for %i bytes only', async (grants) => {
    const unsaid = await fetchLarge(bodyOf(250_000), { grants })
    expect([codeOf(unsaid.outcome), unsaid.asked]).toEqual(['image-too-large', [MAX]])
    const said = await fetchLarge(bodyOf(250_000), { grants, announces: true })
    expect([codeOf(said.outcome), said.asked]).toEqual(['image-too-large', [250_000]])
    expect(said.outcome.observation.wireBytes).toBeLessThan(250_000)
  })

  it('is left at once where another one is held', async () => {
    const { outcome, asked } = await fetchLarge(bodyOf(250_000), { grants: 'busy' })
    expect([codeOf(outcome), asked]).toEqual(['room-busy', [MAX]])
    expect(outcome.observation.wireBytes).toBeLessThan(250_000)
  })

  it('arrives where there is room for just so much', async () => {
    const { outcome } = await fetchLarge(bodyOf(250_000), { grants: 250_000 })
    expect(codeOf(outcome)).toBe('answered 200')
  })

  it.each([true, false])('is too large beyond its own limit (announced: %s)', async (announces) => {
    const { outcome } = await fetchLarge(bodyOf(MAX + 1), { announces })
    expect(codeOf(outcome)).toBe('image-too-large')
  })
})

describe('another body', () => {
  it.each([
    ['image', 'image-too-large'],
    ['page', 'page-too-large'],
  ] as const)('has the limits of its kind as a %s', async (kind, code) => {
    const { outcome, asked } = await fetchLarge(bodyOf(250_000, Buffer.from('else')), {
      expect: kind,
    })
    expect([codeOf(outcome), asked]).toEqual([code, []])
  })

  it('that announces more than a picture has is left at its first bytes', async () => {
    const body = bodyOf(250_000, Buffer.from('else'))
    const { outcome } = await fetchLarge(body, { announces: true })
    expect(codeOf(outcome)).toBe('image-too-large')
    expect(outcome.observation.wireBytes).toBeLessThan(LIMITS.imageWireBytes)
  })
})
