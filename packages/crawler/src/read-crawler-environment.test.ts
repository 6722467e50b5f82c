import { describe, expect, it } from 'vitest'
import { closedPlaces, readCrawlerEnvironment } from './read-crawler-environment.ts'

const NEEDED = { DATABASE_URL: 'postgres://127.0.0.1/x', FIELD_KEY: 'ab'.repeat(32) }

describe('readCrawlerEnvironment', () => {
  it('takes lists in their spellings', () => {
    const given = {
      CRAWL_REFUSE_HOSTS:
        'partner.example, *.other.example, .third.example,192.0.2.7, bücher.example',
      CRAWL_REFUSE_NETWORKS: '203.0.113.0/24,2001:db8::1',
      CRAWL_ALLOW_PORTS: '8080, 8443',
      CRAWL_DNS_SERVERS: '192.0.2.53,192.0.2.54:5353,[2001:db8::53]:53',
    }
    expect(readCrawlerEnvironment({ ...NEEDED, ...given })).toMatchObject(given)
  })

  it.each([
    [
      'CRAWL_REFUSE_HOSTS',
      'http://127.0.20.1',
      'entry 1 is no host name: write names such as partner.example',
    ],
    ['CRAWL_REFUSE_HOSTS', 'a.example,b.example/path', 'entry 2 is no host name'],
    ['CRAWL_REFUSE_HOSTS', 'a.example:8080', 'entry 1 is no host name'],
    ['CRAWL_REFUSE_HOSTS', 'a.*.example', 'entry 1 is no host name'],
    ['CRAWL_REFUSE_HOSTS', '10.0.0.0/8', 'entry 1 is no host name'],
    ['CRAWL_ALLOW_NETWORKS', '10.0.0.0/33', 'entry 1 is no network: write addresses or CIDR'],
    ['CRAWL_REFUSE_NETWORKS', '10.0.0.0/8,partner.example', 'entry 2 is no network'],
    ['CRAWL_ALLOW_PORTS', '80-90', 'entry 1 is no port: write numbers'],
    ['CRAWL_ALLOW_PORTS', '8080,70000', 'entry 2 is no port'],
    ['CRAWL_DNS_SERVERS', '1.2.3.999', 'entry 1 is no address: write name servers as'],
    ['CRAWL_RENDER', 'sometimes', 'must be one of off, on-request'],
    ['QUEUE_PREFIX', 'Ä', 'must be lower-case letters'],
  ])('refuses %s=%s with what to write, and without the value', (name, value, problem) => {
    const read = () => readCrawlerEnvironment({ ...NEEDED, [name]: value })
    expect(read).toThrow(new RegExp(`^Reading the environment: ${name}:? ${problem}`))
    expect(read).not.toThrow(value)
  })
})

describe('closedPlaces', () => {
  it('closes an address where it stands among names', () => {
    const given = {
      CRAWL_REFUSE_HOSTS: 'a.example, 192.0.2.7',
      CRAWL_REFUSE_NETWORKS: '2001:db8::/32',
    }
    expect(closedPlaces(given)).toEqual({
      hosts: ['a.example'],
      networks: ['2001:db8::/32', '192.0.2.7'],
    })
  })
})
