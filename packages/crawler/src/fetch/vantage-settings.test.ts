import { EnvironmentError } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { onionShortage, readVantagePoints } from './vantage-settings.ts'

const env = { CRAWL_EGRESS: 'home', CRAWL_USER_AGENT: 'Test/1', REMOVAL_VANTAGE_POINTS: 1 }
const read = (points: unknown) =>
  readVantagePoints({
    ...env,
    CRAWL_VANTAGE_POINTS: typeof points === 'string' ? points : JSON.stringify(points),
  })

function problemsOf(points: unknown): readonly string[] {
  try {
    read(points)
    return []
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems
    throw error
  }
}

describe('readVantagePoints', () => {
  it('makes two points of the other settings when there is no list', () => {
    const here = { country: null, acceptLanguage: 'en,*;q=0.5', proxy: null }
    const userAgent = expect.stringContaining('Chrome/')
    expect(read('')).toEqual([
      { name: 'home', userAgent: 'Test/1', ...here },
      { name: 'home-browser', userAgent, ...here },
    ])
  })

  it('refuses fewer points than prove a removal', () => {
    const one = { ...env, CRAWL_VANTAGE_POINTS: '[{"name":"be"}]', REMOVAL_VANTAGE_POINTS: 2 }
    expect(() => readVantagePoints(one)).toThrow(EnvironmentError)
    expect(readVantagePoints({ ...one, REMOVAL_VANTAGE_POINTS: 1 })).toHaveLength(1)
  })

  it('completes what a point leaves out', () => {
    const proxy = { type: 'socks5', host: '127.0.0.1', port: 9050, onion: true }
    const points = [
      { name: 'be', country: 'BE', userAgent: 'Other/2', acceptLanguage: 'nl,fr;q=0.8' },
      { name: 'tor', proxy },
    ]
    expect(read(points)).toEqual([
      { ...points[0], proxy: null },
      { name: 'tor', country: null, userAgent: 'Test/1', acceptLanguage: 'en,*;q=0.5', proxy },
    ])
  })

  it('takes one Tor client with two user names for two points', () => {
    const tor = { type: 'socks5', host: '127.0.0.1', port: 9050, onion: true, password: 'x' }
    const points = read(
      ['a', 'b'].map((username) => ({ name: `tor-${username}`, proxy: { ...tor, username } })),
    )
    expect(points).toMatchObject([
      { name: 'tor-a', proxy: { ...tor, username: 'a' } },
      { name: 'tor-b', proxy: { ...tor, username: 'b' } },
    ])
    expect(onionShortage(points, 2)).toBeNull()
    expect(onionShortage(points, 3)).toEqual({ reaching: 2, needed: 3 })
    expect(onionShortage([...points.slice(1), ...read([{ name: 'home' }])], 2)).toEqual({
      reaching: 1,
      needed: 2,
    })
    expect(onionShortage(read(''), 2)).toBeNull()
  })

  it.each([
    ['[', [' is no JSON']],
    [{}, [' must be an array with an item']],
    [[], [' must be an array with an item']],
    [[null], ['[0] must be object']],
    [[{}], ['[0].name is missing']],
    [[{ name: 'a' }, { name: 'a' }], ['[1].name is there twice']],
    [
      [{ name: 'a', dnsServers: ['dns.site.com'] }],
      ['[0].dnsServers.0 has a character or a length that is not allowed'],
    ],
    [
      [
        { name: 'a', dnsServers: ['9.9.9.9'] },
        { name: 'b', dnsServers: ['1.1.1.1', '9.9.9.9:53'] },
      ],
      ['[1].dnsServers names a server of another vantage point'],
    ],
    [
      [
        { name: 'a', dnsServers: ['2620:fe::fe'] },
        { name: 'b', dnsServers: ['[2620:FE:0::FE]:53'] },
      ],
      ['[1].dnsServers names a server of another vantage point'],
    ],
    [[{ name: 'a', colour: 'red' }], ['[0].colour is not known']],
    [
      [{ name: 'a', country: 'be' }],
      ['[0].country has a character or a length that is not allowed'],
    ],
    [
      [{ name: 'a', userAgent: 'x\r\ny: z' }],
      ['[0].userAgent has a character or a length that is not allowed'],
    ],
    [
      [{ name: 'a', proxy: { type: 'ftp' } }],
      ['[0].proxy.type must be one of http, https, socks5'],
    ],
    [
      [{ name: 'a', proxy: { type: 'toString' } }],
      ['[0].proxy.type must be one of http, https, socks5'],
    ],
    [[{ name: 'a', proxy: { type: 'http', host: 'h', port: 0 } }], ['[0].proxy.port must be >= 1']],
    [
      [{ name: 'a', proxy: { type: 'http', host: 'h', port: 1, onion: true } }],
      ['[0].proxy.onion is not known'],
    ],
    [
      [{ name: 'a', proxy: { type: 'http', port: '1', username: 'ann' } }],
      [
        '[0].proxy must have both username and password, or none',
        '[0].proxy.host is missing',
        '[0].proxy.port must be integer',
      ],
    ],
  ])('refuses %j, naming the field', (points, problems) => {
    expect(problemsOf(points)).toEqual(problems.map((problem) => `CRAWL_VANTAGE_POINTS${problem}`))
  })

  it('never repeats a secret', () => {
    const proxy = { type: 'http', host: 'h h', port: 1, username: 'an:n', password: 'sesa\nme' }
    const text = problemsOf([{ name: 'a', proxy }]).join()
    expect(text).toContain('password')
    expect(text).not.toMatch(/an:n|sesa|h h/)
  })
})
