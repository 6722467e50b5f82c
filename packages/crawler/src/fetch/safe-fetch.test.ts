import { describe, expect, it } from 'vitest'
import { createAddressPolicy } from '@nightlight/runtime'
import { storedObservation } from './observation.ts'
import { createSafeFetch } from './safe-fetch.ts'
import { LOOPBACK, codeOf, createFetcher, fetchFrom, startHttp, textOf } from './testing.ts'

describe('an ordinary answer', () => {
  it('is returned with what was observed', async () => {
    await using server = await startHttp((_request, response) => {
      response.setHeader('server', 'test\t1')
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end('<p>hello')
    })
    const outcome = await fetchFrom(server, { path: '/a?b=c' })
    expect(textOf(outcome)).toBe('<p>hello')
    expect(outcome).toMatchObject({
      status: 'answered',
      httpStatus: 200,
      contentType: 'text/html; charset=utf-8',
      observation: {
        address: '127.0.0.1',
        port: server.port,
        httpStatus: 200,
        redirects: 0,
        wireBytes: 8,
        bodyBytes: 8,
        server: 'test?1',
        certificateSha256: null,
        tlsVersion: null,
        egress: 'lab',
      },
    })
  })

  it('carries the times of the clock that was given', async () => {
    await using server = await startHttp((_request, response) => response.end())
    const times = [new Date(1_000), new Date(2_000), new Date(3_000)]
    const fetcher = createSafeFetch(
      {
        policy: createAddressPolicy({ allowNetworks: LOOPBACK }),
        now: () => times.shift() ?? new Date(0),
      },
      { allowPorts: [server.port], userAgent: 'Test/1', egress: 'lab' },
    )
    const { observation } = await fetcher.fetch(server.origin, { expect: 'page' })
    expect(observation).toMatchObject({ startedAt: new Date(1_000), finishedAt: new Date(3_000) })
  })

  it.each([404, 403, 451, 500, 503])('of status %i carries its body', async (status) => {
    await using server = await startHttp((_request, response) => {
      response.writeHead(status).end('sorry')
    })
    const outcome = await fetchFrom(server)
    expect([codeOf(outcome), textOf(outcome)]).toEqual([`answered ${status}`, 'sorry'])
  })

  it.each([204, 304])('of status %i is empty', async (status) => {
    await using server = await startHttp((_request, response) => {
      response.writeHead(status, { 'content-encoding': 'gzip' }).end()
    })
    const outcome = await fetchFrom(server)
    expect([codeOf(outcome), textOf(outcome)]).toEqual([`answered ${status}`, ''])
  })

  it('says when to come back', async () => {
    await using server = await startHttp((_request, response) => {
      response.writeHead(429, { 'retry-after': '120' }).end()
    })
    expect(await fetchFrom(server)).toMatchObject({ httpStatus: 429, retryAfterMs: 120_000 })
  })

  it('owns its bytes', async () => {
    await using server = await startHttp((_request, response) => response.end('ab'))
    const outcome = await fetchFrom(server)
    expect(outcome.status === 'answered' && outcome.body.buffer.byteLength).toBe(2)
  })

  it('is a picture where a page was expected', async () => {
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(60_000, 1)])
    await using server = await startHttp((request, response) => {
      if (request.url === '/typed') response.setHeader('content-type', 'image/jpeg')
      response.end(jpeg)
    })
    const limits = { pageBytes: 1_000, pageWireBytes: 1_000 }
    expect(codeOf(await fetchFrom(server, { path: '/typed', limits }))).toBe('answered 200')
    expect(codeOf(await fetchFrom(server, { path: '/untyped', limits }))).toBe('answered 200')
  })
})

describe('the request', () => {
  it('names the host of the URL and gives nothing away', async () => {
    const seen: string[][] = []
    await using server = await startHttp((request, response) => {
      seen.push(request.rawHeaders)
      response.end()
    })
    await using fetcher = createFetcher({
      ports: [server.port],
      resolve: async () => ['127.0.0.1'],
    })
    await fetcher.fetch(`http://u:p@picture.site.com:${server.port}/a`, { expect: 'image' })
    const names = (seen[0] ?? []).filter((_, index) => index % 2 === 0)
    expect(names.map((name) => name.toLowerCase()).sort()).toEqual([
      'accept',
      'accept-encoding',
      'accept-language',
      'connection',
      'host',
      'user-agent',
    ])
    expect(seen[0]).toContain(`picture.site.com:${server.port}`)
  })

  it('closes the connection after the answer', async () => {
    await using server = await startHttp((_request, response) => response.end('x'))
    const closed = server.nextClose()
    await fetchFrom(server)
    await closed
  })

  it('does not keep cookies', async () => {
    const cookies: unknown[] = []
    await using server = await startHttp((request, response) => {
      cookies.push(request.headers.cookie)
      response.setHeader('set-cookie', 'a=1')
      response.end()
    })
    await using fetcher = createFetcher({ ports: [server.port] })
    await fetcher.fetch(`${server.origin}/1`, { expect: 'page' })
    await fetcher.fetch(`${server.origin}/2`, { expect: 'page' })
    expect(cookies).toEqual([undefined, undefined])
  })
})

