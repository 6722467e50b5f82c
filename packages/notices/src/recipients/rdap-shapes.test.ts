import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readNetwork } from './rdap-answer.ts'
import { readAutnum } from './rdap-autnum.ts'
import { readDomain } from './rdap-domain.ts'

const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/rdap/${name}.json`, import.meta.url), 'utf8'),
  ) as Record<string, unknown>

const emailsOf = (holder: { abuse: { email: string }[] }) => holder.abuse.map(({ email }) => email)

describe('readNetwork', () => {
  it.each([
    [
      'ripe-nested',
      '198.51.100.9',
      'DE',
      null,
      'Nested Hosting GmbH',
      ['abuse@nested', 'noc@nested'],
    ],
    ['arin-customer', '203.0.113.70', 'US', null, 'Example Customer LLC', []],
    ['arin-parent', '203.0.113.70', 'US', 64501, 'Example ISP, Inc.', ['abuse@isp', 'night@isp']],
    ['apnic-irt', '2001:db8:a00f::1', 'JP', null, 'Example Asia K.K.', ['abuse@ap', 'irt@ap']],
    ['lacnic', '192.0.2.5', 'BR', 64502, 'Exemplo Hospedagem Ltda', ['abuse@la']],
    ['afrinic-without-desk', '198.51.100.9', 'ZA', null, 'Example Africa (Pty) Ltd', []],
  ])('reads %s', (name, ip, country, asn, provider, mailboxes) => {
    const holder = readNetwork(fixture(name), ip)
    if (holder === null || holder === 'unheld') throw new Error('no holder')
    expect({ ...holder, abuse: emailsOf(holder) }).toMatchObject({
      country,
      asn,
      provider,
      abuse: mailboxes.map((mailbox) => `${mailbox}.example`),
    })
  })

  it('says where the registry knows more of the network above', () => {
    const parents = ['arin-customer', 'ripe-nested', 'lacnic'].map((name) => {
      const answer = fixture(name)
      const holder = readNetwork(answer, String(answer['startAddress']))
      return typeof holder === 'object' ? holder?.parent : holder
    })
    expect(parents).toEqual([
      'https://rdap.arin.example/registry/ip/203.0.113.0/24',
      'https://rdap.ripe.example/ip/198.51.0.0/16',
      null,
    ])
  })

  it.each(['ftp://rdap.example/x', 'http://[', '', null, 7])('takes no parent from %j', (href) => {
    const answer = { ...fixture('lacnic'), links: [{ rel: 'up', href }, null, 'x'] }
    expect(readNetwork(answer, '192.0.2.5')).toMatchObject({ parent: null })
  })

  it('names the domains of all its mailboxes', () => {
    expect(readNetwork(fixture('afrinic-without-desk'), '198.51.100.9')).toMatchObject({
      mailDomains: ['africa.example'],
    })
  })
})

describe('readAutnum', () => {
  it.each([
    ['ripe-autnum', 64500, 'DE', 'Nested Hosting GmbH', ['abuse@nested.example']],
    ['arin-autnum', 64501, 'US', 'Example ISP, Inc.', ['abuse@isp.example']],
    ['apnic-autnum', 64503, 'JP', 'Example Asia K.K.', ['abuse@ap.example']],
    ['lacnic-autnum', 64502, 'BR', 'Exemplo Hospedagem Ltda', ['abuse@la.example']],
    ['afrinic-autnum', 64504, 'ZA', 'Example Africa (Pty) Ltd', []],
  ])('reads %s', (name, asn, country, provider, mailboxes) => {
    const holder = readAutnum(fixture(name), asn)
    if (holder === null || holder === 'unheld') throw new Error('no holder')
    expect({ ...holder, abuse: emailsOf(holder) }).toMatchObject({
      country,
      provider,
      abuse: mailboxes,
    })
  })

  it.each([
    ['another number', fixture('ripe-autnum'), 64499],
    ['a range elsewhere', { objectClassName: 'autnum', startAutnum: 1, endAutnum: 9 }, 10],
    ['no number at all', { objectClassName: 'autnum', handle: 'X' }, 10],
    ['a network', fixture('ripe-nested'), 64500],
    ['null', null, 64500],
  ])('refuses %s', (_what, answer, asn) => expect(readAutnum(answer, asn)).toBeNull())

  it('takes a block of a registry for a number nobody holds', () => {
    const block = { objectClassName: 'autnum', startAutnum: 64496, endAutnum: 64511 }
    expect(readAutnum({ ...block, name: 'RIPE-ASNBLOCK-AS64496' }, 64500)).toBe('unheld')
  })
})

describe('readDomain', () => {
  it('reads the desk inside of the registrar, and nobody inside of the owner', () => {
    expect(readDomain(fixture('domain-gtld'), 'site.example')).toEqual({
      registrar: {
        name: 'Example Registrar, Inc.',
        abuse: [{ email: 'abuse@registrar.example', name: null }],
      },
      registry: null,
    })
  })

  it('falls back to the desk that stands beside a registrar without one', () => {
    expect(readDomain(fixture('domain-cctld'), 'SITE.example')).toEqual({
      registrar: { name: 'Registrar Without Desk', abuse: [] },
      registry: {
        name: 'Registry Abuse',
        abuse: [{ email: 'abuse@registry.example', name: 'Registry Abuse' }],
      },
    })
  })

  it.each([
    ['another domain', fixture('domain-gtld'), 'other.example'],
    ['a network', fixture('lacnic'), 'site.example'],
    ['an error', { errorCode: 404 }, 'site.example'],
    ['null', null, 'site.example'],
  ])('refuses %s', (_what, answer, domain) => expect(readDomain(answer, domain)).toBeNull())
})
