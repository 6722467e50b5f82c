import { describe, expect, it } from 'vitest'
import type { RdapReply } from './rdap-fetch.ts'
import { createSecurityTxt, readSecurityTxt } from './security-txt.ts'

const NOW = new Date('2026-05-01T00:00:00Z')

describe('readSecurityTxt', () => {
  it('reads mailboxes in the order of the file', () => {
    const text = [
      '# Who to tell',
      'Contact: https://hosting.example/report',
      'Contact: mailto:Abuse@Hosting.example',
      'contact: mailto:security%2Babuse@hosting.example?subject=x',
      'Contact: abuse@hosting.example',
      'Contact: tel:+1-555-0100',
      'Expires: 2027-01-01T00:00:00.000Z',
    ].join('\r\n')
    expect(readSecurityTxt(text, NOW)).toEqual({
      mailboxes: ['abuse@hosting.example', 'security+abuse@hosting.example'],
      expires: new Date('2027-01-01T00:00:00Z'),
    })
  })

  it('reads a signed file', () => {
    const text = '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nContact: mailto:a@h.example\n'
    expect(readSecurityTxt(text, NOW)).toMatchObject({ mailboxes: ['a@h.example'] })
  })

  it('gives up one that has expired', () => {
    const text = 'Contact: mailto:a@h.example\nExpires: 2026-04-30T00:00:00Z'
    expect(readSecurityTxt(text, NOW)).toBeNull()
  })

  it.each([
    ['a line of HTML', '<html>Contact: mailto:a@h.example</html>'],
    ['a mailbox of no form', 'Contact: mailto:a@[192.0.2.1]'],
    ['a broken escape', 'Contact: mailto:a%ZZ@h.example'],
    ['two mailboxes', 'Contact: mailto:a@h.example,b@h.example'],
    ['a header in a mailbox', 'Contact: mailto:a@h.example%0D%0ABcc:b@h.example'],
  ])('takes no mailbox from %s', (_what, text) => {
    expect(readSecurityTxt(text, NOW)?.mailboxes).toEqual([])
  })

  it('takes at most five', () => {
    const lines = Array.from({ length: 9 }, (_value, n) => `Contact: mailto:a${n}@h.example`)
    expect(readSecurityTxt(lines.join('\n'), NOW)?.mailboxes).toHaveLength(5)
  })
})

const FILE = 'Contact: mailto:abuse@hosting.test-provider.com\nExpires: 2027-01-01T00:00:00Z'

type Page = Partial<Omit<RdapReply, 'body'>> & { body?: string }

function reader(pages: Record<string, Page>) {
  const asked: string[] = []
  const request = async (url: URL): Promise<RdapReply> => {
    asked.push(url.href)
    const page = pages[url.href]
    if (!page) throw new Error('no connection')
    const headers = { 'content-type': 'text/plain; charset=utf-8', ...page.headers }
    return { status: page.status ?? 200, headers, body: Buffer.from(page.body ?? '') }
  }
  const options = { timeoutMs: 1000, maxBytes: 500, cacheMs: 86_400_000 }
  const file = createSecurityTxt({ request, now: () => NOW }, options)
  return { asked, lookup: (domain: string) => file.lookup(domain, AbortSignal.timeout(5000)) }
}

const WELL_KNOWN = 'https://provider.com/.well-known/security.txt'

describe('createSecurityTxt', () => {
  it('reads the file at its place, once a day', async () => {
    const { asked, lookup } = reader({ [WELL_KNOWN]: { body: FILE } })
    const found = { mailboxes: ['abuse@hosting.test-provider.com'], fetchedAt: NOW }
    expect(await lookup('provider.com')).toMatchObject(found)
    expect(await lookup('provider.com')).toMatchObject(found)
    expect(asked).toEqual([WELL_KNOWN])
  })

  it('looks at the older place, and remembers that there is none', async () => {
    const { asked, lookup } = reader({ [WELL_KNOWN]: { status: 404 } })
    expect(await lookup('provider.com')).toBeNull()
    expect(await lookup('provider.com')).toBeNull()
    expect(asked).toEqual([WELL_KNOWN, 'https://provider.com/security.txt'])
  })

  it('follows a redirect within the domain', async () => {
    const location = 'https://www.provider.com/security.txt'
    const { lookup } = reader({
      [WELL_KNOWN]: { status: 301, headers: { location } },
      [location]: { body: FILE },
    })
    expect(await lookup('provider.com')).not.toBeNull()
  })

  it.each([
    'https://other.com/security.txt',
    'http://www.provider.com/security.txt',
    'https://user@www.provider.com/security.txt',
    'https://127.0.0.1/security.txt',
    'file:///etc/hosts',
  ])('follows no redirect to %s', async (location) => {
    const { asked, lookup } = reader({
      [WELL_KNOWN]: { status: 302, headers: { location } },
      [location]: { body: FILE },
    })
    expect(await lookup('provider.com')).toBeNull()
    expect(asked).not.toContain(location)
  })

  it.each<[string, Page]>([
    ['a web page', { headers: { 'content-type': 'text/html' }, body: FILE }],
    ['a file too long', { body: FILE + ' '.repeat(500) }],
    ['a file that has expired', { body: FILE.replace('2027', '2025') }],
    ['a file without mailboxes', { body: 'Contact: https://provider.com/report' }],
  ])('takes nothing from %s', async (_what, page) => {
    expect(await reader({ [WELL_KNOWN]: page }).lookup('provider.com')).toBeNull()
  })

  it.each(['hosting.example', 'nightlight-demo.invalid', 'hidden.onion', 'intranet.internal'])(
    'asks nobody about %s, which nobody can have',
    async (domain) => {
      const { asked, lookup } = reader({})
      expect(await lookup(domain)).toBeNull()
      expect(asked).toEqual([])
    },
  )
})