describe('credentials in a URL', () => {
  it.each([
    ['as text', (origin: string) => origin.replace('//', '//ann:secret@'), true],
    ['as a URL', (origin: string) => new URL(origin.replace('//', '//ann@')), true],
    ['that has none', (origin: string) => origin, false],
  ])('are dropped and noted: %s', async (_name, urlOf, dropped) => {
    const seen: unknown[] = []
    await using server = await startHttp((request, response) => {
      seen.push(request.headers.authorization)
      response.end('x')
    })
    await using fetcher = createFetcher({ ports: [server.port] })
    const outcome = await fetcher.fetch(urlOf(server.origin), { expect: 'page' })
    expect([outcome.observation.credentialsDropped, seen]).toEqual([dropped, [undefined]])
  })

  it('are dropped from a redirect, and from the refusal of one', async () => {
    const seen: unknown[] = []
    await using server = await startHttp((request, response) => {
      seen.push(request.headers.authorization)
      const target = `//ann:secret@127.0.0.1:${server.port}/there`
      if (request.url === '/') response.writeHead(302, { location: target }).end()
      else response.end('there')
    })
    const outcome = await fetchFrom(server)
    expect([textOf(outcome), outcome.observation.credentialsDropped]).toEqual(['there', true])
    expect(seen).toEqual([undefined, undefined])
  })
})

describe('a conditional request', () => {
  const lastModified = 'Sat, 01 Jan 2000 00:00:00 GMT'

  async function startVersioned() {
    const asked: (string | undefined)[] = []
    const server = await startHttp((request, response) => {
      const { 'if-none-match': etag, 'if-modified-since': since } = request.headers
      asked.push(etag ?? since)
      if (request.url === '/moved') return response.writeHead(302, { location: '/' }).end()
      response.setHeader('etag', '"v1"')
      response.setHeader('last-modified', lastModified)
      if (etag === '"v1"') return response.writeHead(304).end()
      return response.end('body')
    })
    return Object.assign(server, { asked })
  }

  it('is answered by nothing new, or by the new body', async () => {
    await using server = await startVersioned()
    await using fetcher = createFetcher({ ports: [server.port] })
    const first = await fetcher.fetch(server.origin, { expect: 'page' })
    const validators = first.status === 'answered' ? first.validators : null
    expect(validators).toEqual({ etag: '"v1"', lastModified })
    const again = await fetcher.fetch(server.origin, { expect: 'page', conditional: validators! })
    expect(again).toMatchObject({ status: 'not-modified', httpStatus: 304, validators })
    expect(again.observation).toMatchObject({ httpStatus: 304, bodyBytes: 0 })
    expect(again.observation.requestHeaders).toContain('if-none-match')
    const changed = { etag: 'W/"v0"' }
    const other = await fetcher.fetch(server.origin, { expect: 'page', conditional: changed })
    expect(textOf(other)).toBe('body')
    expect(server.asked).toEqual([undefined, '"v1"', 'W/"v0"'])
  })

  it('asks the URL itself only, never where it leads', async () => {
    await using server = await startVersioned()
    await using fetcher = createFetcher({ ports: [server.port] })
    const conditional = { etag: '"v1"' }
    const outcome = await fetcher.fetch(`${server.origin}/moved`, { expect: 'page', conditional })
    expect(outcome).toMatchObject({ status: 'answered', validators: null })
    expect(server.asked).toEqual(['"v1"', undefined])
  })

  it.each([
    { etag: 'v1' },
    { etag: '"v1"\r\nx: y' },
    { etag: `"${'v'.repeat(300)}"` },
    { lastModified: 'yesterday' },
  ])('takes only what a server may have said: %j', async (conditional) => {
    await using fetcher = createFetcher({})
    await expect(
      fetcher.fetch('http://site.com/', { expect: 'page', conditional }),
    ).rejects.toThrow(TypeError)
  })
})

