import { canonicalUrl } from '@nightlight/contract'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAddressPolicy } from '@nightlight/runtime'
import { parseReportedUrl } from './reported-url.ts'

const rules = { allowPorts: [8080], policy: createAddressPolicy({ allowNetworks: [] }) }

function outcome(input: string): string {
  const verdict = parseReportedUrl(input, rules)
  return verdict.status === 'accepted' ? verdict.url.href : verdict.code
}

describe('parseReportedUrl', () => {
  it.each([
    ['http://site.com/a?b=1#c', 'http://site.com/a?b=1#c'],
    ['  https://site.com\n', 'https://site.com/'],
    ['HTTP://SITE.com:80/A', 'http://site.com/A'],
    ['http://site.com:443/', 'http://site.com:443/'],
    ['http://site.com:8080/', 'http://site.com:8080/'],
    ['http://site.com./a', 'http://site.com/a'],
    ['http://bücher.com/ü', 'http://xn--bcher-kva.com/%C3%BC'],
    ['http://under_score.site.com/', 'http://under_score.site.com/'],
    ['http://r3---sn-x.site.com/', 'http://r3---sn-x.site.com/'],
    ['http://8.8.8.8/', 'http://8.8.8.8/'],
    ['http://[2606:4700:4700::1111]/', 'http://[2606:4700:4700::1111]/'],
    ['http://site.com/%0d%0aHELO', 'http://site.com/%0d%0aHELO'],
  ])('accepts %j', (input, href) => {
    expect(outcome(input)).toBe(href)
  })

  it.each([
    ['hxxp://site[.]com/a', 'http://site.com/a'],
    ['hXXps://www(.)site[.]com', 'https://www.site.com/'],
    ['https[:]//site.com/', 'https://site.com/'],
    ['hxxps[:]//site[.]com[:]8080/a[.]jpg?x=(.)', 'https://site.com:8080/a[.]jpg?x=(.)'],
    ['www.site.com/a?b', 'http://www.site.com/a?b'],
    ['www[.]site[.]com[:]8080/a', 'http://www.site.com:8080/a'],
    ['site.com:8080', 'http://site.com:8080/'],
    ['127.0.0.1:80/a', 'address-refused'],
    ['hxxp://127[.]0[.]0[.]1/', 'address-refused'],
    ['hxxp://[::1]/', 'address-refused'],
  ])('restores %j', (input, expected) => {
    expect(outcome(input)).toBe(expected)
  })

  it('drops credentials and says so', () => {
    expect(parseReportedUrl('http://u:p@site.com/', rules)).toMatchObject({
      status: 'accepted',
      url: new URL('http://site.com/'),
      droppedCredentials: true,
    })
  })

  it.each([
    ['http://u@site.com/', 'http://site.com/'],
    ['http://:p@site.com:8080/a', 'http://site.com:8080/a'],
    ['http://site.org@site.com/', 'http://site.com/'],
    ['http://a@b@site.com/', 'http://site.com/'],
    ['http://site.com%2f@8.8.8.8/', 'http://8.8.8.8/'],
  ])('fetches %j without its credentials', (input, href) => {
    expect(parseReportedUrl(input, rules)).toMatchObject({
      url: new URL(href),
      droppedCredentials: true,
    })
  })

  it('says when there were no credentials', () => {
    expect(parseReportedUrl('http://site.com/@', rules)).toMatchObject({
      droppedCredentials: false,
    })
  })

  it.each([
    '',
    'user@site.com',
    'site',
    '//site.com/',
    'http://',
    'http:///',
    'http://site .com/',
    'http://site.com/a b',
    'http://site.com/\u0000',
    'http://site.com/\u0085',
    'http://site.com/\u2028x',
    String.raw`http://127.0.0.1\@example.com/`,
    'http://1.1.1.1 &@2.2.2.2# @3.3.3.3/',
    'http://0x1A9FEA9FE/',
    'http://256.256.256.256/',
    'http://1.2.3.4.5/',
    'http://[::ﬀﬀ:a9fe:a9fe]/',
    'http://[fe80::1%25eth0]/',
    'http://site.com:65536/',
    'http://ex<ample.com/',
  ])('takes %j for no URL', (input) => {
    expect(outcome(input)).toBe('not-a-url')
  })

  it('refuses a long URL', () => {
    expect(outcome(`http://site.com/${'a'.repeat(2048 - 'http://site.com/'.length)}`)).toMatch(
      /^http/,
    )
    expect(outcome(`http://site.com/${'a'.repeat(2048)}`)).toBe('url-too-long')
  })

  it('refuses a URL that is long only once it is encoded', () => {
    expect(outcome(`http://site.com/${'é'.repeat(500)}`)).toBe('url-too-long')
  })

  it.each([
    'ftp://site.com/',
    'file:///etc/passwd',
    'gopher://site.com/',
    'dict://site.com/',
    'unix:/run/x',
    'javascript:alert(1)',
    'data:text/html,x',
    'view-source:http://site.com/',
    'blob:http://site.com/x',
    'ws://site.com/',
  ])('refuses the scheme of %j', (input) => {
    expect(outcome(input)).toBe('scheme-refused')
  })

  it.each([
    'http://localhost/',
    'http://unix:/run/x',
    'http://site/',
    'http://site.com../',
    'http://.com/',
    'http://a..com/',
    `http://${'a'.repeat(64)}.com/`,
    `http://${'a.'.repeat(127)}com/`,
    'http://si!te.com/',
    'http://xn--a.com/',
    'http://metadata.google.internal/',
    'http://metadata.google.internal./',
    'http://x.localhost/',
    'http://x.local/',
    'http://x.intranet/',
    'http://x.lan/',
    'http://x.home/',
    'http://x.corp/',
    'http://x.home.arpa/',
    'http://x.test/',
    'http://x.invalid/',
    'http://x.example/',
    'http://x.alt/',
  ])('refuses the host of %j', (input) => {
    expect(outcome(input)).toBe('host-refused')
  })

  it.each(['http://x.onion/', 'http://onion/', 'http://x.onion./', 'http://X.ONION/a'])(
    'refuses the onion service of %j',
    (input) => expect(outcome(input)).toBe('onion-refused'),
  )

  it('refuses our own names and what is below them', () => {
    const refuseHosts = ['Hotline.org', '*.partner.org', '.other.org.', 'Käse.org']
    const own = { ...rules, refuseHosts }
    const hosts = ['hotline.org', 'api.hotline.org', 'a.partner.org', 'other.org', 'käse.org']
    const codes = [...hosts, 'nothotline.org'].map(
      (host) => parseReportedUrl(`http://${host}/`, own).status,
    )
    expect(codes).toEqual([...hosts.map(() => 'refused'), 'accepted'])
  })

  it('refuses an onion service of our own', () => {
    const onion = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion'
    const own = { ...rules, refuseHosts: [onion], onion: true }
    expect(parseReportedUrl(`http://${onion}/`, own)).toMatchObject({ code: 'host-refused' })
  })

  it.each([0, 22, 25, 5432, 6379, 8443, 65535])('refuses port %i', (port) => {
    expect(outcome(`http://site.com:${port}/`)).toBe('port-refused')
  })

  it.each([
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'http://127.1/',
    'http://0/',
    'http://①②⑦.⓪.⓪.①/',
    'http://127。0。0。1/',
    'http://%31%32%37.0.0.1/',
    'http:127.0.0.1',
    'http://example.com@127.0.0.1/',
    'http://127.0.0.1./',
    'http://[::ffff:7f00:1]/',
    'http://[::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[::ffff:0:7f00:1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://168.63.129.16/',
    'http://[fd00:ec2::254]/',
    'http://10.0.0.1/',
  ])('refuses the address of %j', (input) => {
    expect(outcome(input)).toBe('address-refused')
  })

  it('accepts a literal of an allowed network', () => {
    const open = { ...rules, policy: createAddressPolicy({ allowNetworks: ['127.0.0.0/8'] }) }
    expect(parseReportedUrl('http://127.0.0.1/', open).status).toBe('accepted')
  })

  it('never throws, and never repeats the input in a message', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'http',
        'hxxp',
        '://',
        '[.]',
        '[:]',
        '@',
        '%',
        '127.0.0.1',
        '[::1]',
        ':80',
        '/',
        '.com',
      ),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const verdict = parseReportedUrl(pieces.join(''), rules)
        if (verdict.status === 'refused') {
          expect(verdict.message).toMatch(
            /^(?:Parse|Check) the (?:URL|scheme|host|port|address): [a-zA-Z0-9 ,]+$/,
          )
        } else {
          expect(verdict.url.protocol).toMatch(/^https?:$/)
        }
      }),
      { seed: 1, numRuns: 2000 },
    )
  })
})

describe('canonicalUrl', () => {
  it.each([
    ['http://SITE.com:80', 'http://site.com/'],
    ['https://site.com:443/A?b=1&a=2#frag', 'https://site.com/A?b=1&a=2'],
    ['https://site.com:80/', 'https://site.com:80/'],
    ['http://site.com./a?', 'http://site.com/a'],
    ['http://u:p@site.com/a/../b', 'http://site.com/b'],
    ['http://127.1/', 'http://127.0.0.1/'],
  ])('spells %j as %j', (input, canonical) => {
    expect(canonicalUrl(new URL(input))).toBe(canonical)
  })

  it('is a fixed point', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (input) => {
        const once = canonicalUrl(new URL(input))
        expect(canonicalUrl(new URL(once))).toBe(once)
      }),
      { seed: 1 },
    )
  })

  it('leaves its argument as it is', () => {
    const url = new URL('http://site.com/#a')
    canonicalUrl(url)
    expect(url.hash).toBe('#a')
  })
})
