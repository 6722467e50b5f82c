import { spelledOnce } from './addresses.ts'
import type { Connect } from './connects.ts'
import type { Account } from './account.ts'

/** A connect that leads neither to the site, nor to the name server or the database of the trial. */
export type Attempt = { address: string; port: number }
export type Judged = { attempts: Attempt[]; faults: string[] }

/** Where the C library looks for a cache of names before it asks for one. */
const NAME_CACHE = '/var/run/nscd/socket'

/**
 * Holds what a crawler connected, as strace saw it, against what it may connect, and adds what its
 * listeners and its records say.
 *
 * @param database  the socket file through which the crawler reaches its database
 */
export function judge(account: Account, connects: readonly Connect[], database: string): Judged {
  const attempts = attemptsAmong(connects, account, database)
  const seen = new Set(attempts.map(({ address, port }) => `${address} ${port}`))
  const toSite = connects.filter((one) => one.kind !== 'file' && isSite(one, account)).length
  return {
    attempts,
    faults: [
      ...[...seen].map((place) => `${place} was connected, as strace saw`),
      ...Object.keys(account.inside).map((place) => `${place} was connected, as it heard`),
      ...(toSite === 0 ? ['strace saw no connection to the site: it saw nothing'] : []),
      ...(account.requests === 0 ? ['the site was never asked'] : []),
      ...account.faults,
    ],
  }
}

/** Those that no crawler may make. */
export function attemptsAmong(
  connects: readonly Connect[],
  account: Pick<Account, 'site' | 'dnsPort'>,
  database: string,
): Attempt[] {
  return connects.flatMap((one) => {
    if (one.kind === 'file') {
      const isOwn = one.path === database || one.path === NAME_CACHE
      return isOwn ? [] : [{ address: one.path, port: 0 }]
    }
    const { kind, address, port } = one
    const isDns = kind !== 'other' && address === '127.0.0.1' && port === account.dnsPort
    if (isDns || isSite(one, account) || isSorting(one)) return []
    return [{ address, port }]
  })
}

const isSite = (
  one: Exclude<Connect, { kind: 'file' }>,
  { site }: Pick<Account, 'site'>,
): boolean =>
  one.kind === 'tcp' && one.address === spelledOnce(site.address) && one.port === site.port

/** The C library sorts addresses by the route to each: a datagram socket that sends nothing, port 0. */
const isSorting = ({ kind, port }: Exclude<Connect, { kind: 'file' }>): boolean =>
  kind === 'udp' && port === 0
