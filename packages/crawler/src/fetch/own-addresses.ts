import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import { createAddressPolicy } from '@nightlight/runtime'

/**
 * Public addresses of this machine, as networks of one address: a page must not make us fetch from
 * ourselves by the way round the outside. Those that are not public are closed already.
 *
 * @param interfaces as `os.networkInterfaces` gives them
 */
export function ownPublicAddresses(
  interfaces: Readonly<Record<string, NetworkInterfaceInfo[] | undefined>> = networkInterfaces(),
): string[] {
  const policy = createAddressPolicy({ allowNetworks: [] })
  return Object.values(interfaces)
    .flatMap((infos) => infos ?? [])
    .filter(({ address }) => policy.mayConnect(address))
    .map(({ address, family }) => `${address}/${family === 'IPv4' ? 32 : 128}`)
}
