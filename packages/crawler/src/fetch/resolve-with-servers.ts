import { Resolver } from 'node:dns/promises'
import { resolveWithSystem, type Resolve } from './resolve.ts'
import { errorCode } from './stop.ts'

const TIMEOUT_MS = 1_200
const TRIES = 2

/** What a name server says when a name has no record of the kind that was asked for, and when there is no such name. */
const NO_RECORD = 'ENODATA'
const NO_SUCH_NAME = 'ENOTFOUND'

/** Whether a text is the address of a name server, with or without a port. */
export function isNameServer(text: string): boolean {
  try {
    new Resolver().setServers([text])
    return true
  } catch {
    return false
  }
}

/**
 * Asks given name servers and nobody else: no file of hosts, no search list. IPv4, IPv6 and the first alias are
 * asked for at once.
 *
 * @param servers  literals, with or without a port; those of the system are asked when there is none
 * @param name     as it stands in the visit record
 * @throws {TypeError} one of them is no address
 */
export function resolverOf(servers: readonly string[], name = 'servers'): Resolve {
  if (servers.length === 0) return resolveWithSystem
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })
  resolver.setServers(servers)
  return async (host) => {
    // A trailing dot: the name as it is, whatever the search list of the machine.
    const asked = `${host}.`
    const cnames = resolver.resolveCname(asked).catch(() => [])
    const found = await Promise.allSettled([
      recordsOf(resolver.resolve4(asked)),
      recordsOf(resolver.resolve6(asked)),
    ])
    const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : []))
    // A server that fails at one version only is common, and no reason not to use the other.
    const failure = found.find((one) => one.status === 'rejected')
    if (addresses.length === 0 && failure) throw failure.reason as Error
    const isAbsent = found.every((one) => one.status === 'fulfilled' && one.value === null)
    const answer = { addresses, resolver: name, cnames: await cnames }
    return isAbsent ? { ...answer, isAbsent } : answer
  }
}

/** Null when there is no such name at all. */
async function recordsOf(asking: Promise<string[]>): Promise<string[] | null> {
  try {
    return await asking
  } catch (error) {
    const code = errorCode(error)
    if (code === NO_SUCH_NAME) return null
    if (code === NO_RECORD) return []
    throw error
  }
}
