import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFindHost, type FindHost } from './find-host.ts'
import { refuseContact } from './provider-store.ts'
import { parseOperatorContacts } from './recipients/operator-contacts.ts'
import { createRdap } from './recipients/rdap.ts'
import { createSecurityTxt } from './recipients/security-txt.ts'
import { parsePolicy, type Step } from './routing.ts'
import {
  autnumOf,
  domainOf,
  entity,
  networkOf,
  startRegistries,
  type RegistryPages,
} from './testing-registries.ts'
import {
  advance,
  compose,
  createWorld,
  DIRECT,
  openCase,
  readTakedown,
  seedCase,
  type World,
} from './testing-notices.ts'

const OPERATOR = parseOperatorContacts({
  contacts: [
    { kind: 'operator', mailbox: 'trust@known.example', mailboxes: ['abuse@known.example'] },
    { kind: 'operator', mailbox: 'office@site.example', mailboxes: ['abuse@wrong.example'] },
    { kind: 'operator', mailbox: 'desk@transit.example', mailboxes: ['abuse@site4.example'] },
    { kind: 'channel', mailbox: 'csam@channel.example', mailboxes: ['abuse@channel.example'] },
    { kind: 'upstream', mailbox: 'noc@transit.example', asns: [64999] },
  ],
})
const SECURITY_TXT = new Map([['example.net', 'Contact: mailto:security@example.net']])

let world: World
let registries: Awaited<ReturnType<typeof startRegistries>>
let findHost: FindHost
const pages: RegistryPages = new Map()
const askedFiles: string[] = []

