import { describe, expect, it } from 'vitest'
import { addressBytes } from '@nightlight/runtime'
import { resolverOf } from './resolve-with-servers.ts'
import { resolveWithSystem } from './resolve.ts'
import { codeOf, createFetcher } from './testing.ts'
import { dnsName, startDns } from './testing-dns.ts'

describe('resolverOf', () => {
  it('asks the given server for addresses of both versions and the alias', async () => {
    await using dns = await startDns({
      'site.com': {
        A: [addressBytes('8.8.8.8'), addressBytes('8.8.4.4')],
        AAAA: [addressBytes('2606:4700::1')],
        CNAME: [dnsName('cdn.net')],
      },
    })
    const answer = await resolverOf([dns.server])('site.com')
    expect(answer).toEqual({
      addresses: ['8.8.8.8', '8.8.4.4', '2606:4700::1'],
      resolver: 'servers',
      cnames: ['cdn.net'],
    })
    expect(new Set(dns.asked)).toEqual(new Set(['site.com']))
  })

  it('finds one version where there is no other', async () => {
    await using dns = await startDns({ 'site.com': { AAAA: [addressBytes('2606:4700::1')] } })
    const answer = await resolverOf([dns.server])('site.com')
    expect(answer).toMatchObject({ addresses: ['2606:4700::1'], cnames: [] })
  })

  it('does not know names of the machine', async () => {
    await using dns = await startDns({})
    expect(await resolverOf([dns.server])('localhost.site.com')).toMatchObject({ addresses: [] })
  })

  it('tells a name that does not exist from one without an address', async () => {
    await using dns = await startDns({ 'site.com': { CNAME: [dnsName('cdn.net')] } })
    const resolve = resolverOf([dns.server], 'own')
    expect(await resolve('no-site.com')).toMatchObject({ resolver: 'own', isAbsent: true })
    expect(await resolve('site.com')).not.toHaveProperty('isAbsent')
  })

  it('has what leads inside refused', async () => {
    await using dns = await startDns({
      'site.com': { A: [addressBytes('8.8.8.8'), addressBytes('10.0.0.1')] },
    })
    await using fetcher = createFetcher({ resolve: resolverOf([dns.server]) })
    const outcome = await fetcher.fetch('http://site.com/', { expect: 'page' })
    expect([codeOf(outcome), outcome.observation.dns?.addresses]).toEqual([
      'address-refused',
      ['8.8.8.8', '10.0.0.1'],
    ])
  })

  it('asks the system when there is no server, and refuses what is none', () => {
    expect(resolverOf([])).toBe(resolveWithSystem)
    expect(() => resolverOf(['dns.site.com'])).toThrow(TypeError)
  })
})
