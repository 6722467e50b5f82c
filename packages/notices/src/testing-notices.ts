import { createHash, randomBytes } from 'node:crypto'
import type { JobName, LegalClass, Tier } from '@nightlight/contract'
import {
  connect,
  createFieldCrypto,
  createLog,
  newId,
  type CheckDetail,
  type Enqueue,
  type JobContext,
} from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { createDeadlines } from './deadline.ts'
import { storeFinding } from './finding-store.ts'
import { advanceTakedown, type AdvanceDeps } from './jobs/advance-takedown.ts'
import { composeNotice } from './jobs/compose-notice.ts'
import { openTakedown } from './jobs/open-takedown.ts'
import { createPatience } from './patience.ts'
import { parsePolicy } from './routing.ts'
import { evolve, type Takedown, type TakedownEvent } from './takedown.ts'
import { lockTakedown, reviveDates } from './takedown-store.ts'

const HOUR_MS = 3_600_000
/** Long enough ago that every moment of a test lies in the past of the database's own clock. */
const LEAD_HOURS = 40 * 24

export const MAIL_DOMAIN = 'notices.example'
export const DIRECT = parsePolicy({
  id: 'direct',
  title: 'Direct notice',
  validFrom: '2024-01-01',
  inhopeCountries: [],
  rules: [
    {
      id: 'host-first',
      because: 'the operator switched it on',
      legalClasses: ['csam'],
      plan: ['provider-notice', 'upstream-escalation'],
    },
  ],
})

