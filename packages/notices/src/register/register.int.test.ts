import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  contactsOf,
  lockProvider,
  refuseContact,
  upsertContact,
  upsertProvider,
  usableContact,
} from '../provider-store.ts'
import { proposeChannel, approveChannel, channelOf } from '../provider-channel-store.ts'
import {
  advance,
  authoriseCase,
  createWorld,
  openCase,
  readTakedown,
  seedCase,
  seedContact,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { storeFinding } from '../finding-store.ts'
import { takedownsDue } from '../takedowns-due.ts'
import { changeProvider } from './change-provider.ts'
import { approveContact, proposeContact, retireContact } from './contact-proposals.ts'
import { listProviders } from './list-providers.ts'
import { readProvider } from './read-provider.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const as = (name: string) => ({ actor: `key:${name}`, name, now: world.now() })
const change = (id: string, what: Parameters<typeof changeProvider>[3]) =>
  changeProvider(world.db, world.crypto, id, what, as('Sue'))
const read = async (id: string) => (await readProvider(world.db, world.crypto, id, world.now()))!
const auditOf = async (id: string) =>
  world.db
    .selectFrom('audit_event')
    .select(['action', 'actor', 'detail'])
    .where('object_id', '=', id)
    .orderBy('id')
    .execute()
const list = (asked: Partial<Parameters<typeof listProviders>[1]>) =>
  listProviders(world.db, { limit: 50, after: null, ...asked })

describe('changeProvider', () => {
  it('keeps the language that a person chose when the registry says something else', async () => {
    const { db, now } = world
    const facts = { handle: 'network:L', kind: 'host', name: 'L', country: 'NL' } as const
    const id = await upsertProvider(db, { ...facts, language: 'nl' }, now())
    await change(id, { language: 'fr' })
    const moved = { ...facts, country: 'DE', language: 'de' } as const
    await upsertProvider(db, moved, now())
    expect(await lockProvider(db, id)).toMatchObject({ country: 'DE', language: 'fr' })
    await change(id, { language: null })
    expect(await read(id)).toMatchObject({ language: 'de', languageBy: null })
    await upsertProvider(db, { ...facts, country: 'BE', language: 'en' }, now())
    expect((await read(id)).language).toBe('en')
  })

  it('makes one company of two networks, whatever the capitals', async () => {
    const [one, two] = [await seedProvider(world), await seedProvider(world)]
    await change(one, { organisation: 'Cloud Holding' })
    await change(two, { organisation: ' cloud holding ' })
    expect((await read(one)).organisation).toMatchObject({
      name: 'Cloud Holding',
      others: [{ id: two }],
    })
    await change(two, { organisation: null })
    expect((await read(one)).organisation?.others).toEqual([])
    await expect(change(two, { organisation: ' ' })).rejects.toMatchObject({
      code: 'organisation-invalid',
    })
  })

  it('tells networks and domains that a person named from those that were seen', async () => {
    const id = await seedProvider(world)
    await change(id, { asns: [64_501, 4_294_967_295, 64_501], domains: ['b.example', 'a.example'] })
    expect(await read(id)).toMatchObject({
      asns: [
        { asn: 64_501, by: 'person' },
        { asn: 4_294_967_295, by: 'person' },
      ],
      domains: [
        { domain: 'a.example', by: 'person' },
        { domain: 'b.example', by: 'person' },
        { domain: 'hosting.example', by: 'observed' },
      ],
    })
    await expect(change(id, { asns: [0] })).rejects.toMatchObject({ code: 'asn-invalid' })
    for (const domain of ['A.example', 'localhost', 'https://a.example', 'a..example']) {
      await expect(change(id, { domains: [domain] })).rejects.toMatchObject({
        code: 'domain-invalid',
      })
    }
  })

  it('keeps a note sealed, and says in the audit log what was changed but not to what', async () => {
    const id = await seedProvider(world)
    await change(id, { note: 'Call Kim', urlPolicy: 'encrypted', organisation: 'Secret Name' })
    expect(await read(id)).toMatchObject({ note: 'Call Kim', urlPolicy: 'encrypted' })
    const row = await world.db
      .selectFrom('provider')
      .select('note_ct')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row.note_ct?.includes('Kim')).toBe(false)
    const events = await auditOf(id)
    expect(events.map(({ action }) => action)).toEqual([
      'url-policy-decided',
      'organisation-decided',
      'provider-note-written',
    ])
    expect(JSON.stringify(events)).not.toMatch(/Kim|Secret/)
    await change(id, { note: '' })
    expect((await read(id)).note).toBeNull()
  })

  it('puts a channel in use before the others, and no other', async () => {
    const { db, crypto, now } = world
    const id = await seedProvider(world)
    const add = (kind: 'reply-page' | 'smtp') =>
      proposeChannel(db, crypto, { providerId: id, kind, configuration: {}, by: as('Ana') })
    const [page, mail, waiting] = [await add('reply-page'), await add('smtp'), await add('smtp')]
    for (const channel of [page, mail]) await approveChannel(db, channel, as('Ben'), now())
    expect(await channelOf(db, id)).toEqual({ kind: 'reply-page', id: page })
    await change(id, { channel: mail })
    expect(await channelOf(db, id)).toEqual({ kind: 'smtp', id: mail })
    await expect(change(id, { channel: waiting })).rejects.toMatchObject({
      code: 'channel-not-in-use',
    })
  })

  it('does not know a provider that is none', async () => {
    await expect(change(newId(), { note: 'x' })).rejects.toMatchObject({
      code: 'provider-not-found',
    })
    expect(await readProvider(world.db, world.crypto, newId(), world.now())).toBeNull()
  })
})