describe('what is observed', () => {
  it('holds the way to the answer, and nothing that names it', async () => {
    await using server = await startHttp((request, response) => {
      response.setHeader('etag', '"0123456789abcdef"')
      response.setHeader('via', '1.1 secret-cache')
      response.setHeader('content-language', 'nl\tBE')
      response.setHeader('x-other', 'secret')
      if (request.url === '/a') response.writeHead(301, { location: '/secret' }).end()
      else response.writeHead(200, { 'set-cookie': 'secret=1', 'retry-after': '9' }).end('x')
    })
    const outcome = await fetchFrom(
      { origin: `http://site.com:${server.port}`, port: server.port },
      {
        path: '/a',
        resolve: async () => ({
          addresses: ['127.0.0.1'],
          resolver: 'test',
          cnames: ['cdn.site.net'],
        }),
      },
    )
    const stored = storedObservation(outcome.observation)
    expect(stored).toMatchObject({
      resolver: 'test',
      dnsAddresses: ['127.0.0.1'],
      cnames: ['cdn.site.net'],
      httpVersion: '1.1',
      redirectSteps: [{ httpStatus: 301, to: 'same-host', tls: false }],
      requestHeaders: [
        'host',
        'connection',
        'user-agent',
        'accept',
        'accept-language',
        'accept-encoding',
      ],
      headers: {
        'content-language': 'nl?BE',
        'retry-after': '9',
        etag: 'present',
        via: 'present',
        'set-cookie': 'present',
      },
    })
    expect(JSON.stringify(stored)).not.toMatch(/secret|0123456789abcdef|site\.com/)
    const { resolvedMs, connectedMs, headersMs, finishedMs } = outcome.observation.timings
    const times = [resolvedMs, connectedMs, headersMs, finishedMs].map(Number)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  it('says how far a failed fetch came', async () => {
    await using server = await startHttp((_request, response) => response.destroy())
    const { observation } = await fetchFrom(server)
    expect(observation.timings).toMatchObject({
      resolvedMs: expect.any(Number),
      connectedMs: expect.any(Number),
      securedMs: null,
      headersMs: null,
      finishedMs: expect.any(Number),
    })
  })
})

describe('a URL that breaks the rules', () => {
  it.each([
    ['nonsense', 'not-a-url'],
    [`http://site.com/${'a'.repeat(2048)}`, 'url-too-long'],
    ['file:///etc/passwd', 'scheme-refused'],
    ['http://unix:/run/x', 'host-refused'],
    ['http://metadata.google.internal/', 'host-refused'],
    ['http://site.com:6379/', 'port-refused'],
  ])('is refused: %s', async (url, code) => {
    await using fetcher = createFetcher({})
    const outcome = await fetcher.fetch(url, { expect: 'page' })
    expect(outcome).toMatchObject({ status: 'refused', code, observation: { address: null } })
  })
})

describe('the caller', () => {
  it('may abort, and gets its reason', async () => {
    await using server = await startHttp(() => undefined)
    await using fetcher = createFetcher({ ports: [server.port] })
    const control = new AbortController()
    const fetching = fetcher.fetch(server.origin, { expect: 'page', signal: control.signal })
    control.abort(new Error('stopped'))
    await expect(fetching).rejects.toThrow('stopped')
  })

  it('may abort while the body is read', async () => {
    const started = Promise.withResolvers<void>()
    await using server = await startHttp((_request, response) => {
      response.write('x', () => started.resolve())
    })
    await using fetcher = createFetcher({ ports: [server.port] })
    const control = new AbortController()
    const closed = server.nextClose()
    const fetching = fetcher.fetch(server.origin, { expect: 'page', signal: control.signal })
    await started.promise
    control.abort(new Error('stopped'))
    await expect(fetching).rejects.toThrow('stopped')
    await closed
  })

  it('ends what is running by disposing, and cannot go on', async () => {
    await using server = await startHttp(() => undefined)
    const fetcher = createFetcher({ ports: [server.port] })
    const fetching = expect(fetcher.fetch(server.origin, { expect: 'page' })).rejects.toThrow(
      'disposed',
    )
    await fetcher[Symbol.asyncDispose]()
    await fetching
    await expect(fetcher.fetch(server.origin, { expect: 'page' })).rejects.toThrow('disposed')
  })
})

describe('a redirect', () => {
  const [A, B] = ['a.site.net', 'b.site.net']

  /** Follows `/` of the first host by `ways`, where `paused` wants to be left alone. */
  async function follow(ways: Record<string, [host: string, path: string]>, paused?: string) {
    const steps: string[] = []
    await using server = await startHttp((request, response) => {
      const path = request.url ?? ''
      steps.push(`ask ${path}`)
      const way = ways[path]
      if (!way) return void response.end('here')
      response.writeHead(302, { location: `http://${way[0]}:${server.port}${way[1]}` }).end()
    })
    await using fetcher = createSafeFetch(
      {
        policy: createAddressPolicy({ allowNetworks: LOOPBACK }),
        resolve: async () => ['127.0.0.1'],
        enterHost: async (host, signal, hasTurn) => {
          steps.push(`${hasTurn ? 'look' : 'wait'} ${host}`)
          signal.throwIfAborted()
          return host === paused ? 'paused' : 'entered'
        },
      },
      { allowPorts: [server.port], userAgent: 'Test/1', egress: 'lab' },
    )
    const outcome = await fetcher.fetch(`http://${A}:${server.port}/`, { expect: 'page' })
    return { outcome, steps }
  }

  it('waits for the turn at another host, and has it at the same and at the first', async () => {
    const { outcome, steps } = await follow({ '/': [A, '/1'], '/1': [B, '/2'], '/2': [A, '/3'] })
    expect(textOf(outcome)).toBe('here')
    const atA = `look ${A}`
    expect(steps).toEqual(['ask /', atA, 'ask /1', `wait ${B}`, 'ask /2', atA, 'ask /3'])
  })

  it('is not followed to a host that asked to be left alone', async () => {
    const { outcome, steps } = await follow({ '/': [B, '/1'] }, B)
    expect(outcome).toMatchObject({ status: 'failed', code: 'host-paused' })
    expect(outcome.observation).toMatchObject({ httpStatus: 302, redirects: 0 })
    expect(steps).toEqual(['ask /', `wait ${B}`])
  })
})
