import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Random } from '../../packages/cli/src/demo/drawing/random.ts'

/** A made-up host with a network of its own on the loopback interface. */
export type Provider = { name: string; country: string; network: string }

const COUNTRIES = ['BE', 'NL', 'FR', 'DE', 'US', 'LU', 'AT', 'IE']

const HOSTS_A_COUNTRY = 3

/** Enough hosts that many notices go out at a time, in countries of every language. */
export const PROVIDERS: readonly Provider[] = Array.from(
  { length: HOSTS_A_COUNTRY * COUNTRIES.length },
  (_, index) => {
    const country = COUNTRIES[index % COUNTRIES.length]!
    const name = `host-${country.toLowerCase()}-${index}`
    return { name, country, network: `127.0.${20 + index}` }
  },
)

const MAX_DELAY_MS = 8

/**
 * Starts an address registry that knows `PROVIDERS` and answers after 0 to 8 ms.
 *
 * @see RFC 9083 sections 5.1 and 5.4
 */
export async function startRegistry(
  random: Random,
): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer((request, response) => void answer(request, response, random))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  random: Random,
): Promise<void> {
  const provider = PROVIDERS.find(({ network }) => request.url?.startsWith(`/ip/${network}.`))
  const body = provider ? networkOf(provider) : { errorCode: 404, title: 'Not Found' }
  await setTimeout(random.between(0, MAX_DELAY_MS))
  response.writeHead(provider ? 200 : 404, { 'content-type': 'application/rdap+json' })
  response.end(JSON.stringify({ rdapConformance: ['rdap_level_0'], ...body }))
}

const networkOf = ({ name, country, network }: Provider) => ({
  objectClassName: 'ip network',
  handle: `NET-${name}`,
  startAddress: `${network}.0`,
  endAddress: `${network}.255`,
  ipVersion: 'v4',
  name: `${name}-net`,
  country,
  entities: [
    {
      objectClassName: 'entity',
      handle: `ORG-${name}`,
      roles: ['registrant'],
      vcardArray: card(name, `office@${name}.nightlight-trial.invalid`),
      entities: [
        {
          objectClassName: 'entity',
          handle: `ABUSE-${name}`,
          roles: ['abuse'],
          vcardArray: card(`${name} abuse desk`, `abuse@${name}.desks-of-the-trial.invalid`),
        },
      ],
    },
  ],
})

const card = (fullName: string, email: string) => [
  'vcard',
  [
    ['version', {}, 'text', '4.0'],
    ['fn', {}, 'text', fullName],
    ['email', {}, 'text', email],
  ],
]
