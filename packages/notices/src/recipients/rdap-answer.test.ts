import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readNetwork } from './rdap-answer.ts'

type Json = Record<string, unknown>

const fixture = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/rdap/${name}.json`, import.meta.url), 'utf8'),
  ) as Json

const abuse = (mailbox: string, over: Json = {}): Json => ({
  objectClassName: 'entity',
  roles: ['abuse'],
  vcardArray: ['vcard', [['email', {}, 'text', mailbox]]],
  ...over,
})

const network = (over: Json = {}): Json => ({
  objectClassName: 'ip network',
  handle: 'NET',
  startAddress: '192.0.2.0',
  endAddress: '192.0.2.255',
  name: 'EXAMPLE',
  ...over,
})

describe('readNetwork', () => {
  it('reads an answer whose abuse contact stands beside the registrant', () => {
    expect(readNetwork(fixture('ripe-shaped'), '192.0.2.7')).toEqual({
      handle: '192.0.2.0 - 192.0.2.255',
      name: 'EXAMPLE-HOSTING-NET',
      country: 'NL',
      range: { start: '192.0.2.0', end: '192.0.2.255' },
      asn: null,
      abuse: [{ email: 'abuse@hosting.example', name: 'Example Hosting Abuse Desk' }],
      provider: 'Example Hosting B.V.',
      mailDomains: ['hosting.example'],
      parent: null,
    })
  })

  it('reads an answer whose abuse contact is nested and whose country is a label', () => {
    expect(readNetwork(fixture('arin-shaped'), '198.51.100.9')).toEqual({
      handle: 'NET-198-51-100-0-1',
      name: 'EXAMPLE-CLOUD',
      country: 'US',
      range: { start: '198.51.100.0', end: '198.51.100.255' },
      asn: 64500,
      abuse: ['abuse', 'abuse-second', 'general-abuse'].map((name) => ({
        email: `${name}@cloud.example`,
        name: 'Trust and Safety',
      })),
      provider: 'Example Cloud, Inc.',
      mailDomains: ['cloud.example'],
      parent: null,
    })
  })

  it('prefers the abuse contact nearest to the top', () => {
    const deep = { objectClassName: 'entity', roles: [], entities: [abuse('deep@host.example')] }
    const answer = network({ entities: [deep, abuse('top@host.example')] })
    expect(readNetwork(answer, '192.0.2.1')).toMatchObject({
      abuse: [{ email: 'top@host.example' }, { email: 'deep@host.example' }],
    })
  })

  it('passes over an abuse contact without a usable mailbox', () => {
    const answer = network({ entities: [abuse('a@[192.0.2.1]'), abuse('desk@host.example')] })
    expect(readNetwork(answer, '192.0.2.1')).toMatchObject({
      abuse: [{ email: 'desk@host.example' }],
    })
  })

  it('has no abuse contact when only other roles have a mailbox', () => {
    const answer = network({ entities: [abuse('noc@host.example', { roles: ['technical'] })] })
    expect(readNetwork(answer, '192.0.2.1')).toMatchObject({ abuse: [], provider: 'EXAMPLE' })
  })

  it('reads a mailto: value and a preference given as a type', () => {
    const card = [
      ['email', {}, 'text', 'first@host.example'],
      ['email', { type: ['work', 'pref'] }, 'uri', 'mailto:second@host.example'],
    ]
    const answer = network({ entities: [abuse('', { vcardArray: ['vcard', card] })] })
    expect(readNetwork(answer, '192.0.2.1')).toMatchObject({
      abuse: [{ email: 'second@host.example' }, { email: 'first@host.example' }],
    })
  })

  it('keeps line breaks and direction marks out of names', () => {
    const card = [
      ['fn', {}, 'text', 'Evil\r\nBcc: x\u202e'],
      ['email', {}, 'text', 'a@host.example'],
    ]
    const answer = network({ entities: [abuse('', { vcardArray: ['vcard', card] })] })
    expect(readNetwork(answer, '192.0.2.1')).toMatchObject({ abuse: [{ name: 'Evil Bcc: x' }] })
  })

  it('reads IPv6 ranges', () => {
    const answer = network({ startAddress: '2001:db8::', endAddress: '2001:db8:ffff:ffff::' })
    expect(readNetwork(answer, '2001:db8:1::5')).toMatchObject({ name: 'EXAMPLE' })
  })

  it.each([
    ['NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK', '192.0.0.0'],
    ['IANA-BLOCK', '192.0.0.0'],
    ['ANY', '0.0.0.0'],
  ])('takes the placeholder %s from %s for space nobody holds', (name, startAddress) => {
    expect(readNetwork(network({ name, startAddress }), '192.0.2.1')).toBe('unheld')
  })

  it.each([
    ['a range elsewhere', network({ startAddress: '192.0.2.128' }), '192.0.2.1'],
    ['a range upside down', network({ startAddress: '192.0.3.255' }), '192.0.2.1'],
    ['a range of the other family', network(), '2001:db8::1'],
    ['no range', network({ endAddress: null }), '192.0.2.1'],
    ['another object', { objectClassName: 'domain' }, '192.0.2.1'],
    ['an error', { errorCode: 200, title: 'odd' }, '192.0.2.1'],
    ['null', null, '192.0.2.1'],
    ['an array', [], '192.0.2.1'],
  ])('refuses %s', (_what, answer, ip) => expect(readNetwork(answer, ip)).toBeNull())

  it('survives entities and cards of any shape', () => {
    const shapes = [null, 1, 'x', [], {}, { roles: 'abuse' }, { roles: ['abuse'], vcardArray: 'x' }]
    const cards = [['vcard'], ['vcard', [[], [1], ['email'], ['adr', {}, 'text', 'x'], null]]]
    const entities = [...shapes, ...cards.map((vcardArray) => ({ roles: ['abuse'], vcardArray }))]
    expect(readNetwork(network({ entities }), '192.0.2.1')).toMatchObject({ abuse: [] })
  })

  it('looks no deeper than eight levels', () => {
    let entity = abuse('deep@host.example')
    for (let level = 0; level < 8; level++) entity = { roles: [], entities: [entity] }
    expect(readNetwork(network({ entities: [entity] }), '192.0.2.1')).toMatchObject({ abuse: [] })
  })
})
