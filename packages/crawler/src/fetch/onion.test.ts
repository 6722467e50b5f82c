import { describe, expect, it } from 'vitest'
import { isOnionName } from './onion.ts'
import { codeOf, createFetcher, startHttp, textOf } from './testing.ts'
import { startSocks5 } from './tunnel/testing-proxy.ts'

// The examples of Tor's rend-spec-v3, section 6.
const NAMES = [
  'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion',
  'sp3k262uwy4r2k3ycr5awluarykdpag6a7y33jxop4cs2lu5uz5sseqd.onion',
  'xa4r2iadxm55fbnqgwwi5mymqdcofiu3w6rpbtqn7b2dyn7mgwj64jyd.onion',
] as const

describe('isOnionName', () => {
  it.each([...NAMES, `www.${NAMES[0]}`])('accepts %s', (name) => {
    expect(isOnionName(name)).toBe(true)
  })

  it.each([
    ['a letter was changed', NAMES[0].replace('pg6', 'pg7')],
    ['the version is another one', NAMES[0].replace('yd.', 'ya.')],
    ['it is of version 2', 'expyuzz4wqqyqhjn.onion'],
    ['it is too long', `a${NAMES[0]}`],
    ['it is no base32', NAMES[0].replace('6', '1')],
    ['it is below another name', `${NAMES[0]}.com`],
    ['nothing stands before it', 'onion'],
  ])('refuses a name when %s', (_why, name) => {
    expect(isOnionName(name)).toBe(false)
  })
})

describe('an onion service', () => {
  it('is reached by its name, through a proxy for such names', async () => {
    await using server = await startHttp((request, response) => response.end(request.headers.host))
    await using proxy = await startSocks5({
      route: () => ({ host: '127.0.0.1', port: server.port }),
    })
    await using fetcher = createFetcher({
      proxy: { type: 'socks5', host: proxy.host, port: proxy.port, onion: true },
    })
    const outcome = await fetcher.fetch(`http://www.${NAMES[0]}/a`, { expect: 'page' })
    expect([textOf(outcome), proxy.asked]).toEqual([`www.${NAMES[0]}`, [`www.${NAMES[0]}:80`]])
    expect(outcome.observation).toMatchObject({ address: null, dns: null, proxy: 'socks5' })
  })

  it.each([
    ['a name with a wrong checksum', `http://${NAMES[0].replace('pg6', 'pg7')}/`, 'host-refused'],
    ['a name of version 2', 'http://expyuzz4wqqyqhjn.onion/', 'host-refused'],
    ['another closed name', 'http://printer.local/', 'host-refused'],
    ['a closed address', 'http://127.0.0.2/', 'address-refused'],
  ])('leaves closed: %s', async (_name, url, code) => {
    await using proxy = await startSocks5()
    await using fetcher = createFetcher({
      allowNetworks: ['127.0.0.1'],
      proxy: { type: 'socks5', host: proxy.host, port: proxy.port, onion: true },
    })
    expect(codeOf(await fetcher.fetch(url, { expect: 'page' }))).toBe(code)
    expect(proxy.connections()).toBe(0)
  })

  it('is not reached without a proxy, nor by a redirect', async () => {
    await using server = await startHttp((_request, response) => {
      response.writeHead(302, { location: `http://${NAMES[0]}/` }).end()
    })
    await using fetcher = createFetcher({ ports: [server.port] })
    const codes = [
      codeOf(await fetcher.fetch(`http://${NAMES[0]}/`, { expect: 'page' })),
      codeOf(await fetcher.fetch(server.origin, { expect: 'page' })),
    ]
    expect(codes).toEqual(['onion-refused', 'onion-refused'])
  })
})
