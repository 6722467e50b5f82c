import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readRetryAfter, type ApiError } from './api-error.ts'
import { createClient } from './client.ts'

type Asked = { method: string; url: string; headers: IncomingMessage['headers']; body: string }
type Reply = (response: ServerResponse, request: IncomingMessage) => void

const asked: Asked[] = []
/** What is answered, in order; the last of them to everything after. */
let replies: Reply[] = []
const server = createServer((request, response) => {
  const { method = '', url = '', headers } = request
  const one = { method, url, headers, body: '' }
  const reply = replies.length > 1 ? replies.shift()! : replies[0]!
  request.setEncoding('utf8').on('data', (part: string) => (one.body += part))
  request.on('end', () => {
    asked.push(one)
    reply(response, request)
  })
})
let url: string
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => asked.splice(0))
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Reply =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body))
const refuse = (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  json({ status, code, title: 'No', detail: 'Do otherwise' }, status, {
    'content-type': 'application/problem+json',
    'retry-after': '0',
    ...headers,
  })
const cut: Reply = (_response, request) => request.socket.destroy()
const silent: Reply = () => undefined

const client = (options: { tries?: number; timeoutMs?: number } = {}) =>
  createClient({ url: `${url}/`, key: 'secret', ...options })
const failure = (call: Promise<unknown>): Promise<ApiError> =>
  call.then(
    () => Promise.reject(new Error('It was answered')),
    (error: unknown) => error as ApiError,
  )
const report = { body: { url: 'https://host.example/a', note: undefined } }
const id = { params: { id: 'a/b' } }

describe('call', () => {
  it('sends what an operation takes and gives what it answers', async () => {
    replies = [json({ id: '1', state: 'waiting' }, 202)]
    expect(await client().call('POST /v1/reports', report)).toEqual({ id: '1', state: 'waiting' })
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: '/v1/reports',
        headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
        body: '{"url":"https://host.example/a"}',
      },
    ])
  })

  it('fills addresses and queries in, and lets no part lead elsewhere', async () => {
    replies = [json({ items: [], next: null })]
    const query = { limit: 2, after: undefined }
    await client().call('GET /v1/hash-lists/{id}/rests', { ...id, query })
    expect(asked[0]?.url).toBe('/v1/hash-lists/a%2Fb/rests?limit=2')
    for (const part of ['', '..', '.']) {
      const call = client().call('GET /v1/reports/{id}', { params: { id: part } })
      expect(await failure(call)).toBeInstanceOf(RangeError)
    }
    expect(asked).toHaveLength(1)
  })

  it('gives nothing for 204, and a file as it arrives', async () => {
    replies = [
      (response) => response.writeHead(204).end(),
      (response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('a,b'),
    ]
    const params = { id: '1', contactId: '2' }
    const gone = client().call('DELETE /v1/providers/{id}/contacts/{contactId}', { params })
    expect(await gone).toBeUndefined()
    const file = await client().call('GET /v1/submissions/{id}/refusals', id)
    expect(await new Response(file).text()).toBe('a,b')
  })

  it('says what the service says, and no address', async () => {
    const more = { field: 'url', roles: ['analyst'], index: 3 }
    replies = [json({ code: 'body-invalid', detail: 'Do otherwise', ...more }, 400)]
    const error = await failure(client().call('POST /v1/reports', report))
    expect(error).toMatchObject({ name: 'ApiError', kind: 'invalid', code: 'body-invalid' })
    expect(error).toMatchObject({ status: 400, detail: more, retryAfterMs: null })
    expect(error.message).toBe('Asking the service: Do otherwise')
    replies = [(response) => response.writeHead(418, { 'content-type': 'text/html' }).end('<p>')]
    expect(await failure(client().call('POST /v1/reports', report))).toMatchObject({
      code: 'http-418',
    })
    const nobody = createClient({ url: 'http://127.0.0.1:1', key: 'secret', tries: 1 })
    const unheard = await failure(nobody.call('POST /v1/reports', report))
    expect(unheard).toMatchObject({ code: 'service-unreachable', status: null })
    expect(JSON.stringify(unheard) + unheard.message + String(unheard.cause)).not.toContain(
      '127.0.0.1',
    )
  })

  it('follows no redirect', async () => {
    replies = [(response) => response.writeHead(307, { location: `${url}/elsewhere` }).end()]
    const error = await failure(client().call('POST /v1/reports', report))
    expect([error.code, asked.length]).toEqual(['service-redirects', 1])
  })
})

