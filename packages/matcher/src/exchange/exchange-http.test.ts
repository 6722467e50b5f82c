import { RetryLater } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { ExchangeUnavailable } from './exchange-errors.ts'
import { createExchangeHttp, ignoreAnswer, readJson, type ExchangeLimits } from './exchange-http.ts'
import { never, startExchangeServer, stillDeps, type Fault } from './testing-exchange.ts'

const AT = new Date('2026-05-01T00:00:00Z')
const SECRET = 'Basic c2VjcmV0'
const GOOD = { status: 200, body: JSON.stringify({ rows: 'x'.repeat(100) }) }

async function setUp(faults: Fault[], limits: Partial<ExchangeLimits> = {}) {
  const server = await startExchangeServer(AT, () => GOOD)
  server.faults.push(...faults)
  const { deps, waits } = stillDeps(AT)
  const http = createExchangeHttp(deps, {
    service: 'the exchange',
    baseUrl: server.url,
    headers: { authorization: SECRET },
    limits,
  })
  const ask = (isRepeatable = true, signal = never()) =>
    http.ask(
      { method: 'GET', path: '/v2/entries?from=then', isRepeatable },
      readJson('the exchange', (value) => value),
      signal,
    )
  return { server, waits, ask, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const thrown = (asking: Promise<unknown>): Promise<unknown> =>
  asking.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  )

const status = (code: number, headers: Record<string, string> = {}): Fault => ({
  status: code,
  headers,
  body: 'what they say',
})

describe('ask', () => {
  it('gives the answer and the time of the other clock', async () => {
    await using it = await setUp([])
    expect(await it.ask()).toEqual({ value: { rows: 'x'.repeat(100) }, answeredAt: AT })
    expect(it.server.requests).toMatchObject([
      { method: 'GET', path: '/v2/entries', query: { from: 'then' } },
    ])
    expect(it.server.requests[0]?.headers['authorization']).toBe(SECRET)
  })

  it('asks again, longer apart each time, after a failure of theirs', async () => {
    await using it = await setUp([status(500), status(502), 'cut', 'half'])
    await it.ask()
    expect(it.waits).toEqual([500, 1000, 2000, 4000])
    expect(it.server.requests).toHaveLength(5)
  })

  it('gives up after a bounded number of attempts', async () => {
    await using it = await setUp([status(500), 'cut', status(500)], { attempts: 3 })
    const error = await thrown(it.ask())
    expect(error).toBeInstanceOf(ExchangeUnavailable)
    expect(error).toMatchObject({ code: 'exchange-server-error', reason: '500' })
    expect(it.server.requests).toHaveLength(3)
  })

  it('does not repeat what is not repeatable, unless it was not taken', async () => {
    await using it = await setUp([status(500), 'cut', status(429), status(503)])
    expect(await thrown(it.ask(false))).toMatchObject({ code: 'exchange-server-error' })
    expect(await thrown(it.ask(false))).toMatchObject({ code: 'exchange-unreachable' })
    await it.ask(false)
    expect(it.server.requests).toHaveLength(5)
  })

  it.each(['silence', 'stall'] as const)('gives up on an answer that is slow: %s', async (slow) => {
    await using it = await setUp([slow, slow], { timeoutMs: 2_000, attempts: 2 })
    expect(await thrown(it.ask())).toMatchObject({
      name: 'ExchangeUnavailable',
      code: 'exchange-timeout',
    })
    expect(it.server.requests).toHaveLength(2)
  })

  it('reads no more decoded bytes than it may', async () => {
    await using it = await setUp(['bomb'], { maxBytes: 2 ** 20 })
    expect(await thrown(it.ask())).toMatchObject({
      kind: 'invalid',
      code: 'exchange-answer-too-large',
    })
    expect(it.server.requests).toHaveLength(1)
  })

  it('asks once more for a damaged page, then says so', async () => {
    await using it = await setUp(['half', 'half'])
    expect(await thrown(it.ask())).toMatchObject({
      kind: 'invalid',
      code: 'exchange-page-malformed',
    })
    expect(it.server.requests).toHaveLength(2)
  })

  it.each([
    [401, 'forbidden', 'exchange-unauthorised'],
    [403, 'forbidden', 'exchange-forbidden'],
    [404, 'not-found', 'exchange-not-found'],
    [400, 'invalid', 'exchange-refused-request'],
  ])('does not ask again after a %i', async (code, kind, name) => {
    await using it = await setUp([status(code)])
    expect(await thrown(it.ask())).toMatchObject({ kind, code: name, detail: { status: code } })
    expect(it.server.requests).toHaveLength(1)
  })

  it.each([301, 302, 307, 308])('follows no redirect (%i)', async (code) => {
    await using elsewhere = await startExchangeServer(AT, () => GOOD)
    await using it = await setUp([status(code, { location: elsewhere.url })])
    expect(await thrown(it.ask())).toMatchObject({ code: 'exchange-redirected' })
    expect(elsewhere.requests).toEqual([])
  })

  it('waits as long as it is asked to, in seconds or until a date', async () => {
    const until = new Date(AT.getTime() + 9_000).toUTCString()
    await using it = await setUp([
      status(429, { 'retry-after': '12' }),
      status(503, { 'retry-after': until }),
    ])
    await it.ask()
    expect(it.waits).toEqual([12_000, 9_000])
  })

  it('hands a long wait up, and one that has no end', async () => {
    await using it = await setUp([status(503, { 'retry-after': '3600' })])
    const error = await thrown(it.ask())
    expect(error).toBeInstanceOf(RetryLater)
    expect(error).toMatchObject({ at: new Date(AT.getTime() + 3_600_000) })
    expect(it.server.requests).toHaveLength(1)

    it.server.faults.push(...Array.from({ length: 5 }, () => status(429)))
    expect(await thrown(it.ask())).toMatchObject({ at: new Date(AT.getTime() + 60_000) })
    expect(it.server.requests).toHaveLength(6)
  })

  it('stops when the caller does', async () => {
    await using it = await setUp(['silence'])
    const stop = new AbortController()
    const asking = thrown(it.ask(true, stop.signal))
    stop.abort(new Error('stopped'))
    expect(await asking).toEqual(new Error('stopped'))
  })

  it('stops while it waits, with the reason of the caller', async () => {
    await using server = await startExchangeServer(AT, () => GOOD)
    server.faults.push(status(503))
    const stop = new AbortController()
    const http = createExchangeHttp(
      { now: () => AT },
      { service: 'the exchange', baseUrl: server.url, headers: {}, limits: { attempts: 9 } },
    )
    const asking = thrown(
      http.ask({ method: 'GET', path: '/', isRepeatable: true }, ignoreAnswer, stop.signal),
    )
    await server.answered(1)
    stop.abort(new Error('stopped'))
    expect(await asking).toEqual(new Error('stopped'))
  })

  it('says nothing of an address, a credential or an answer in an error', async () => {
    const closed = await setUp([])
    await closed[Symbol.asyncDispose]()
    await using it = await setUp([status(400), status(500), 'cut', 'half', 'half'], { attempts: 2 })
    const errors = [await thrown(closed.ask())]
    for (let count = 0; count < 3; count++) errors.push(await thrown(it.ask()))
    for (const error of errors) {
      const { message, stack = '', cause } = error as Error
      const all = [message, stack.split('\n')[0], JSON.stringify(error)].join(' ')
      expect(all).not.toMatch(/127\.0\.0\.1|http:|entries|c2VjcmV0|what they say|xxx/)
      expect(cause).toBeUndefined()
    }
    expect(errors[0]).toMatchObject({ code: 'exchange-unreachable', reason: 'ECONNREFUSED' })
  })
})
