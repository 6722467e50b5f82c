import { isIP } from 'node:net'
import { EnvironmentError, networkProblems, readEnvironment } from '@nightlight/runtime'
import type { Static } from 'typebox'
import { CrawlerEnvironment, listed } from './config.ts'
import { isNameServer } from './fetch/resolve-with-servers.ts'
import { isClosableHost } from './fetch/url-rules.ts'

/**
 * Reads and checks the environment of the crawler.
 *
 * @throws {EnvironmentError} also for an entry of a list that would close, open or ask nothing: an operator who wrote
 *   it believes that it does
 */
export function readCrawlerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Static<typeof CrawlerEnvironment> {
  const read = readEnvironment(CrawlerEnvironment, env)
  const entriesOf = (name: ListVariable, isGood: (entry: string) => boolean, write: string) =>
    listed(read[name]).flatMap((entry, index) =>
      isGood(entry) ? [] : [`${name}: entry ${index + 1} ${write}`],
    )
  const problems = [
    ...networkProblems('CRAWL_ALLOW_NETWORKS', listed(read.CRAWL_ALLOW_NETWORKS)),
    ...networkProblems('CRAWL_REFUSE_NETWORKS', listed(read.CRAWL_REFUSE_NETWORKS)),
    ...entriesOf('CRAWL_REFUSE_HOSTS', (entry) => isIP(entry) > 0 || isClosableHost(entry), HOSTS),
    ...entriesOf('CRAWL_ALLOW_PORTS', isPort, PORTS),
    ...entriesOf('CRAWL_DNS_SERVERS', isNameServer, SERVERS),
  ]
  if (problems.length > 0) throw new EnvironmentError(problems)
  return read
}

type ListVariable = 'CRAWL_REFUSE_HOSTS' | 'CRAWL_ALLOW_PORTS' | 'CRAWL_DNS_SERVERS'

const HOSTS =
  'is no host name: write names such as partner.example, without scheme, port and path; all names below one are closed with it'
const PORTS = 'is no port: write numbers from 1 to 65535, separated by commas'
const SERVERS =
  'is no address: write name servers as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353'

const isPort = (text: string): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535

/** What is closed: names with all below them, and addresses, which a name cannot stand for. */
export function closedPlaces({
  CRAWL_REFUSE_HOSTS,
  CRAWL_REFUSE_NETWORKS,
}: Pick<Static<typeof CrawlerEnvironment>, 'CRAWL_REFUSE_HOSTS' | 'CRAWL_REFUSE_NETWORKS'>): {
  hosts: string[]
  networks: string[]
} {
  const given = listed(CRAWL_REFUSE_HOSTS)
  return {
    hosts: given.filter((entry) => isIP(entry) === 0),
    networks: [...listed(CRAWL_REFUSE_NETWORKS), ...given.filter((entry) => isIP(entry) > 0)],
  }
}