describe('a contact', () => {
  const mailboxOf = async (id: string) => (await usableContact(world.db, id))?.mailbox
  const propose = (providerId: string, mailbox = ' Desk@Hosting.Example ') =>
    proposeContact(world.db, { providerId, mailbox }, as('Ana'))

  it('goes before the registry’s once a second person has approved it', async () => {
    const providerId = await seedProvider(world)
    const id = await propose(providerId)
    expect(await propose(providerId)).toBe(id)
    expect(await mailboxOf(providerId)).toBe('abuse@hosting.example')
    for (const same of [as('Ana'), { ...as('Ben'), name: 'ANA' }, { ...as('Ana'), name: 'Ben' }]) {
      await expect(approveContact(world.db, { providerId, id }, same)).rejects.toMatchObject({
        code: 'second-person-needed',
      })
    }
    await approveContact(world.db, { providerId, id }, as('Ben'))
    expect(await mailboxOf(providerId)).toBe('desk@hosting.example')
    await expect(approveContact(world.db, { providerId, id }, as('Cas'))).rejects.toMatchObject({
      code: 'contact-not-found',
    })
    expect(await auditOf(providerId)).toMatchObject([
      { action: 'contact-proposed', actor: 'key:Ana' },
      { action: 'contact-approved', actor: 'key:Ben' },
    ])
  })

  it('is not approved past the code that asks for a second person', async () => {
    const providerId = await seedProvider(world)
    const id = await propose(providerId)
    const decided = {
      state: 'approved',
      decided_by: 'key:x',
      decider: 'ana ',
      decided_at: new Date(),
    } as const
    await expect(
      world.db.updateTable('contact_proposal').set(decided).where('id', '=', id).execute(),
    ).rejects.toMatchObject({ constraint: 'contact_proposal_four_eyes' })
  })

  it('is written to no more once it is retired, though a source names it again', async () => {
    const { db, now } = world
    const providerId = await seedProvider(world)
    const { id } = (await contactsOf(db, [providerId]))[0]!
    await retireContact(db, { providerId, id }, as('Sue'))
    const named = { providerId, mailbox: 'abuse@hosting.example', source: 'rdap' } as const
    await upsertContact(db, { ...named, fetchedAt: now() }, 0)
    expect(await mailboxOf(providerId)).toBeUndefined()
    expect((await read(providerId)).contacts).toMatchObject([{ id, retiredAt: now() }])
    await expect(retireContact(db, { providerId, id }, as('Sue'))).rejects.toMatchObject({
      code: 'contact-not-found',
    })
    const proposal = await propose(providerId, 'abuse@hosting.example')
    await approveContact(db, { providerId, id: proposal }, as('Ben'))
    expect(await mailboxOf(providerId)).toBe('abuse@hosting.example')
  })

  it('stands where it is written to: before those of which the same is said of later ones', async () => {
    const { db, now } = world
    const id = await seedProvider(world, { mailbox: null })
    const at = (days: number) => new Date(now().getTime() - days * 86_400_000)
    for (const [mailbox, source, days] of [
      ['of-network@hosting.example', 'autnum', 1],
      ['noreply@hosting.example', 'channel', 0],
      ['old@hosting.example', 'operator', 9],
      ['new@hosting.example', 'operator', 2],
      ['of-address@hosting.example', 'rdap', 3],
      ['gone@hosting.example', 'operator', 0],
    ] as const) {
      await upsertContact(db, { providerId: id, mailbox, source, fetchedAt: at(days) }, 0)
    }
    const [gone] = (await read(id)).contacts
    expect(gone!.mailbox).toBe('gone@hosting.example')
    await refuseContact(db, gone!.id, now())
    const { contacts } = await read(id)
    expect(contacts.map(({ mailbox }) => mailbox.split('@')[0])).toEqual([
      'new',
      'old',
      'of-address',
      'of-network',
      'gone',
      'noreply',
    ])
    expect((await usableContact(db, id))?.id).toBe(contacts[0]!.id)
  })

  it('can be dropped while it waits, and is of its own provider alone', async () => {
    const [providerId, other] = [await seedProvider(world), await seedProvider(world)]
    const id = await propose(providerId)
    const wrong = { providerId: other, id }
    await expect(retireContact(world.db, wrong, as('Sue'))).rejects.toMatchObject({
      code: 'contact-not-found',
    })
    await expect(approveContact(world.db, wrong, as('Sue'))).rejects.toMatchObject({
      code: 'contact-not-found',
    })
    await retireContact(world.db, { providerId, id }, as('Sue'))
    expect((await read(providerId)).proposals).toEqual([])
  })

  it.each(['no mailbox', 'a@localhost', '"x y"@host.example'])('is not %s', async (mailbox) => {
    await expect(propose(await seedProvider(world), mailbox)).rejects.toMatchObject({
      code: 'mailbox-invalid',
    })
  })

  it('has takedowns that waited for one looked at now', async () => {
    const { db } = world
    const providerId = await seedProvider(world)
    const { takedownId } = await authoriseCase(world, providerId)
    const waits = { attention: 'no-contact', due_at: null }
    await db.updateTable('takedown').set(waits).where('id', '=', takedownId).execute()
    const id = await propose(providerId)
    await approveContact(db, { providerId, id }, as('Ben'))
    const row = await db
      .selectFrom('takedown')
      .select('due_at')
      .where('id', '=', takedownId)
      .executeTakeFirstOrThrow()
    expect(row.due_at).toEqual(world.now())
  })
})

