import { describe, expect, it } from 'vitest'
import { createBootstrap, type DirectoryCopies } from './bootstrap.ts'
import type { RdapReply } from './rdap-fetch.ts'

const START = Date.parse('2026-05-01T00:00:00Z')
const DAY_MS = 86_400_000
const URL_OF = 'https://directory.example/rdap'
const ASN = { type: 'asn', asn: 64500 } as const

const body = (server: string) =>
  Buffer.from(JSON.stringify({ services: [[['64500'], [`https://${server}.example/`]]] }))

/** A directory whose answer the test sets, with the copies that it keeps. */
function directory(answer: { status: number; body: Uint8Array } | 'down') {
  const clock = { ms: START }
  const kept = new Map<string, { body: unknown; fetchedAt: Date }>()
  const copies: DirectoryCopies = {
    read: async (kind) => kept.get(kind) ?? null,
    write: async (kind, value, fetchedAt) => void kept.set(kind, { body: value, fetchedAt }),
  }
  const source = { answer, asked: [] as string[] }
  const request = async (url: URL): Promise<RdapReply> => {
    source.asked.push(url.href)
    if (source.answer === 'down') throw new Error('down')
    return { headers: {}, ...source.answer }
  }
  const now = () => new Date(clock.ms)
  const make = () =>
    createBootstrap({ request, copies, now }, { url: URL_OF, maxAgeMs: DAY_MS, timeoutMs: 1000 })
  return { clock, source, make, kept }
}

describe('createBootstrap', () => {
  it('asks for the file of the question, once a day', async () => {
    const { clock, source, make } = directory({ status: 200, body: body('a') })
    const bootstrap = make()
    const found = { status: 'found', servers: ['https://a.example/'], fetchedAt: new Date(START) }
    expect(await bootstrap.serversOf(ASN)).toEqual(found)
    clock.ms += DAY_MS - 1
    expect(await bootstrap.serversOf(ASN)).toEqual(found)
    expect(source.asked).toEqual(['https://directory.example/rdap/asn.json'])
    clock.ms += 1
    source.answer = { status: 200, body: body('b') }
    expect(await bootstrap.serversOf(ASN)).toMatchObject({ servers: ['https://b.example/'] })
  })

  it('shares one request among questions asked at the same time', async () => {
    const { source, make } = directory({ status: 200, body: body('a') })
    const bootstrap = make()
    await Promise.all([bootstrap.serversOf(ASN), bootstrap.serversOf(ASN)])
    expect(source.asked).toHaveLength(1)
  })

  it.each([
    ['is down', 'down'],
    ['answers 500', { status: 500, body: body('b') }],
    ['says no JSON', { status: 200, body: Buffer.from('<html>') }],
    ['says no directory', { status: 200, body: Buffer.from('{"services":[]}') }],
    ['never ends', { status: 200, body: Buffer.alloc(4 * 2 ** 20 + 1, 0x20) }],
  ] as const)(
    'keeps the last good copy, with its age, when the source %s',
    async (_what, answer) => {
      const { clock, source, make } = directory({ status: 200, body: body('a') })
      const bootstrap = make()
      await bootstrap.serversOf(ASN)
      source.answer = answer
      clock.ms += 30 * DAY_MS
      const old = { servers: ['https://a.example/'], fetchedAt: new Date(START) }
      expect(await bootstrap.serversOf(ASN)).toMatchObject(old)
      expect(await bootstrap.serversOf(ASN)).toMatchObject(old)
      expect(source.asked).toHaveLength(2)
      clock.ms += 600_000
      source.answer = { status: 200, body: body('b') }
      expect(await bootstrap.serversOf(ASN)).toMatchObject({ servers: ['https://b.example/'] })
    },
  )

  it('begins with the copy that an earlier process kept', async () => {
    const { source, make, clock } = directory({ status: 200, body: body('a') })
    await make().serversOf(ASN)
    source.answer = 'down'
    clock.ms += 5 * DAY_MS
    expect(await make().serversOf(ASN)).toMatchObject({ servers: ['https://a.example/'] })
  })

  it('says when to ask again while it knows nothing', async () => {
    const { make } = directory('down')
    const retryAt = new Date(START + 600_000)
    expect(await make().serversOf(ASN)).toEqual({ status: 'unavailable', retryAt })
  })

  it('knows of what no registry answers for', async () => {
    const { make } = directory({ status: 200, body: body('a') })
    expect(await make().serversOf({ type: 'asn', asn: 1 })).toMatchObject({ status: 'none' })
  })

  it.each(['', 'directory.example', 'ftp://directory.example/', 'https://directory.example/?a'])(
    'refuses %j as its source',
    (url) => {
      const deps = { request: async () => Promise.reject(new Error()), now: () => new Date() }
      const copies = { read: async () => null, write: async () => undefined }
      expect(() =>
        createBootstrap({ ...deps, copies }, { url, maxAgeMs: 1, timeoutMs: 1 }),
      ).toThrow('set it to https://host/path of the directory')
    },
  )
})