/** A database of its own, a clock that the test sets, hints kept in a list; all else real. */
export async function createWorld() {
  await using resources = new AsyncDisposableStack()
  const database = await createTestDatabase()
  resources.defer(() => database.drop())
  const db = connect(database.url, { max: 16 })
  resources.defer(() => db.destroy())
  const start = Date.now() - LEAD_HOURS * HOUR_MS
  const clock = { ms: start }
  const now = (): Date => new Date(clock.ms)
  const hints: { name: JobName; payload: unknown }[] = []
  const enqueue: Enqueue = async (name, ...payloads) =>
    void hints.push(...payloads.map((payload) => ({ name, payload })))
  const log = createLog('test', { level: 'silent' })
  const context: JobContext = { signal: AbortSignal.timeout(1_800_000), log }
  const masterKey = randomBytes(32)
  const owned = resources.move()
  return {
    db,
    /** Of the environment of a process of its own on the same data. */
    url: database.url,
    fieldKey: masterKey.toString('hex'),
    crypto: createFieldCrypto(masterKey),
    deadlines: createDeadlines(1),
    mailDomain: MAIL_DOMAIN,
    patience: createPatience(1),
    enqueue,
    hints,
    log,
    context,
    now,
    /** Lets time pass. */
    wait: (hours: number) => void (clock.ms += hours * HOUR_MS),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>

export async function seedLocation({ db, crypto }: World, url: string): Promise<string> {
  const id = newId()
  const host = new URL(url).hostname
  await db
    .insertInto('location')
    .values({
      id,
      url_ct: crypto.seal({ table: 'location', column: 'url_ct', row: id }, url),
      url_key: crypto.blindIndex('url', url),
      host,
      registrable_domain: host,
    })
    .execute()
  return id
}

/** The digest that a seeded media has. */
export const sha256Of = (mediaId: string): string =>
  createHash('sha256').update(mediaId).digest('hex')

export async function seedMedia({ db, crypto }: World): Promise<string> {
  const id = newId()
  const sha256 = sha256Of(id)
  const place = { table: 'media', column: 'fingerprint_ct', row: id }
  await db
    .insertInto('media')
    .values({
      id,
      sha256_key: crypto.blindIndex('media:sha256', sha256),
      fingerprint_ct: crypto.seal(place, JSON.stringify({ sha256 })),
      size: 1,
      mime: 'image/jpeg',
      width: 1,
      height: 1,
      frames: 1,
      pdq_quality: 100,
      pipeline_version: 'test',
    })
    .execute()
  return id
}

/** A media was seen at a location of a page, served from `address`. */
export async function seedSighting(
  { db, now }: World,
  sighting: { mediaId: string; locationId: string; pageId: string; address?: string },
): Promise<void> {
  const { mediaId, locationId, pageId, address = '192.0.2.7' } = sighting
  const place = { location_id: locationId, page_location_id: pageId }
  await db
    .insertInto('sighting')
    .values({ ...place, media_id: mediaId, first_seen_at: now(), last_seen_at: now() })
    .execute()
  await db
    .insertInto('visit')
    .values({
      id: newId(),
      ...place,
      media_id: mediaId,
      outcome: 'picture',
      address,
      wire_bytes: 1,
      body_bytes: 1,
      egress: 'lab',
      started_at: now(),
      finished_at: now(),
    })
    .execute()
}

type ListFacts = { legalClass?: LegalClass; opens?: 'never' | 'exact'; expiresAt?: Date }

/** A list with one entry. @returns the ids of the entry, of its list and of what it was handed in with */
export async function seedEntry({ db }: Pick<World, 'db'>, list: ListFacts = {}) {
  const [authorityId, listId, submissionId, entryId] = [newId(), newId(), newId(), newId()]
  await db.insertInto('authority').values({ id: authorityId, name: authorityId }).execute()
  await db
    .insertInto('hash_list')
    .values({
      id: listId,
      authority_id: authorityId,
      name: 'test',
      purpose: 'test',
      legal_class: list.legalClass ?? 'csam',
      classification: 'baseline',
      opens: list.opens ?? 'exact',
      expires_at: list.expiresAt ?? null,
    })
    .execute()
  await db
    .insertInto('submission')
    .values({
      id: submissionId,
      list_id: listId,
      format: 'plain',
      state: 'receiving',
      submitted_by: 't',
    })
    .execute()
  for (const step of [
    { state: 'staged' },
    { state: 'active', activated_by: 'second', activator: 'Second' },
  ] as const) {
    await db.updateTable('submission').set(step).where('id', '=', submissionId).execute()
  }
  await db
    .insertInto('list_entry')
    .values({
      id: entryId,
      list_id: listId,
      submission_id: submissionId,
      status: 'active',
      legal_class: list.legalClass ?? 'csam',
      epoch: 1,
    })
    .execute()
  return { entryId, listId, submissionId }
}

export async function seedMatch(
  { db, now }: Pick<World, 'db' | 'now'>,
  match: { mediaId: string; entryId: string; listId: string; tier?: Tier },
): Promise<string> {
  const { mediaId, entryId, listId, tier = 'exact' } = match
  const id = newId()
  await db
    .insertInto('match')
    .values({
      id,
      media_id: mediaId,
      entry_id: entryId,
      list_id: listId,
      algorithm: tier === 'exact' ? 'sha256' : 'pdq',
      distance: tier === 'exact' ? 0 : 12,
      orientation: 0,
      flavour: tier === 'exact' ? 'digest' : 'full',
      tier,
      list_epoch: 1,
      matched_at: now(),
    })
    .execute()
  return id
}

export async function seedDecision(
  { db, now }: World,
  matchId: string,
  verdict: 'confirm' | 'reject',
): Promise<void> {
  const decision = { id: newId(), match_id: matchId, verdict, actor: 'ana', reason: 'r', at: now() }
  await db.insertInto('decision').values(decision).execute()
}

let counter = 0

/** A page with one picture that matches an entry; nothing is open yet. */
export async function seedCase(
  world: World,
  options: { list?: ListFacts; tier?: Tier; address?: string; host?: string } = {},
) {
  const base = `https://${options.host ?? 'host.example'}/${++counter}/`
  const pageId = await seedLocation(world, base)
  const imageUrl = `${base}image.jpg`
  const locationId = await seedLocation(world, imageUrl)
  const mediaId = await seedMedia(world)
  const address = options.address ? { address: options.address } : {}
  await seedSighting(world, { mediaId, locationId, pageId, ...address })
  const { entryId, listId } = await seedEntry(world, options.list)
  const matchId = await seedMatch(world, {
    mediaId,
    entryId,
    listId,
    ...(options.tier ? { tier: options.tier } : {}),
  })
  return { base, pageId, imageUrl, locationId, mediaId, entryId, listId, matchId }
}

export type Case = Awaited<ReturnType<typeof seedCase>>

/** Opens the takedown of a case. @returns its id */
export async function openCase(world: World, { mediaId, pageId }: Case): Promise<string> {
  await openTakedown(world)({ mediaId }, world.context)
  const { id } = await world.db
    .selectFrom('takedown')
    .select('id')
    .where('page_location_id', '=', pageId)
    .where('media_id', '=', mediaId)
    .executeTakeFirstOrThrow()
  return id
}

export const advance = (world: World, takedownId: string, deps: Partial<AdvanceDeps> = {}) =>
  advanceTakedown({
    ...world,
    policy: DIRECT,
    findHost: async () => ({ status: 'unknown' }),
    policeMailbox: null,
    ...deps,
  })({ takedownId }, world.context)

/** A host with a mailbox, found without asking anyone. */
export async function seedProvider(
  { db, now }: World,
  options: { mailbox?: string | null; kind?: 'host' | 'police' } = {},
): Promise<string> {
  const id = newId()
  const kind = options.kind ?? 'host'
  const names = { handle: `test:${id}`, kind, name: 'Example Hosting', country: 'NL' }
  await db
    .insertInto('provider')
    .values({ id, ...names, language: 'en', updated_at: now() })
    .execute()
  const mailbox = options.mailbox === undefined ? 'abuse@hosting.example' : options.mailbox
  if (mailbox !== null) await seedContact({ db, now }, id, mailbox)
  return id
}

export async function seedContact(
  { db, now }: Pick<World, 'db' | 'now'>,
  providerId: string,
  mailbox: string,
): Promise<void> {
  const facts = { id: newId(), provider_id: providerId, mailbox, source: 'rdap', fetched_at: now() }
  await db.insertInto('provider_contact').values(facts).execute()
}

/** A takedown whose notice is to go to a provider. @returns its id and that of its case */
export async function authoriseCase(world: World, providerId: string, options = {}) {
  const seeded = await seedCase(world, options)
  const takedownId = await openCase(world, seeded)
  const mailboxDomain = 'hosting.example'
  const facts = { providerId, country: 'NL', rivals: [], mailboxDomain }
  const found = { status: 'found', ...facts } as const
  await advance(world, takedownId, { findHost: async () => found })
  return { ...seeded, takedownId }
}

/** What is found of the host of a takedown, as whoever looks for it keeps it: a provider, and no more if nothing else is said. */
export const seedFinding = (
  { db, now }: World,
  takedownId: string,
  {
    providerId,
    country = null,
    cdn = null,
  }: { providerId: string; country?: string | null; cdn?: string | null },
): Promise<void> => {
  const hosting = { country, by: null, countries: {}, disagree: false }
  const found = { address: '192.0.2.1', asn: 64_496, providerId, hosting, cdn }
  return storeFinding(db, takedownId, found, now())
}

export const compose = (world: World, providerId: string) =>
  composeNotice(world)({ providerId }, world.context)

/** A removal check that has ended; two vantage points take turns. */
export async function seedCheck(
  { db, now }: World,
  takedownId: string,
  verdict: 'present' | 'gone' | 'unknown',
  detail: CheckDetail[] = [],
): Promise<string> {
  const id = newId()
  const { before } = await db
    .selectFrom('removal_check')
    .select(({ fn }) => fn.countAll<string>().as('before'))
    .where('takedown_id', '=', takedownId)
    .executeTakeFirstOrThrow()
  const at = { due_at: now(), started_at: now(), finished_at: now() }
  const egress = Number(before) % 2 === 0 ? 'north' : 'south'
  const result = { verdict, detail: JSON.stringify(detail), egress }
  await db
    .insertInto('removal_check')
    .values({ id, takedown_id: takedownId, ...at, ...result })
    .execute()
  return id
}

/** The row of a takedown with its state. */
export async function readTakedown({ db }: World, id: string) {
  const row = await db
    .selectFrom('takedown')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { ...row, state: reviveDates(row.state) as Takedown }
}

export const stored = ({ db }: World, id: string) =>
  db.transaction().execute((trx) => lockTakedown(trx, id))

export async function eventsOf({ db }: World, takedownId: string): Promise<TakedownEvent[]> {
  const rows = await db
    .selectFrom('takedown_event')
    .selectAll()
    .where('takedown_id', '=', takedownId)
    .orderBy('seq')
    .execute()
  return rows.map(
    ({ type, at, actor, data }) =>
      ({ ...(reviveDates(data) as object), type, at, actor }) as TakedownEvent,
  )
}

/** What the events of a takedown add up to. */
export async function folded(world: World, takedownId: string): Promise<Takedown | null> {
  let takedown: Takedown | null = null
  for (const event of await eventsOf(world, takedownId)) takedown = evolve(takedown, event)
  return takedown
}