describe('trying again', () => {
  const { signal } = new AbortController()
  it('sends the same Idempotency-Key until there is an answer, and another one the next time', async () => {
    replies = [refuse(503, 'not-ready'), refuse(429, 'too-many-requests'), cut, json({ id: '1' })]
    await client().call('POST /v1/reports', { ...report, signal })
    expect(asked).toHaveLength(4)
    const key = (n: number) => asked[n]?.headers['idempotency-key']
    expect(new Set([0, 1, 2, 3].map(key)).size).toBe(1)
    expect(key(0)).toMatch(/^[\da-f-]{36}$/)
    await client().call('POST /v1/reports', report)
    await client().call('POST /v1/reports', { ...report, idempotencyKey: 'mine' })
    expect(key(4)).not.toBe(key(0))
    expect(key(5)).toBe('mine')
  })

  it('ends after as many tries as are allowed', async () => {
    replies = [refuse(503, 'not-ready')]
    const error = await failure(client({ tries: 3 }).call('GET /v1/reports/{id}', id))
    expect([error.code, asked.length]).toEqual(['not-ready', 3])
  })

  it('does not do twice what counts twice', async () => {
    const body = { role: 'reporter', name: 'Form' } as const
    replies = [cut]
    expect(await failure(client().call('POST /v1/keys', { body }))).toMatchObject({ status: null })
    replies = [refuse(503, 'not-ready')]
    await failure(client().call('PATCH /v1/providers/{id}', { ...id, body: {}, ifMatch: '"a"' }))
    expect(asked.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined, undefined])
    expect(asked.at(-1)?.headers['if-match']).toBe('"a"')
    replies = [refuse(429, 'too-many-requests'), json({ id: '1', key: 'k' }, 201)]
    expect(await client().call('POST /v1/keys', { body })).toEqual({ id: '1', key: 'k' })
  })

  it('does not try again what was refused, and leaves a long wait to the caller', async () => {
    replies = [refuse(409, 'idempotency-key-reused')]
    await failure(client().call('POST /v1/reports', report))
    replies = [refuse(429, 'too-many-requests', { 'retry-after': '61' })]
    const error = await failure(client().call('POST /v1/reports', report))
    expect([error.retryAfterMs, asked.length]).toEqual([61_000, 2])
  })

  it('reads Retry-After as seconds and as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z')
    const read = (text: string | null) => readRetryAfter(text, now)
    expect(read('7')).toBe(7000)
    expect(read('Thu, 01 Jan 2026 00:00:09 GMT')).toBe(9000)
    expect(read('Thu, 01 Jan 2025 00:00:09 GMT')).toBe(0)
    expect([read(null), read('soon')]).toEqual([null, null])
  })

  it.each([
    ['answers nothing', silent],
    [
      'ends its answer never',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
  ] as [string, Reply][])(
    'waits no longer than it is told where the service %s',
    async (_what, reply) => {
      replies = [reply]
      const error = await failure(
        client({ timeoutMs: 40, tries: 2 }).call('GET /v1/reports/{id}', id),
      )
      expect([error.code, asked.length]).toEqual(['service-timed-out', 2])
    },
  )

  it('ends with the reason of the signal, also while it waits', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    replies = [refuse(503, 'not-ready', { 'retry-after': '50' })]
    server.once('request', (_request, response) => response.on('close', () => stop.abort(reason)))
    const call = client().call('GET /v1/reports/{id}', { ...id, signal: stop.signal })
    expect(await failure(call)).toBe(reason)
    expect(await failure(client().call('GET /v1/replies', { signal: stop.signal }))).toBe(reason)
    expect(asked).toHaveLength(1)
  })
})

describe('files', () => {
  const where = { ...id, query: { algorithm: 'sha256' } } as const
  it('are streamed, and sent once', async () => {
    replies = [cut]
    const body = (async function* () {
      for (let n = 0; n < 100; n++) yield new TextEncoder().encode(`${n}\n`)
    })()
    const call = client().call('POST /v1/hash-lists/{id}/submissions', { ...where, body })
    expect(await failure(call)).toMatchObject({ code: 'service-unreachable' })
    expect(asked).toHaveLength(1)
    expect(asked[0]?.headers).toMatchObject({
      'transfer-encoding': 'chunked',
      'content-type': 'application/octet-stream',
    })
    expect(asked[0]?.body).toHaveLength(290)
  })

  it('are sent as what they are', async () => {
    replies = [json({ accepted: 1 })]
    await client().call('POST /v1/replies/import', { body: 'reference,answer\n' })
    const body = new Uint8Array([49])
    await client().call('POST /v1/hash-lists/preview', { query: {}, body, contentType: 'text/csv' })
    expect(asked.map((one) => [one.headers['content-type'], one.body])).toEqual([
      ['text/csv', 'reference,answer\n'],
      ['text/csv', '1'],
    ])
  })
})

describe('each', () => {
  it('goes through all pages', async () => {
    replies = [json({ items: [1, 2], next: 'b' }), json({ items: [3], next: null })]
    const all = await Array.fromAsync(client().each('GET /v1/takedowns', { query: { limit: 2 } }))
    expect(all).toEqual([1, 2, 3])
    expect(asked.map((one) => one.url)).toEqual([
      '/v1/takedowns?limit=2',
      '/v1/takedowns?limit=2&after=b',
    ])
  })

  it('goes on in the log from where a page says', async () => {
    replies = [json({ items: [1], next: 7 }), json({ items: [], next: null })]
    expect(await Array.fromAsync(client().each('GET /v1/audit/events'))).toEqual([1])
    expect(asked.map((one) => one.url)).toEqual(['/v1/audit/events', '/v1/audit/events?from=7'])
  })
})

describe('read', () => {
  it('gives the tag, and no answer that is known', async () => {
    replies = [
      json({ id: '1' }, 200, { etag: '"t"' }),
      (response) => response.writeHead(304, { etag: '"t"' }).end(),
    ]
    const first = await client().read('GET /v1/reports/{id}', null, id)
    expect(first).toEqual({ status: 'read', answer: { id: '1' }, tag: '"t"' })
    const known = await client().read('GET /v1/reports/{id}', first.tag, id)
    expect(known).toEqual({ status: 'unchanged', tag: '"t"' })
    expect(asked.map((one) => one.headers['if-none-match'])).toEqual([undefined, '"t"'])
  })
})