beforeAll(async () => {
  world = await createWorld()
  registries = await startRegistries(pages)
  const options = { baseUrl: registries.url, timeoutMs: 5000, cacheMs: 1, maxBytes: 65_536 }
  const request = async ({ hostname }: URL) => {
    askedFiles.push(hostname)
    const text = SECURITY_TXT.get(hostname)
    const headers = { 'content-type': 'text/plain' }
    return { status: text ? 200 : 404, headers, body: Buffer.from(text ?? '') }
  }
  findHost = createFindHost({
    ...world,
    rdap: createRdap(world, options),
    operatorContacts: OPERATOR,
    securityTxt: createSecurityTxt(
      { request, now: world.now },
      { timeoutMs: 1000, maxBytes: 1000, cacheMs: 1 },
    ),
  })
})
afterAll(async () => {
  await registries[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

const ALL: Step[] = ['provider-notice', 'upstream-escalation', 'registrar-escalation']
const policyOf = (plan: Step[]) => parsePolicy({ ...DIRECT, rules: [{ ...DIRECT.rules[0], plan }] })

type Json = Record<string, unknown>
type Row = {
  /** Of the address, and what else registries answer; a number is a status. */
  network?: Json | number
  autnum?: Json | number
  domain?: Json | number
  parent?: Json
  asn?: number
  /** Refuse every mail from the start. */
  refuse?: string[]
  plan?: Step[]
  host?: string
}
type Told = { mailbox: string; source: string } | { attention: string }

const abuse = (...mailboxes: unknown[]) => ({ entities: [entity(['abuse'], mailboxes)] })
const technical = (...mailboxes: unknown[]) => entity(['technical'], mailboxes)
const registrar = (...mailboxes: string[]) => ({
  entities: [entity(['registrar'], [], [entity(['abuse'], mailboxes)])],
})
const to = (mailbox: string, source: string): Told => ({ mailbox, source })
const ask = (attention: string): Told => ({ attention })

const ROWS: [string, Row, Told][] = [
  ['nothing is wrong', { network: abuse('abuse@h1.example') }, to('abuse@h1.example', 'rdap')],
  [
    'the operator knows better',
    { network: abuse('abuse@known.example') },
    to('trust@known.example', 'operator'),
  ],
  [
    'the operator was wrong and it refuses',
    { network: abuse('abuse@known.example'), refuse: ['trust@known.example'] },
    to('abuse@known.example', 'rdap'),
  ],
  [
    'the operator names a mailbox of the site',
    { network: abuse('abuse@wrong.example'), host: 'www.site.example' },
    to('abuse@wrong.example', 'rdap'),
  ],
  [
    'the provider keeps a channel',
    { network: abuse('abuse@channel.example') },
    to('csam@channel.example', 'channel'),
  ],
  [
    'the channel refuses',
    { network: abuse('abuse@channel.example'), refuse: ['csam@channel.example'] },
    to('abuse@channel.example', 'rdap'),
  ],
  [
    'the first mailbox refuses',
    { network: abuse('abuse@h2.example', 'second@h2.example'), refuse: ['abuse@h2.example'] },
    to('second@h2.example', 'rdap'),
  ],
  [
    'the first mailbox is malformed',
    { network: abuse('abuse(at)h3.example', 'second@h3.example') },
    to('second@h3.example', 'rdap'),
  ],
  [
    'the mailbox is no text',
    { network: abuse(7, null, 'abuse@h4.example') },
    to('abuse@h4.example', 'rdap'),
  ],
  [
    'the mailbox holds a second header',
    { network: abuse('a@h5.example\r\nBcc: b@h5.example', 'abuse@h5.example') },
    to('abuse@h5.example', 'rdap'),
  ],
  [
    'the mailbox is an address literal',
    { network: abuse('abuse@[192.0.2.1]', 'abuse@h6.example') },
    to('abuse@h6.example', 'rdap'),
  ],
  [
    'nobody reads the mailbox',
    { network: abuse('no-reply@h7.example', 'abuse@h7.example') },
    to('abuse@h7.example', 'rdap'),
  ],
  [
    'the mailbox is that of the registry',
    { network: abuse('abuse@ripe.net', 'abuse@h8.example') },
    to('abuse@h8.example', 'rdap'),
  ],
  [
    'the desk is nested',
    {
      network: {
        entities: [entity(['registrant'], [], [entity(['abuse'], ['abuse@h9.example'])])],
      },
    },
    to('abuse@h9.example', 'rdap'),
  ],
  [
    'the desk has no card',
    { network: { entities: [entity(['abuse']), technical('noc@h10.example')] } },
    to('abuse@h10.example', 'abuse-mailbox'),
  ],
  [
    'nobody has the role, the origin network does',
    { network: {}, autnum: abuse('abuse@as1.example') },
    to('abuse@as1.example', 'autnum'),
  ],
  [
    'both desks refuse, and nobody was told of whom the registrar could be told',
    {
      network: abuse('abuse@h11.example'),
      autnum: abuse('abuse@as2.example'),
      domain: registrar('abuse@registrar1.example'),
      refuse: ['abuse@h11.example', 'abuse@as2.example'],
    },
    ask('no-contact'),
  ],
  [
    'only the registry has a desk, and no host was told',
    {
      network: {},
      domain: { entities: [entity(['registrar']), entity(['abuse'], ['abuse@registry1.example'])] },
    },
    ask('no-contact'),
  ],
  [
    'the plan names no registrar',
    {
      network: { entities: [technical('noc@h12.example')] },
      domain: registrar('abuse@registrar2.example'),
      plan: ['provider-notice'],
    },
    to('abuse@h12.example', 'abuse-mailbox'),
  ],
  [
    'only the owner of the domain has a desk',
    {
      network: {},
      domain: {
        entities: [entity(['registrant'], [], [entity(['abuse'], ['owner@own.example'])])],
      },
    },
    ask('no-contact'),
  ],
  [
    'the provider says it in security.txt',
    { network: { entities: [technical('noc@mail.example.net')] } },
    to('security@example.net', 'security-txt'),
  ],
  [
    'security.txt refuses',
    {
      network: { entities: [technical('noc@mail.example.net')] },
      refuse: ['security@example.net'],
    },
    to('abuse@example.net', 'abuse-mailbox'),
  ],
  [
    'the only mailbox of the provider is a public one',
    { network: { entities: [technical('someone@gmail.com')] } },
    ask('no-contact'),
  ],
  [
    'the network above has a desk',
    { network: { links: [{ rel: 'up', href: 'UP' }] }, parent: abuse('abuse@above1.example') },
    to('abuse@above1.example', 'upstream'),
  ],
  [
    'the network above has the desk that refused',
    {
      network: { ...abuse('abuse@h13.example'), links: [{ rel: 'up', href: 'UP' }] },
      parent: abuse('abuse@h13.example'),
      refuse: ['abuse@h13.example'],
    },
    ask('no-contact'),
  ],
  [
    'the plan names nobody above',
    {
      network: { links: [{ rel: 'up', href: 'UP' }] },
      parent: abuse('abuse@above2.example'),
      plan: ['provider-notice'],
    },
    ask('no-contact'),
  ],
  [
    'the operator knows who is above',
    { network: {}, asn: 64999 },
    to('noc@transit.example', 'upstream'),
  ],
  [
    'the registry of the origin network is down',
    { network: abuse('abuse@h14.example'), autnum: 503 },
    to('abuse@h14.example', 'rdap'),
  ],
  ['the registry of the domain is down', { network: {}, domain: 503 }, ask('no-contact')],
  ['the registry of the address is down', { network: 503 }, ask('registry-unavailable')],
  [
    'the registry of the address says rubbish',
    { network: { objectClassName: 'x' } },
    ask('registry-unavailable'),
  ],
  ['the registry knows no such address', { network: 404 }, ask('no-contact')],
  ['the space is nobody’s', { network: { name: 'IANA-BLOCK' } }, ask('no-contact')],
  [
    'the desk is that of the site',
    { network: abuse('abuse@site.example'), host: 'files.site.example' },
    ask('provider-may-be-the-site'),
  ],
  [
    'the desk is that of the site and the operator knows another',
    { network: abuse('abuse@site4.example'), host: 'www.site4.example' },
    to('desk@transit.example', 'operator'),
  ],
  [
    'the next desk is that of the site',
    { network: {}, autnum: abuse('abuse@site2.example'), host: 'www.site2.example' },
    ask('no-contact'),
  ],
  [
    'the provider has only the domain of the site',
    { network: { entities: [technical('noc@site3.example')] }, host: 'www.site3.example' },
    ask('no-contact'),
  ],
  [
    'everyone refuses',
    { network: abuse('abuse@h15.example'), refuse: ['abuse@h15.example'] },
    ask('no-contact'),
  ],
]

let counter = 0

async function casesOf(row: Row) {
  const n = ++counter
  const address = `198.51.100.${n}`
  const asn = row.asn ?? 64_600 + n
  const host = row.host ?? `www.case${n}.example`
  const announced = row.autnum !== undefined || row.asn !== undefined
  const origin = announced ? { arin_originas0_originautnums: [asn] } : {}
  const up = `${registries.url}up/${n}`
  const answer = JSON.parse(JSON.stringify(row.network ?? {}).replaceAll('"UP"', `"${up}"`)) as Json
  pages.set(
    `ip/${address}`,
    typeof row.network === 'number' ? row.network : networkOf(address, { ...origin, ...answer }),
  )
  if (row.parent) pages.set(`up/${n}`, networkOf(address, { handle: `UP-${n}`, ...row.parent }))
  if (row.autnum !== undefined)
    pages.set(
      `autnum/${asn}`,
      typeof row.autnum === 'number' ? row.autnum : autnumOf(asn, row.autnum),
    )
  const domain = host.slice(host.indexOf('.') + 1)
  if (row.domain !== undefined)
    pages.set(
      `domain/${domain}`,
      typeof row.domain === 'number' ? row.domain : domainOf(domain, row.domain),
    )
  return openCase(world, await seedCase(world, { address, host }))
}

/** Has every mailbox of a name refuse, wherever it stands. */
async function refuseAll(mailboxes: readonly string[]): Promise<void> {
  const rows = await world.db
    .selectFrom('provider_contact')
    .select('id')
    .where('mailbox', 'in', mailboxes)
    .where('refused_at', 'is', null)
    .execute()
  for (const { id } of rows) await refuseContact(world.db, id, world.now())
}

/** Whom a takedown's notice goes to, or what a person is asked. */
async function told(id: string): Promise<Told> {
  const { attention, provider_id: providerId } = await readTakedown(world, id)
  if (attention !== null || providerId === null) return ask(attention ?? 'nothing')
  world.wait(1)
  await compose(world, providerId)
  const contact = await world.db
    .selectFrom('notice_item')
    .innerJoin('notice', 'notice.id', 'notice_item.notice_id')
    .innerJoin('provider_contact', 'provider_contact.id', 'notice.contact_id')
    .select(['mailbox', 'source'])
    .where('takedown_id', '=', id)
    .executeTakeFirst()
  return contact ?? ask((await readTakedown(world, id)).attention ?? 'nothing')
}

describe('a contact that is missing or wrong', () => {
  it('is tested in more than thirty ways', () => expect(ROWS.length).toBeGreaterThan(30))

  it.each(ROWS)('leads on when %s', async (_what, row, expected) => {
    world.wait(1)
    const policy = policyOf(row.plan ?? ALL)
    const id = await casesOf(row)
    if (row.refuse) {
      await findHost(id, AbortSignal.timeout(5000))
      await refuseAll(row.refuse)
      // What is looked for only once the host has nobody left is there now, and refuses as well.
      await findHost(id, AbortSignal.timeout(5000))
      await refuseAll(row.refuse)
    }
    await advance(world, id, { findHost, policy })
    expect(await told(id)).toEqual(expected)
  })

  it('never asks the site for its security.txt', () => {
    expect(askedFiles.length).toBeGreaterThan(0)
    expect(new Set(askedFiles)).toEqual(new Set(['example.net']))
  })
})
