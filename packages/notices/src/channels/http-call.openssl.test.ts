import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpCall, retryAfterMs } from './http-call.ts'
import { startHttpServer, type HttpAnswer } from './testing-http.ts'

const LOCAL = { allowNetworks: ['127.0.0.0/8'], timeoutMs: 300 }
const never = new AbortController().signal
const post = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'hello' } as const

let said: HttpAnswer = { code: 200 }
let server: Awaited<ReturnType<typeof startHttpServer>>
beforeAll(async () => {
  server = await startHttpServer(() => said)
})
afterAll(() => server[Symbol.asyncDispose]())

const ask = (
  answer: HttpAnswer,
  options: typeof LOCAL & { readsBody?: boolean } = LOCAL,
  signal = never,
) => {
  said = answer
  return createHttpCall(options)({ ...post, url: `${server.url}/path?query=1` }, signal)
}

describe('a call', () => {
  it('hands over what it is given and gives back what it is told', async () => {
    const end = await ask({ code: 418, headers: { 'Retry-After': '5' }, body: { a: 1 } })
    expect(end).toMatchObject({ status: 'reply', code: 418, body: '{"a":1}' })
    expect(end).toMatchObject({ headers: { 'retry-after': '5' } })
    expect(server.requests.at(-1)).toMatchObject({ ...post, url: '/path?query=1' })
  })

  it('follows no redirect', async () => {
    const before = server.requests.length
    const end = await ask({ code: 302, headers: { location: `${server.url}/other` } })
    expect(end).toMatchObject({ status: 'reply', code: 302 })
    expect(server.requests).toHaveLength(before + 1)
  })

  it('reads no more than 256 KiB of an answer', async () => {
    const end = await ask({ code: 200, body: 'x'.repeat(400_000) })
    expect(end).toMatchObject({ status: 'reply' })
    expect(end.status === 'reply' && end.body.length).toBe(256 * 1024)
  })

  it.each(['hang-up', 'silence'] as const)('that ends in %s may have arrived', async (answer) => {
    expect((await ask(answer)).status).toBe('cut-off')
  })

  it('whose answer does not end may have arrived, or is answered where the status is enough', async () => {
    const endless = { code: 202, headers: { 'retry-after': '5' }, isEndless: true }
    expect((await ask(endless)).status).toBe('cut-off')
    const end = await ask(endless, { ...LOCAL, readsBody: false })
    expect(end).toMatchObject({ status: 'reply', code: 202, body: '' })
    expect(end).toMatchObject({ headers: { 'retry-after': '5' } })
    expect(
      await ask({ code: 200, body: 'x'.repeat(2_000_000) }, { ...LOCAL, readsBody: false }),
    ).toMatchObject({
      status: 'reply',
      body: '',
    })
  })

  it('that is broken off by its caller may have arrived', async () => {
    const stop = new AbortController()
    const ending = ask('silence', { ...LOCAL, timeoutMs: 10_000 }, stop.signal)
    setTimeout(() => stop.abort(), 50)
    expect((await ending).status).toBe('cut-off')
  })

  it('to where nobody listens has not', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as AddressInfo
    closed.close()
    const url = `http://127.0.0.1:${port}/`
    expect((await createHttpCall(LOCAL)({ ...post, url }, never)).status).toBe('unreached')
  })

  it.each([
    ['a closed network', 'https://127.0.0.1:1/'],
    ['a name of a closed network', 'https://localhost:1/'],
    ['plain HTTP to a public address', 'http://93.184.216.34/'],
    ['plain HTTP to a name', 'http://hooks.example/'],
  ])('to %s is not made', async (_, url) => {
    const call = createHttpCall({ allowNetworks: [], timeoutMs: 300 })
    expect((await call({ ...post, url }, never)).status).toBe('unreached')
  })

  it('to a server with a certificate that nobody vouches for is not made', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightlight-tls-'))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-newkey', 'ec']
    const curve = ['-pkeyopt', 'ec_paramgen_curve:P-256']
    execFileSync(
      process.env['OPENSSL'] ?? 'openssl',
      ['req', '-x509', ...subject, ...curve, '-keyout', key, '-out', cert],
      {
        stdio: 'ignore',
      },
    )
    const options = { key: readFileSync(key), cert: readFileSync(cert) }
    let asked = 0
    const tls = createTlsServer(options, (_, response) => {
      asked++
      response.end()
    })
    tls.listen(0, '127.0.0.1')
    await once(tls, 'listening')
    const url = `https://127.0.0.1:${(tls.address() as AddressInfo).port}/`
    const end = await createHttpCall({ ...LOCAL, timeoutMs: 5_000 })({ ...post, url }, never)
    expect(end.status).toBe('unreached')
    expect(asked).toBe(0)
    tls.close()
    rmSync(folder, { recursive: true })
  })
})

describe('retryAfterMs', () => {
  const now = new Date('2026-11-03T10:00:00Z')

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Tue, 03 Nov 2026 10:01:00 GMT', 60_000],
    ['Tue, 03 Nov 2026 09:00:00 GMT', 0],
    ['999999999', 24 * 3_600_000],
    ['soon', null],
    [undefined, null],
  ])('%s is %s', (value, ms) => {
    expect(retryAfterMs(value, now)).toBe(ms)
  })
})
