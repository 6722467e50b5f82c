import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, it } from 'vitest'
import { createAddressPolicy } from '@nightlight/runtime'
import { ownPublicAddresses } from './own-addresses.ts'

const at = (address: string, family: 'IPv4' | 'IPv6'): NetworkInterfaceInfo =>
  ({ address, family, internal: false }) as NetworkInterfaceInfo

describe('ownPublicAddresses', () => {
  it('names what would be open, and nothing that is closed anyway', () => {
    const own = ownPublicAddresses({
      lo: [at('127.0.0.1', 'IPv4'), at('::1', 'IPv6')],
      eth0: [at('10.0.0.7', 'IPv4'), at('9.9.9.1', 'IPv4'), at('fe80::1', 'IPv6')],
      eth1: [at('2620:fe::1', 'IPv6')],
      gone: undefined,
    })
    expect(own).toEqual(['9.9.9.1/32', '2620:fe::1/128'])
    const policy = createAddressPolicy({ allowNetworks: [], refuseNetworks: own })
    expect(['9.9.9.1', '2620:fe::1'].map((one) => policy.mayConnect(one))).toEqual([false, false])
    expect(['9.9.9.2', '2620:fe::2'].map((one) => policy.mayConnect(one))).toEqual([true, true])
  })
})
