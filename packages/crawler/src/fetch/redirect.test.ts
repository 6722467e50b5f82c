import { describe, expect, it } from 'vitest'
import { codeOf, fetchFrom, startHttp, textOf, type FetcherSetup } from './testing.ts'

describe('a redirect', () => {
  async function redirectTo(location: string, setup: FetcherSetup = {}) {
    await using server = await startHttp((request, response) => {
      if (request.url === '/') response.writeHead(302, { location }).end()
      else response.end(request.url)
    })
    await using inside = await startHttp((_request, response) => response.end('inside'))
    const outcome = await fetchFrom(server, {
      ports: [server.port, inside.port],
      allowNetworks: ['127.0.0.1'],
      ...setup,
    })
    return { outcome, inside: inside.connections(), connections: server.connections() }
  }

  it('is followed, and counted', async () => {
    const { outcome } = await redirectTo('/there?x#y')
    expect(textOf(outcome)).toBe('/there?x')
    expect(outcome).toMatchObject({ observation: { redirects: 1 } })
    expect(outcome.status === 'answered' && outcome.url.pathname).toBe('/there')
  })

  it('may hold spaces and raw UTF-8', async () => {
    const location = Buffer.from('/my é.jpg').toString('latin1')
    expect(textOf((await redirectTo(location)).outcome)).toBe('/my%20%C3%A9.jpg')
  })

  it.each([
    ['http://127.0.0.2/', 'address-refused'],
    ['http://169.254.169.254/latest/', 'address-refused'],
    ['//[::1]/', 'address-refused'],
    ['http://2130706434/', 'address-refused'],
    ['http://localhost/', 'host-refused'],
    ['http://unix:/run/x', 'host-refused'],
    ['http://127.0.0.1:22/', 'port-refused'],
    ['file:///etc/passwd', 'scheme-refused'],
    ['unix:/run/x', 'scheme-refused'],
    ['gopher://127.0.0.1/', 'scheme-refused'],
    ['http://', 'redirect-refused'],
    [String.raw`http:\\127.0.0.2\x`, 'redirect-refused'],
    [`/${'a'.repeat(2048)}`, 'redirect-refused'],
  ])('to %s is refused', async (location, code) => {
    const { outcome, connections } = await redirectTo(location)
    expect([codeOf(outcome), connections]).toEqual([code, 1])
  })

  it('to a name that leads inside is refused', async () => {
    const { outcome, connections } = await redirectTo('http://site.com/', {
      resolve: async () => ['10.0.0.1'],
    })
    expect([codeOf(outcome), connections]).toEqual(['address-refused', 1])
  })

  it('in a circle ends', async () => {
    await using server = await startHttp((request, response) => {
      response.writeHead(307, { location: request.url === '/a' ? '/b' : '/a' }).end()
    })
    const outcome = await fetchFrom(server, { path: '/a' })
    expect([codeOf(outcome), server.connections()]).toEqual(['too-many-redirects', 2])
  })

  it('is followed five times, not six', async () => {
    await using server = await startHttp((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.end('done')
      else response.writeHead(301, { location: `/${left - 1}` }).end()
    })
    expect(textOf(await fetchFrom(server, { path: '/5' }))).toBe('done')
    expect(await fetchFrom(server, { path: '/6' })).toMatchObject({
      code: 'too-many-redirects',
      observation: { redirects: 5, httpStatus: 301 },
    })
  })

  it('without a location is an answer', async () => {
    await using server = await startHttp((_request, response) => response.writeHead(302).end('x'))
    expect(codeOf(await fetchFrom(server))).toBe('answered 302')
  })

  it('shares the total deadline', async () => {
    await using server = await startHttp((request, response) => {
      const next = Number(request.url?.slice(1)) + 1
      const timer = setTimeout(() => response.writeHead(302, { location: `/${next}` }).end(), 100)
      response.on('close', () => clearTimeout(timer))
    })
    const limits = { totalMs: 250 }
    expect(codeOf(await fetchFrom(server, { path: '/0', limits }))).toBe('timeout')
  })
})
