import { createAddressPolicy, type AddressPolicy } from '../../packages/runtime/src/address.ts'
import { spelledOnce } from './addresses.ts'
import { OWN_RANGES } from './refused-ranges.ts'

/** The one address that may be connected, in the place of all that is public. */
export const SITE_ADDRESS = '127.0.0.80'

/**
 * The rules of the crawler, and round them the edge of the trial: what they would let pass is not
 * connected either, but for the site.
 */
export function createEdge(): { policy: AddressPolicy; wouldBeAllowed: ReadonlySet<string> } {
  const rules = createAddressPolicy({
    allowNetworks: [`${SITE_ADDRESS}/32`],
    refuseNetworks: Object.keys(OWN_RANGES),
  })
  const wouldBeAllowed = new Set<string>()
  const mayConnect = (address: string): boolean => {
    if (!rules.mayConnect(address)) return false
    if (spelledOnce(address) === SITE_ADDRESS) return true
    wouldBeAllowed.add(spelledOnce(address))
    return false
  }
  return { policy: { mayConnect }, wouldBeAllowed }
}
