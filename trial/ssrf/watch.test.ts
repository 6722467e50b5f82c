import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { addressesIn, formsOf, readAddress, spelledOnce, writeAddress } from './addresses.ts'
import { readConnects } from './connects.ts'
import { answerQuery, startDns } from './dns-server.ts'
import { attemptsAmong } from './judge.ts'
import { createNames, nameOf } from './names.ts'
import { OWN_NAT64 } from './refused-ranges.ts'
import { listVectors } from './vectors.ts'

const SITE = { address: '127.0.0.80', port: 8000 }

describe('an address', () => {
  it.each(['10.1.2.3', '::', '::1', 'fd00:ec2::254', '64:ff9b::7f00:1', '1:2:3:4:5:6:7:8'])(
    '%s is the same after it was read and written',
    (text) => {
      const written = writeAddress(readAddress(text))
      expect(readAddress(written)).toEqual(readAddress(text))
      expect(new URL(`http://${text.includes(':') ? `[${written}]` : written}/`).hostname).toBe(
        text.includes(':') ? `[${text}]` : text,
      )
    },
  )

  it('in a network is its first, its last, and one between', () => {
    expect(addressesIn('10.0.0.0/8', () => 2 ** 30)).toEqual([
      '10.0.0.0',
      '10.128.0.0',
      '10.255.255.255',
    ])
    expect(addressesIn('192.0.2.7/32', () => 5)).toEqual(['192.0.2.7'])
  })

  it.each(Object.entries(formsOf('169.254.170.2', OWN_NAT64)))(
    'is meant by the form "%s"',
    (form, host) => {
      const { hostname } = new URL(`http://${host}/`)
      if (!host.startsWith('[')) expect(hostname.replace(/\.$/, '')).toBe('169.254.170.2')
      else expect(hostname.replace(/\D/g, '') + form).not.toBe('')
    },
  )

  it('that is mapped is the address behind it', () => {
    expect(spelledOnce('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(spelledOnce('::ffff:a00:1')).toBe('10.0.0.1')
  })
})

describe('the log of strace', () => {
  const LOG = `
12 connect(20<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path="/tmp/x/.s.PGSQL.5432"}, 110) = 0
12 connect(21<TCP:[2]>, {sa_family=AF_INET, sin_port=htons(8000), sin_addr=inet_addr("127.0.0.80")}, 16) = -1 EINPROGRESS (now)
12 connect(21<TCP:[2]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.1")}, 16 <unfinished ...>
13 <... connect resumed>) = -1 ENETUNREACH (x)
13 connect(22<UDP:[3]>, {sa_family=AF_INET, sin_port=htons(5300), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
13 connect(22<UDPv6:[3]>, {sa_family=AF_INET6, sin6_port=htons(0), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "fd00::5", &sin6_addr), sin6_scope_id=0}, 28) = 0
13 connect(22<TCPv6:[3]>, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::ffff:127.0.0.1", &sin6_addr), sin6_scope_id=0}, 28) = -1 EINPROGRESS (x)
13 connect(22<UDP:[3]>, {sa_family=AF_UNSPEC, sa_data="\\0"}, 16) = 0
14 +++ exited with 0 +++
`

  it('shows what was connected beside what may be', () => {
    const account = { site: SITE, dnsPort: 5300 }
    expect(attemptsAmong(readConnects(LOG), account, '/tmp/x/.s.PGSQL.5432')).toEqual([
      { address: '10.0.0.1', port: 80 },
      { address: '127.0.0.1', port: 443 },
    ])
    expect(attemptsAmong(readConnects(LOG), account, '/other')).toHaveLength(3)
  })
})

describe('the names', () => {
  const names = () =>
    createNames({ site: SITE.address, inside: ['10.0.0.5'], below: (limit) => limit - 1 })
  const data = async (zone: ReturnType<typeof names>['zone'], name: string, type: 'A' | 'AAAA') =>
    (await zone(name, type))?.map((answer) => answer.data)

  it('answer for the address that they hold', async () => {
    const { zone } = names()
    expect(await data(zone, '127.0.0.1.nip.io', 'A')).toEqual(['127.0.0.1'])
    expect(await data(zone, nameOf('10.0.0.1'), 'A')).toEqual(['10.0.0.1'])
    expect(await data(zone, nameOf('::1'), 'AAAA')).toEqual(['0:0:0:0:0:0:0:1'])
    expect(await data(zone, nameOf('::1'), 'A')).toEqual([])
    expect(await zone('nowhere.example.net', 'A')).toBeNull()
  })

  it('change their mind at each question and at each connection', async () => {
    const { zone, connected } = names()
    const ask = (how: string) => data(zone, `${how}-0.rebind.example.net`, 'A')
    expect([await ask('query'), await ask('query')]).toEqual([[SITE.address], ['10.0.0.5']])
    expect([await ask('connection'), await ask('connection')]).toEqual([
      [SITE.address],
      [SITE.address],
    ])
    connected('connection-0.rebind.example.net')
    expect(await ask('connection')).toEqual(['10.0.0.5'])
  })

  it('are answered in the words of RFC 1035', async () => {
    const question = Buffer.from('076578616d706c65036e65740000010001', 'hex')
    const query = Buffer.concat([Buffer.from('abcd01000001000000000000', 'hex'), question])
    const answer = await answerQuery(query, () => [{ type: 'A', data: '10.0.0.1' }])
    expect(answer?.toString('hex')).toBe(
      `abcd85800001000100000000${question.toString('hex')}${question.toString('hex', 0, 13)}000100010000000000040a000001`,
    )
  })
})

/** A port that was refused to the name server; another one where somebody else took it for streams meanwhile. */
async function freedPort(attempt = 1): Promise<number> {
  const taken = createSocket('udp4')
  taken.bind(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address()
  await expect(startDns(() => null, port)).rejects.toThrow('EADDRINUSE')
  taken.close()
  await once(taken, 'close')
  try {
    await using _ = await startDns(() => null, port)
    return port
  } catch (error) {
    if (attempt === 5) throw error
    return freedPort(attempt + 1)
  }
}

describe('the name server', () => {
  it('leaves nothing open when its port is taken for datagrams', async () => {
    const port = await freedPort()
    await using dns = await startDns(() => [{ type: 'A', data: '10.0.0.1' }], port)
    const resolver = new Resolver()
    resolver.setServers([`127.0.0.1:${dns.port}`])
    expect(await resolver.resolve4('a.example.net')).toEqual(['10.0.0.1'])
  })

  it('answers over TCP what does not fit into a datagram', async () => {
    const many = Array.from({ length: 300 }, (_, at) => `10.0.${at >> 8}.${at & 255}`)
    await using dns = await startDns(() => many.map((data) => ({ type: 'A', data })))
    const resolver = new Resolver()
    resolver.setServers([`127.0.0.1:${dns.port}`])
    expect((await resolver.resolve4('a.example.net')).sort()).toEqual(many.sort())
  })
})

describe('the vectors', () => {
  it('are the same for a seed, and many', () => {
    expect(listVectors(3, SITE)).toEqual(listVectors(3, SITE))
    expect(listVectors(3, SITE).length).toBeGreaterThan(800)
  })
})
