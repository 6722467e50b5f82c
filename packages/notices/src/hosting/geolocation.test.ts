import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGeolocation } from './geolocation.ts'
import { writeMmdb } from './testing-mmdb.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'nightlight-geolocation-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

let counter = 0
const open = (content: string | Uint8Array) => {
  const path = join(directory, `file-${++counter}`)
  writeFileSync(path, content)
  return openGeolocation(path)
}

describe('an MMDB file', () => {
  const file = () =>
    open(
      writeMmdb(
        new Map([
          ['192.0.2.0/25', { country: { iso_code: 'NL', names: { en: 'Netherlands' } } }],
          ['192.0.2.128/25', { country_code: 'be', asn: 'AS64500' }],
          ['198.51.100.0/24', { country: 'DE', autonomous_system_number: 64501 }],
          ['203.0.113.0/24', { continent: { code: 'EU' } }],
        ]),
      ),
    )

  it.each([
    ['192.0.2.7', { country: 'NL', asn: null }],
    ['192.0.2.200', { country: 'BE', asn: 64500 }],
    ['198.51.100.7', { country: 'DE', asn: 64501 }],
    ['203.0.113.7', null],
    ['10.0.0.1', null],
  ])('locates %s as its vendor writes it', (address, location) => {
    expect(file().locate(address)).toEqual(location)
  })
})

describe('a table', () => {
  const TABLE = [
    'start_ip,end_ip,country,asn',
    '198.51.100.0,198.51.100.255,DE,64501',
    '"192.0.2.0","192.0.2.127","NL"',
    '',
    '# a remark',
    '192.0.2.128\t192.0.2.255\tbe\tAS64500',
    '2001:db8::,2001:db8:0:ffff:ffff:ffff:ffff:ffff,FR',
    '203.0.113.0,203.0.113.255,-,0',
  ].join('\r\n')

  it.each([
    ['192.0.2.0', { country: 'NL', asn: null }],
    ['192.0.2.127', { country: 'NL', asn: null }],
    ['192.0.2.128', { country: 'BE', asn: 64500 }],
    ['198.51.100.255', { country: 'DE', asn: 64501 }],
    ['198.51.101.0', null],
    ['192.0.1.255', null],
    ['203.0.113.7', null],
    ['2001:db8::1', { country: 'FR', asn: null }],
    ['2001:db8:1::1', null],
  ])('locates %s', (address, location) => {
    expect(open(TABLE).locate(address)).toEqual(location)
  })

  it.each([
    ['upside down', '192.0.2.9,192.0.2.1,NL'],
    ['of two families', '192.0.2.9,2001:db8::1,NL'],
    ['of no address', '192.0.2.0,192.0.2.1,NL\n1,2,NL'],
  ])('refuses a range %s and names its line', (_what, table) => {
    const line = table.split('\n').length
    expect(() => open(table)).toThrow(`line ${line} is no range of addresses; set GEOLOCATION_FILE`)
  })

  it('says when the file is not there, without its path', () => {
    const path = join(directory, 'missing')
    expect(() => openGeolocation(path)).toThrow('it cannot be read')
    expect(() => openGeolocation(path)).not.toThrow(directory)
  })
})
