import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { says, whole, type Case } from './hostile-servers/case.ts'
import { listCases, runWith } from './hostile-servers.ts'

const FEW = new Set([
  '101 headers',
  'length that promises more',
  'resets in the body',
  'bomb in gzip',
  'http2: pings',
  'tls: noise',
  'dns: thousand',
  'redirect to itself',
  '1,000 style sheets',
  'markup: one attribute',
  'style: addresses',
  'soup 1',
  'picture: gif of 20,000 frames',
])

describe('the trial of hostile servers', () => {
  it('holds for a few cases of every kind', { timeout: 120_000 }, async () => {
    const cases = await listCases({ n: 1, seed: 2 })
    const few = cases.filter(({ name }) => FEW.has(name))
    expect(few).toHaveLength(FEW.size)
    const result = await runWith(few)
    expect(result.details.slice(5)).toEqual([])
    expect(result).toMatchObject({ name: 'hostile-servers', tried: FEW.size, failed: 0 })
  })

  it('fails for a crawl that ends otherwise, or takes too long', { timeout: 60_000 }, async () => {
    const page = says(whole('<p>hello'))
    const late: Case['answer'] = (socket, path) => void setTimeout(() => page(socket, path), 300)
    const { details } = await runWith([
      { name: 'good', answer: page, ends: ['failed: timeout'] },
      { name: 'late', answer: late, ends: ['page'], maxMs: 200 },
      { name: 'other', answer: page, ends: ['page'], others: ['failed: http-500'] },
    ])
    expect(details).toEqual(
      expect.arrayContaining([
        'good: ended in "page"',
        expect.stringMatching(/^late: took \d+ ms$/),
        'other: no visit says "failed: http-500"',
      ]),
    )
  })
})

describe('a case', () => {
  it('has a name of its own', async () => {
    const names = (await listCases({ n: 2 })).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    // None is lost without a word.
    expect(names.length).toBe(280)
  })

  it('is a page that may be read, not a bomb', async () => {
    const { packLightly } = await import('./hostile-servers/pack.ts')
    const text = Buffer.from('<a href=a>'.repeat(8e5))
    const packed = packLightly(text)
    expect(text.length / packed.length).toBeLessThan(90)
    expect(text.length / gzipSync(text).length).toBeGreaterThan(100)
  })
})
