import type { IncomingMessage, ServerResponse } from 'node:http'
import { listenHttp, type Listening } from './listening.ts'
import { mailboxOf, SITES, type Site } from './web/sites.ts'

export type RdapServer = Listening & {
  /** Ends in a slash. */
  url: string
}

/**
 * Starts an address registry that knows the networks of the demo hosts and no other.
 *
 * @param at.port 0 for any free one
 * @throws {DomainError} as `listenHttp`
 * @see RFC 9082 (queries), RFC 9083 (answers), RFC 7480 (HTTP)
 */
export async function startRdapServer(at: { host: string; port: number }): Promise<RdapServer> {
  const handler = (request: IncomingMessage, response: ServerResponse): void => {
    const origin = `http://${at.host}:${request.socket.localPort}`
    const { status, body } = lookUp(request.method ?? '', request.url ?? '', origin)
    const text = JSON.stringify(body, null, 2)
    response.writeHead(status, {
      'content-type': 'application/rdap+json',
      'content-length': Buffer.byteLength(text),
      'access-control-allow-origin': '*',
    })
    response.end(request.method === 'HEAD' ? undefined : text)
  }
  const listening = await listenHttp(handler, at)
  return { ...listening, url: `http://${at.host}:${listening.port}/` }
}

type Answer = { status: number; body: Record<string, unknown> }

function lookUp(method: string, target: string, origin: string): Answer {
  if (method !== 'GET' && method !== 'HEAD') return problem(405, 'Method Not Allowed')
  const path = target.split('?', 1)[0] ?? ''
  const site = SITES.find(({ address }) => path === `/ip/${address}`)
  return site ? { status: 200, body: network(site, `${origin}${path}`) } : problem(404, 'Not Found')
}

const CONFORMANCE = ['rdap_level_0', 'cidr0', 'nro_rdap_profile_0']

const NOTICES = [
  {
    title: 'Terms and Conditions',
    description: ['A registry made for a demonstration. Its networks exist on this machine only.'],
  },
]

const problem = (errorCode: number, title: string): Answer => ({
  status: errorCode,
  body: {
    rdapConformance: CONFORMANCE,
    notices: NOTICES,
    lang: 'en',
    errorCode,
    title,
    description: ['No network of the demo answers to this query.'],
  },
})

function network(site: Site, self: string): Record<string, unknown> {
  const { address, name, provider } = site
  return {
    rdapConformance: CONFORMANCE,
    notices: NOTICES,
    objectClassName: 'ip network',
    handle: `NET-${address.replaceAll('.', '-')}-1`,
    startAddress: address,
    endAddress: address,
    ipVersion: 'v4',
    name: `${name.toUpperCase()}-DEMO-NET`,
    type: 'ASSIGNED PA',
    country: provider.country,
    parentHandle: 'NET-127-0-10-0-1',
    cidr0_cidrs: [{ v4prefix: address, length: 32 }],
    status: ['active'],
    entities: [registrant(site)],
    remarks: [{ title: 'Demo', description: ['Drawings only.'] }],
    links: [{ value: self, rel: 'self', href: self, type: 'application/rdap+json' }],
    events: EVENTS,
    port43: 'whois.nightlight-demo.invalid',
  }
}

const EVENTS = [
  { eventAction: 'registration', eventDate: '2019-04-02T09:00:00Z' },
  { eventAction: 'last changed', eventDate: '2026-01-10T09:00:00Z' },
]

/** The holder; who answers for abuse stands inside of it, as with most registries. */
function registrant(site: Site): Record<string, unknown> {
  const { name, provider } = site
  return {
    objectClassName: 'entity',
    handle: `ORG-${name.toUpperCase()}-DEMO`,
    roles: ['registrant'],
    vcardArray: card('org', provider.name, site, `office@${name}.nightlight-demo.invalid`),
    entities: [
      {
        objectClassName: 'entity',
        handle: `ABUSE-${name.toUpperCase()}-DEMO`,
        roles: ['abuse'],
        vcardArray: card('group', `${provider.name} Abuse Desk`, site, mailboxOf(site)),
        events: EVENTS,
      },
    ],
    events: EVENTS,
  }
}

/** A contact card as JSON (RFC 7095). */
function card(kind: 'org' | 'group', fullName: string, { provider }: Site, mailbox: string) {
  const label = `1 Example Street\n${provider.city}\n${provider.country}`
  return [
    'vcard',
    [
      ['version', {}, 'text', '4.0'],
      ['fn', {}, 'text', fullName],
      ['kind', {}, 'text', kind],
      ['adr', { label, cc: provider.country }, 'text', ['', '', '', '', '', '', '']],
      ['tel', { type: 'voice' }, 'uri', `tel:${provider.phone.replace('.', '-')}`],
      ['email', { type: 'work', pref: '1' }, 'text', mailbox],
    ],
  ]
}
