import { describe, expect, it } from 'vitest'
import { createAddressPolicy } from './address.ts'

const policy = createAddressPolicy({ allowNetworks: [] })

describe('mayConnect', () => {
  it.each([
    ['this network', '0.0.0.0'],
    ['this network, end', '0.255.255.255'],
    ['private 10', '10.0.0.1'],
    ['private 172', '172.16.0.0'],
    ['private 172, end', '172.31.255.255'],
    ['private 192', '192.168.1.1'],
    ['shared space', '100.64.0.0'],
    ['Alibaba metadata', '100.100.100.200'],
    ['loopback', '127.0.0.1'],
    ['loopback, end', '127.255.255.255'],
    ['link local', '169.254.0.1'],
    ['metadata', '169.254.169.254'],
    ['ECS metadata', '169.254.170.2'],
    ['EKS metadata', '169.254.170.23'],
    ['Scaleway metadata', '169.254.42.42'],
    ['IETF protocol', '192.0.0.8'],
    ['Oracle metadata', '192.0.0.192'],
    ['documentation 1', '192.0.2.1'],
    ['documentation 2', '198.51.100.1'],
    ['documentation 3', '203.0.113.1'],
    ['AS112 by DNAME', '192.31.196.1'],
    ['AS112', '192.175.48.1'],
    ['AMT', '192.52.193.1'],
    ['6to4 relay', '192.88.99.1'],
    ['benchmarking', '198.18.0.1'],
    ['benchmarking, end', '198.19.255.255'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['Azure platform channel', '168.63.129.16'],
  ])('refuses %s (IPv4)', (_name, address) => {
    expect(policy.mayConnect(address)).toBe(false)
  })

  it.each([
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['compatible', '::7f00:1'],
    ['compatible, dotted', '::127.0.0.1'],
    ['compatible with a public address', '::8.8.8.8'],
    ['mapped', '::ffff:127.0.0.1'],
    ['mapped, hex', '::ffff:7f00:1'],
    ['mapped with a public address', '::ffff:8.8.8.8'],
    ['translated', '::ffff:0:7f00:1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64 with a public address', '64:ff9b::808:808'],
    ['local NAT64', '64:ff9b:1::1'],
    ['discard', '100::1'],
    ['dummy', '100:0:0:1::1'],
    ['below global unicast', '1fff:ffff::1'],
    ['above global unicast', '4000::1'],
    ['SRv6', '5f00::1'],
    ['unique local', 'fc00::1'],
    ['AWS metadata', 'fd00:ec2::254'],
    ['AWS credentials', 'fd00:ec2::23'],
    ['Google metadata', 'fd20:ce::254'],
    ['link local', 'fe80::1'],
    ['site local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['IETF protocol', '2001::1'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['benchmarking', '2001:2::1'],
    ['AMT', '2001:3::1'],
    ['ORCHID', '2001:10::1'],
    ['ORCHIDv2', '2001:20::1'],
    ['DRIP', '2001:30::1'],
    ['IETF protocol, end', '2001:1ff:ffff::1'],
    ['documentation', '2001:db8::1'],
    ['documentation (RFC 9637)', '3fff::1'],
    ['documentation (RFC 9637), end', '3fff:fff:ffff::1'],
    ['6to4', '2002:7f00:1::'],
    ['AS112', '2620:4f:8000::1'],
  ])('refuses %s (IPv6)', (_name, address) => {
    expect(policy.mayConnect(address)).toBe(false)
  })

  it.each([
    ['a zone id', 'fe80::1%eth0'],
    ['a zone id on a public address', '2a00:1450:400e::1%eth0'],
    ['a name', 'example.com'],
    ['nothing', ''],
    ['a short form', '127.1'],
    ['a number', '2130706433'],
    ['an octal form', '0177.0.0.1'],
    ['brackets', '[2a00:1450:400e::1]'],
    ['a port', '8.8.8.8:80'],
    ['a socket path', '/run/x.sock'],
  ])('refuses %s', (_name, address) => {
    expect(policy.mayConnect(address)).toBe(false)
  })

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '168.63.129.15',
    '168.63.129.17',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2000::1',
    '2001:200::1',
    '2001:db7:ffff::1',
    '2003::1',
    '2606:4700:4700::1111',
    '2620:4f:8001::1',
    '2a00:1450:400e:80c::200e',
    '3fff:1000::1',
    '2606:4700::1.1.1.1',
  ])('opens %s', (address) => {
    expect(policy.mayConnect(address)).toBe(true)
  })
})

function mayConnectWith(options: Parameters<typeof createAddressPolicy>[0]) {
  const opened = createAddressPolicy(options)
  return (address: string) => opened.mayConnect(address)
}

describe('createAddressPolicy', () => {
  it('opens exactly the allowed networks', () => {
    const mayConnect = mayConnectWith({ allowNetworks: ['127.0.10.0/24', 'fd12::/16'] })
    expect(['127.0.10.0', '127.0.10.255', 'fd12::1'].map(mayConnect)).toEqual([true, true, true])
    expect(['127.0.9.255', '127.0.11.0', 'fd13::1'].map(mayConnect)).toEqual([false, false, false])
  })

  it('takes an address alone for a network of one', () => {
    const mayConnect = mayConnectWith({ allowNetworks: ['127.0.0.1'] })
    expect(['127.0.0.1', '127.0.0.2'].map(mayConnect)).toEqual([true, false])
  })

  it('does not unwrap a mapped address into an allowed network', () => {
    const mayConnect = mayConnectWith({ allowNetworks: ['127.0.0.0/8'] })
    expect(mayConnect('::ffff:127.0.0.1')).toBe(false)
  })

  it('closes the refused networks, allowed or not', () => {
    const mayConnect = mayConnectWith({
      allowNetworks: ['127.0.0.0/8'],
      refuseNetworks: ['127.0.0.1', '8.8.0.0/16'],
    })
    expect(['127.0.0.1', '8.8.8.8', '127.0.0.2'].map(mayConnect)).toEqual([false, false, true])
  })

  it.each([
    '',
    'x',
    '127.0.0.0/33',
    '::/129',
    '127.0.0.0/',
    '127.0.0.0/8/8',
    '127.1/8',
    '10.0.0.0/-1',
    'fe80::%1/64',
  ])('refuses the CIDR %j and names its place, not its value', (network) => {
    const create = () => createAddressPolicy({ allowNetworks: ['127.0.0.0/8', network] })
    expect(create).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'bad-network',
        message: 'Read a network: entry 1 is no CIDR',
      }),
    )
  })
})
