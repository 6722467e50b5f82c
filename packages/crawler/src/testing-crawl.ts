import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RequestListener, ServerResponse } from 'node:http'
import type { JobName } from '@nightlight/contract'
import { createDecoder } from '@nightlight/fingerprint'
import {
  connect,
  createFieldCrypto,
  createLog,
  newId,
  type Enqueue,
  type JobContext,
} from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { createHostPacing } from './fetch/host-pacing.ts'
import type { FetchLimits } from './fetch/limits.ts'
import { createFetcher, startHttp } from './fetch/testing.ts'
import { crawlLocation } from './jobs/crawl-location.ts'
import type { HostDoor } from './lanes/host-door.ts'
import { createManners } from './manners/host-manners.ts'
import { ensureLocation, requestCrawl, type Location } from './location-store.ts'
import { createKeepSeen } from './sighting-store.ts'
import { DEFAULT_REPORT_BUDGET } from './survey/budget.ts'
import type { Scripts } from './survey/render-page.ts'
import type { PictureReader } from './visit-location.ts'

/** A drawn picture of the fixtures folder, a JPEG where the name has no ending. */
export const picture = (name: string): Buffer =>
  readFileSync(new URL(`../fixtures/${name.includes('.') ? name : `${name}.jpg`}`, import.meta.url))

type Content = {
  body: string | Uint8Array
  type?: string
  status?: number
  headers?: Record<string, string>
}
/** What a path answers: content, a bare status, or anything a server can do. */
export type Reply = Content | number | RequestListener

