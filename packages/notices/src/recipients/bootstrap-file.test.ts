import { describe, expect, it } from 'vitest'
import { kindOf, readDirectory, serversFor, type DirectoryKind } from './bootstrap-file.ts'

const file = (services: unknown) => ({ version: '1.0', publication: '2026-01-01', services })
const read = (kind: DirectoryKind, services: unknown) => readDirectory(kind, file(services))!
const server = (name: string) => `https://${name}.example/`

describe('serversFor', () => {
  it('takes the longest prefix of an IPv4 address, wherever it stands', () => {
    const directory = read('ipv4', [
      [['192.0.0.0/8'], [server('wide')]],
      [['192.0.2.0/24', '198.51.100.0/25'], [server('narrow')]],
      [['192.0.0.0/16'], [server('middle')]],
    ])
    const ask = (address: string) => serversFor(directory, { type: 'address', address })
    expect(ask('192.0.2.7')).toEqual([server('narrow')])
    expect(ask('192.0.3.7')).toEqual([server('middle')])
    expect(ask('192.1.3.7')).toEqual([server('wide')])
    expect(ask('198.51.100.127')).toEqual([server('narrow')])
    expect(ask('198.51.100.128')).toEqual([])
  })

  it('takes the longest prefix of an IPv6 address, of any length', () => {
    const directory = read('ipv6', [
      [['2001:db8::/32'], [server('wide')]],
      [['2001:db8:8000::/33', '2001:db8::/29'], [server('narrow')]],
    ])
    const ask = (address: string) => serversFor(directory, { type: 'address', address })
    expect(ask('2001:db8:8000::1')).toEqual([server('narrow')])
    expect(ask('2001:db8:7fff::1')).toEqual([server('wide')])
    expect(ask('2001:dbf::1')).toEqual([server('narrow')])
    expect(ask('192.0.2.1')).toEqual([])
  })

  it('finds a network number in ranges and alone', () => {
    const directory = read('asn', [
      [['64496-64500', '64505'], [server('a')]],
      [['64510-64520'], [server('b')]],
    ])
    const ask = (asn: number) => serversFor(directory, { type: 'asn', asn })
    for (const asn of [64496, 64500, 64505]) expect(ask(asn)).toEqual([server('a')])
    expect(ask(64510)).toEqual([server('b')])
    expect([64495, 64501, 64521].map(ask)).toEqual([[], [], []])
  })

  it('takes the most labels of a domain, whole labels only', () => {
    const directory = read('dns', [
      [['example'], [server('top')]],
      [['co.example', 'xn--p1ai'], [server('second')]],
    ])
    const ask = (domain: string) => serversFor(directory, { type: 'domain', domain })
    expect(ask('site.example')).toEqual([server('top')])
    expect(ask('SITE.co.example.')).toEqual([server('second')])
    expect(ask('notco.example')).toEqual([server('top')])
    expect(ask('сайт.рф')).toEqual([server('second')])
    expect(ask('site.test')).toEqual([])
  })

  it('puts https first and has every server end in a slash', () => {
    const urls = ['http://a.example/rdap', 'https://a.example/rdap', 'ftp://a.example/', 'x', 7]
    const directory = read('asn', [[['1'], urls]])
    expect(serversFor(directory, { type: 'asn', asn: 1 })).toEqual([
      'https://a.example/rdap/',
      'http://a.example/rdap/',
    ])
  })
})

describe('readDirectory', () => {
  it.each([
    ['no file', null],
    ['an array', []],
    ['no services', { version: '1.0' }],
    ['no entry', file([])],
    ['only malformed entries', file([[['x/1', '300.0.0.0/8', '10.0.0.0/40', 5], [server('a')]]])],
    ['entries without a server', file([[['192.0.2.0/24'], ['ftp://a.example/']]])],
    ['services of no shape', file([null, 1, 'x', [], [1, 2]])],
    ['addresses of the other family', file([[['2001:db8::/32'], [server('a')]]])],
  ])('refuses %s', (_what, value) => expect(readDirectory('ipv4', value)).toBeNull())

  it('leaves out what is malformed and keeps the rest', () => {
    const directory = read('asn', [[['9-1', '5000000000', 'x', '64500'], [server('a')]], 'x'])
    expect(directory.entries).toHaveLength(1)
  })
})

describe('kindOf', () => {
  it('names the file that tells of a query', () => {
    expect(kindOf({ type: 'address', address: '192.0.2.1' })).toBe('ipv4')
    expect(kindOf({ type: 'address', address: '2001:db8::1' })).toBe('ipv6')
    expect(kindOf({ type: 'asn', asn: 1 })).toBe('asn')
    expect(kindOf({ type: 'domain', domain: 'site.example' })).toBe('dns')
  })
})
