import { describe, expect, it } from 'vitest'
import { createAddressPolicy } from '@nightlight/runtime'
import { LOOPBACK, codeOf, startHttp, textOf } from './testing.ts'
import { startDns } from './testing-dns.ts'
import { startHttpProxy, startSocks5, type ProxyBehaviour } from './tunnel/testing-proxy.ts'
import { createVantagePoints, OWN_RESOLVER, type VantagePoint } from './vantage-point.ts'

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion'

const point = (name: string, more: Partial<VantagePoint> = {}): VantagePoint => ({
  name,
  country: null,
  userAgent: `Agent-${name}/1`,
  acceptLanguage: 'en',
  proxy: null,
  ...more,
})

const create = (points: readonly VantagePoint[], ports: readonly number[] = []) =>
  createVantagePoints({ policy: createAddressPolicy({ allowNetworks: LOOPBACK }) }, points, {
    allowPorts: ports,
  })

describe('createVantagePoints', () => {
  it('looks from each as it is described', async () => {
    await using server = await startHttp((request, response) => {
      response.end(`${request.headers['user-agent']} ${request.headers['accept-language']}`)
    })
    await using proxy = await startHttpProxy()
    const through = { type: 'http', host: proxy.host, port: proxy.port } as const
    await using vantage = create(
      [point('home'), point('be', { country: 'BE', acceptLanguage: 'nl,fr', proxy: through })],
      [server.port],
    )
    expect(vantage.names).toEqual(['home', 'be'])
    const home = await vantage.first.fetch(server.origin, { expect: 'page' })
    const away = await vantage.of('be').fetch(server.origin, { expect: 'page' })
    expect([textOf(home), textOf(away)]).toEqual(['Agent-home/1 en', 'Agent-be/1 nl,fr'])
    const at = new URL(server.origin)
    const [first, be] = [vantage.first.visitorAt(at), vantage.of('be').visitorAt(at)]
    expect(first).toEqual({ userAgent: 'Agent-home/1', acceptLanguage: 'en' })
    expect(be).toEqual({ userAgent: 'Agent-be/1', acceptLanguage: 'nl,fr' })
    expect(home.observation).toMatchObject({ egress: 'home', country: null, proxy: null })
    expect(away.observation).toMatchObject({ egress: 'be', country: 'BE', proxy: 'http' })
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port}`])
  })

  it('tells once of a proxy that fails, and once when it works again', async () => {
    await using server = await startHttp((_request, response) => response.end('here'))
    const told: string[] = []
    const behaviour: ProxyBehaviour = { answer: 'HTTP/1.1 404 Not Found\r\n\r\n' }
    await using through = await startHttpProxy(behaviour)
    const proxy = { type: 'http', host: through.host, port: through.port } as const
    const policy = createAddressPolicy({ allowNetworks: LOOPBACK })
    await using vantage = createVantagePoints({ policy }, [point('home'), point('be', { proxy })], {
      allowPorts: [server.port],
      onProxy: (name, state) => void told.push(`${name} ${state}`),
    })
    const ask = async () => codeOf(await vantage.of('be').fetch(server.origin, { expect: 'page' }))
    expect([await ask(), await ask()]).toEqual(['proxy-failed', 'proxy-failed'])
    expect(told).toEqual(['be fails'])
    await vantage.of('home').fetch(server.origin, { expect: 'page' })
    // An address that the rules refuse never comes to the proxy.
    await vantage.of('be').fetch('http://192.0.2.1/', { expect: 'page' })
    expect(told).toEqual(['be fails'])
    delete behaviour.answer
    await vantage.of('be').fetch(server.origin, { expect: 'page' })
    await vantage.of('be').fetch(server.origin, { expect: 'page' })
    expect(told).toEqual(['be fails', 'be works again'])
  })

  it('asks name servers that are its own, and no other', async () => {
    await using dns = await startDns({})
    await using vantage = create([point('own', { dnsServers: [dns.server] })])
    const { observation } = await vantage.of('own').fetch('http://site.com/', { expect: 'page' })
    expect(observation.dns).toMatchObject({ resolver: OWN_RESOLVER, isAbsent: true })
    expect(dns.asked).toContain('site.com')
  })

  it('looks at onion services from the first that reaches them', async () => {
    await using server = await startHttp((_request, response) => response.end('hidden'))
    await using proxy = await startSocks5({
      route: () => ({ host: '127.0.0.1', port: server.port }),
    })
    const tor = { type: 'socks5', host: proxy.host, port: proxy.port, onion: true } as const
    await using vantage = create([point('home'), point('tor', { proxy: tor })])
    const url = `http://${ONION}./`
    expect(textOf(await vantage.first.fetch(url, { expect: 'page' }))).toBe('hidden')
    expect(vantage.first.visitorAt(new URL(url)).userAgent).toBe('Agent-tor/1')
    expect(textOf(await vantage.first.fetch(new URL(url), { expect: 'page' }))).toBe('hidden')
    expect(codeOf(await vantage.of('home').fetch(url, { expect: 'page' }))).toBe('onion-refused')
    expect(proxy.asked).toEqual([`${ONION}:80`, `${ONION}:80`])
  })

  it('looks at onion services from each of two that share a Tor client, with its own user name', async () => {
    await using server = await startHttp((_request, response) => response.end('hidden'))
    await using proxy = await startSocks5({
      wants: /^(a|b):x$/,
      route: () => ({ host: '127.0.0.1', port: server.port }),
    })
    const tor = { type: 'socks5', host: proxy.host, port: proxy.port, onion: true } as const
    const of = (username: string) => point(username, { proxy: { ...tor, username, password: 'x' } })
    await using vantage = create([of('a'), of('b')])
    for (const name of vantage.reaching([ONION])) {
      const outcome = await vantage.of(name).fetch(`http://${ONION}/`, { expect: 'page' })
      expect([textOf(outcome), outcome.observation.egress]).toEqual(['hidden', name])
    }
    expect(proxy.credentials).toEqual(['a:x', 'b:x'])
  })

  it('names those that reach a host, and all when none does', async () => {
    const tor = { type: 'socks5', host: '127.0.0.1', port: 1, onion: true } as const
    await using vantage = create([point('home'), point('tor', { proxy: tor }), point('away')])
    expect(vantage.reaching(['site.com'])).toEqual(['home', 'tor', 'away'])
    expect(vantage.reaching(['site.com', ONION])).toEqual(['tor'])
    await using without = create([point('home'), point('away')])
    expect(without.reaching([ONION])).toEqual(['home', 'away'])
  })

  it('refuses onion services when none reaches them', async () => {
    await using vantage = create([point('home')])
    expect(codeOf(await vantage.first.fetch(`http://${ONION}/`, { expect: 'page' }))).toBe(
      'onion-refused',
    )
  })

  it('knows no other name', async () => {
    await using vantage = create([point('home')])
    expect(() => vantage.of('elsewhere')).toThrow(RangeError)
    expect(() => create([])).toThrow(RangeError)
    expect(() => create([point('a'), point('a')])).toThrow(RangeError)
  })

  it('ends what runs from each', async () => {
    await using server = await startHttp(() => undefined)
    const vantage = create([point('a'), point('b')], [server.port])
    const fetches = vantage.names.map((name) =>
      expect(vantage.of(name).fetch(server.origin, { expect: 'page' })).rejects.toThrow('disposed'),
    )
    await vantage[Symbol.asyncDispose]()
    await Promise.all(fetches)
  })
})
