import { describe, expect, it } from 'vitest'
import { providerDomain } from './provider-domain.ts'

describe('providerDomain', () => {
  it.each([
    ['the registered one', ['mail.hosting.co.uk'], [], 'hosting.co.uk'],
    ['the first that is its own', ['gmail.com', 'ripe.net', 'hosting.nl'], [], 'hosting.nl'],
    ['never that of the site', ['site.com', 'hosting.nl'], ['site.com'], 'hosting.nl'],
    ['none of public mailboxes', ['gmail.com', 'qq.com', 'mail.ru'], [], null],
    ['none of a registry', ['apnic.net'], [], null],
    ['none of the site alone', ['mail.site.com'], ['site.com'], null],
    ['none of nothing', [], [], null],
    ['none of a suffix', ['co.uk', 'localhost'], [], null],
  ])('is %s', (_what, mailDomains, siteDomains, domain) => {
    expect(providerDomain(mailDomains, siteDomains)).toBe(domain)
  })
})