describe('a contact of a provider that has none', () => {
  it('has what was never sent to anybody looked at now', async () => {
    const { db } = world
    const providerId = await seedProvider(world, { mailbox: null })
    const id = await openCase(world, await seedCase(world))
    const host = {
      status: 'found',
      providerId,
      country: 'NL',
      rivals: [],
      mailboxDomain: null,
    } as const
    await advance(world, id, { findHost: async () => host })
    const hosting = { country: 'NL', by: null, countries: {}, disagree: false }
    const finding = { address: '192.0.2.1', asn: null, providerId, hosting, cdn: null }
    await storeFinding(db, id, finding, world.now())
    expect(await readTakedown(world, id)).toMatchObject({
      attention: 'no-contact',
      provider_id: null,
    })
    expect(await takedownsDue(db, world.now(), 1000)).not.toContain(id)
    const mailbox = 'abuse@found.example'
    const proposal = await proposeContact(db, { providerId, mailbox }, as('Ana'))
    await db
      .transaction()
      .execute((trx) => approveContact(trx, { providerId, id: proposal }, as('Ben')))
    expect(await takedownsDue(db, world.now(), 1000)).toContain(id)
  })
})

describe('listProviders', () => {
  it('goes through all of them by name, page by page', async () => {
    await using own = await createWorld()
    const names = ['Beta', 'alpha', 'Gamma', 'alpha', '']
    for (const name of names) {
      const id = await seedProvider(own)
      await own.db.updateTable('provider').set({ name }).where('id', '=', id).execute()
    }
    const seen: string[] = []
    for (let after: string | null = null; ;) {
      const page = await listProviders(own.db, { limit: 2, after })
      seen.push(...page.map(({ name }) => name))
      after = page.at(-1)?.id ?? null
      if (page.length < 2) break
    }
    expect(seen).toEqual(['', 'alpha', 'alpha', 'Beta', 'Gamma'])
  })

  it('finds by name, network, domain and organisation, and takes signs as they are', async () => {
    const id = await seedProvider(world)
    const facts = { name: '100% Hosting', country: 'SE' }
    await world.db.updateTable('provider').set(facts).where('id', '=', id).execute()
    await change(id, { asns: [65_111], domains: ['unusual.example'], organisation: 'Nord Group' })
    for (const search of ['100% host', 'AS65111', '65111', 'UNUSUAL', 'nord']) {
      expect(await list({ search })).toMatchObject([{ id, organisation: 'Nord Group' }])
    }
    expect(await list({ search: '%_%' })).toEqual([])
    expect(await list({ country: 'SE', kind: 'host' })).toMatchObject([{ id }])
    expect(await list({ country: 'SE', kind: 'police' })).toEqual([])
  })

  it('says what is open, how many mailboxes count and which channel is used', async () => {
    const id = await seedProvider(world)
    await seedContact(world, id, 'second@hosting.example')
    const gone = { refused_at: world.now() }
    await world.db
      .updateTable('provider_contact')
      .set(gone)
      .where('provider_id', '=', id)
      .where('mailbox', '=', 'second@hosting.example')
      .execute()
    await authoriseCase(world, id)
    const row = (await list({ isOpen: true, limit: 200 })).find((one) => one.id === id)
    expect(row).toMatchObject({ open: 1, oldestToldAt: null, mailboxes: 1, channel: 'smtp' })
  })
})