/** A web site on 127.0.0.1; a path without a reply is not found. */
export async function startSite() {
  const replies = new Map<string, Reply>()
  const hits: string[] = []
  let rest: Reply = 404
  const server = await startHttp((request, response) => {
    const path = request.url ?? ''
    hits.push(path)
    const reply = replies.get(path) ?? rest
    if (typeof reply === 'function') return reply(request, response)
    return send(response, typeof reply === 'number' ? { status: reply, body: '' } : reply)
  })
  return {
    port: server.port,
    serve: (path: string, reply: Reply) => void replies.set(path, reply),
    /** At any other path. */
    serveRest: (reply: Reply) => void (rest = reply),
    url: (path: string) => new URL(path, server.origin),
    hits: (path: string) => hits.filter((hit) => hit === path).length,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

export type Site = Awaited<ReturnType<typeof startSite>>

const send = (response: ServerResponse, { body, type, status = 200, headers }: Content): void =>
  void response.writeHead(status, { 'content-type': type ?? 'text/html', ...headers }).end(body)

export const html = (body: string): Content => ({ body: `<!doctype html><body>${body}</body>` })
export const jpeg = (name: string): Content => ({ body: picture(name), type: 'image/jpeg' })

const LIMITS: Partial<FetchLimits> = {
  headersMs: 3_000,
  totalMs: 6_000,
  pageWireBytes: 512 * 1024,
  imageWireBytes: 512 * 1024,
}

/** For tests in which no host keeps waiting: a slow machine is none that does not answer. */
export const PATIENT: Partial<FetchLimits> = {
  resolveMs: 30_000,
  connectMs: 60_000,
  headersMs: 60_000,
  totalMs: 75_000,
  rateGraceMs: 60_000,
}

/** On a slow machine, on which all else runs too, its processes take their time to start. */
const DECODER = { processes: 2, startTimeoutMs: 60_000, timeoutMs: 60_000 }

/** A database, a decoder and a fetcher that reaches `site` and `others`; everything real but the queue. */
export async function createWorld(
  site: Site,
  others: readonly Site[] = [],
  limits: Partial<FetchLimits> = LIMITS,
) {
  await using resources = new AsyncDisposableStack()
  const database = await createTestDatabase()
  resources.defer(() => database.drop())
  const db = connect(database.url)
  resources.defer(() => db.destroy())
  const crypto = createFieldCrypto(randomBytes(32))
  const safeFetch = resources.use(
    createFetcher({ ports: [site, ...others].map(({ port }) => port), limits }),
  )
  const decoder: PictureReader = resources.use(createDecoder({}, DECODER))
  const pacing = createHostPacing({ now: () => new Date() }, { perHost: 4, minGapMs: 0 })
  const hints: { name: JobName; payload: unknown }[] = []
  const enqueue: Enqueue = async (name, payload) => void hints.push({ name, payload })
  const context: JobContext = {
    // all tests of a file share it; what hangs is told by the limit of its own
    signal: new AbortController().signal,
    log: createLog('test', { level: 'silent' }),
  }
  const manners = createManners({ db }, { firstMs: 1, longestMs: 1, worthMs: 50 })
  const keepSeen = createKeepSeen({ db, crypto })
  const follow = { budget: DEFAULT_REPORT_BUDGET, scripts: null as Scripts | null }
  const look = {
    db,
    crypto,
    safeFetch,
    decoder,
    keepSeen,
    pacing,
    manners,
    ...follow,
    enqueue,
    leaseMs: 60_000,
  }
  const enter: HostDoor = async () => ({ [Symbol.dispose]: () => undefined })
  const crawl = crawlLocation({ ...look, enter, retryInMs: (attempt) => attempt * 60_000 })
  const owned = resources.move()
  return {
    ...look,
    enter,
    site,
    hints,
    context,
    crawl: (location: Location) => crawl({ locationId: location.id }, context),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>

/** A location of the site whose crawl is due. */
export async function dueLocation({ db, crypto, site }: World, path: string): Promise<Location> {
  const location = await ensureLocation(db, crypto, site.url(path))
  await requestCrawl(db, location.id, 0)
  return location
}

/** A report as the API stores it. */
export async function seedReport(
  { db, crypto }: Pick<World, 'db' | 'crypto'>,
  url: string,
): Promise<string> {
  const id = newId()
  await db
    .insertInto('report')
    .values({
      id,
      url_ct: crypto.seal({ table: 'report', column: 'url_ct', row: id }, url),
      url_key: crypto.blindIndex('url', url),
      source: 'test',
      received_by: 'test',
    })
    .execute()
  return id
}

/** Visits of a page in the order of their addresses' paths, without the page's own. */
export async function visitsOf({ db, crypto }: World, page: Location) {
  const rows = await db
    .selectFrom('visit')
    .innerJoin('location', 'location.id', 'visit.location_id')
    .select(['location.id', 'location.url_ct', 'outcome', 'code', 'http_status', 'media_id'])
    .where('page_location_id', '=', page.id)
    .where('location_id', '<>', page.id)
    .execute()
  return rows
    .map(({ id, url_ct, outcome, code, http_status, media_id }) => {
      const url = crypto.openText({ table: 'location', column: 'url_ct', row: id }, url_ct)
      const path = new URL(url).pathname
      return { path, outcome, code, status: http_status, hasMedia: media_id !== null }
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** A takedown of one picture of a page, as notices would have opened it, with a check that is due. */
export async function seedTakedown(
  { db }: World,
  page: Location,
  { of = 'scene-1', nextCheckAt = new Date(Date.now() - 1000) } = {},
): Promise<string> {
  const seen = await db
    .selectFrom('sighting')
    .innerJoin('media', 'media.id', 'sighting.media_id')
    .select(['media_id', 'location_id'])
    .where('page_location_id', '=', page.id)
    .where('size', '=', picture(of).length)
    .execute()
  return openTakedown(db, { id: page.id, host: new URL(page.url).hostname }, seen, nextCheckAt)
}

/** A takedown of the one media that was seen at addresses of a page. */
export async function openTakedown(
  db: World['db'],
  page: { id: string; host: string },
  seen: readonly { media_id: string; location_id: string }[],
  nextCheckAt: Date,
): Promise<string> {
  const mediaId = seen[0]!.media_id
  const id = newId()
  await db
    .insertInto('takedown')
    .values({
      id,
      page_location_id: page.id,
      media_id: mediaId,
      match_id: await seedMatch(db, mediaId),
      host: page.host,
      status: 'notified',
      state: '{}',
      version: 1,
      opened_at: new Date(),
      next_check_at: nextCheckAt,
    })
    .execute()
  const added_at = new Date()
  await db
    .insertInto('takedown_location')
    .values(seen.map(({ location_id }) => ({ takedown_id: id, location_id, added_at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return id
}

async function seedMatch(db: World['db'], mediaId: string): Promise<string> {
  const [authority_id, list_id, submission_id, entry_id, id] = Array.from({ length: 5 }, () =>
    newId(),
  ) as [string, string, string, string, string]
  await sql`insert into authority (id, name) values (${authority_id}, ${authority_id})`.execute(db)
  await sql`insert into hash_list (id, authority_id, name, legal_class, purpose)
    values (${list_id}, ${authority_id}, 'test', 'csam', 'test')`.execute(db)
  await sql`insert into submission (id, list_id, format, state, submitted_by)
    values (${submission_id}, ${list_id}, 'plain', 'receiving', 'test')`.execute(db)
  await sql`update submission set state = 'staged' where id = ${submission_id}`.execute(db)
  await sql`update submission set state = 'active', activated_by = 'second'
    where id = ${submission_id}`.execute(db)
  await sql`insert into list_entry (id, list_id, submission_id, status, epoch)
    values (${entry_id}, ${list_id}, ${submission_id}, 'active', 1)`.execute(db)
  await db
    .insertInto('match')
    .values({
      id,
      media_id: mediaId,
      entry_id,
      list_id,
      algorithm: 'sha256',
      distance: 0,
      orientation: 0,
      flavour: 'digest',
      tier: 'exact',
      list_epoch: 1,
    })
    .execute()
  return id
}
