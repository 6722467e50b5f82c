import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { createDeadlines } from '../../packages/notices/src/deadline.ts'
import { decide } from '../../packages/notices/src/decide.ts'
import type { Command } from '../../packages/notices/src/takedown-command.ts'
import { evolve, type Takedown, type TakedownEvent } from '../../packages/notices/src/takedown.ts'
import { binaryArray, newId, type Db, type FieldCrypto } from '../../packages/runtime/src/index.ts'
import { drawBytes, drawnFingerprint } from '../retro-match/seen-media.ts'

const HOUR_MS = 3_600_000
const BATCH = 5_000

export type Amounts = {
  providers: number
  takedowns: number
  /** Told and looked at since, or with their first notice still to come. */
  as: 'notified' | 'authorised'
}

/**
 * Writes open takedowns, each of a picture of its own on a page of its own, with everything that belongs to one: the
 * match, the sighting and the visit, its history, and what was told and looked at. Values are made up; host names end
 * in `.invalid`.
 *
 * What is due is due in a day; `makeDue` changes that.
 */
export async function seedTakedowns(db: Db, crypto: FieldCrypto, amounts: Amounts): Promise<void> {
  const list = await seedList(db)
  await seedProviders(db, amounts.providers)
  await sql`create table seeded (
    n integer, page uuid, location uuid, media uuid, match uuid, takedown uuid, entry uuid, notice uuid)`.execute(
    db,
  )
  const draw = drawBytes(7)
  for (let from = 0; from < amounts.takedowns; from += BATCH) {
    const count = Math.min(BATCH, amounts.takedowns - from)
    await seedBatch(db, crypto, draw, from, count)
  }
  await fillTables(db, list, amounts)
  await sql`vacuum analyze`.execute(db)
}

/** So many of them, from a number on, are due: for the clock, for a look that has ended, or for their notice. */
export async function makeDue(
  db: Db,
  kind: 'clock' | 'checked' | 'notice',
  from: number,
  count: number,
): Promise<void> {
  const these = sql`(select takedown from seeded where n >= ${from} and n < ${from + count})`
  if (kind === 'checked') {
    await sql`
      insert into removal_check (id, takedown_id, due_at, started_at, finished_at, verdict, egress)
      select gen_random_uuid(), takedown, now(), now(), now(), 'present', 'bench'
      from ${these} due`.execute(db)
    return
  }
  const column = kind === 'clock' ? sql`due_at` : sql`notify_at`
  await sql`update takedown set ${column} = now() - interval '1 minute' where id in ${these}`.execute(
    db,
  )
}

type List = { listId: string; submissionId: string }

async function seedList(db: Db): Promise<List> {
  const [authorityId, listId, submissionId] = [newId(), newId(), newId()]
  await db.insertInto('authority').values({ id: authorityId, name: 'Bench authority' }).execute()
  const terms = { legal_class: 'csam', purpose: 'removal', opens: 'exact' } as const
  const facts = { name: 'bench', classification: 'A1', expires_at: null } as const
  await db
    .insertInto('hash_list')
    .values({ id: listId, authority_id: authorityId, ...terms, ...facts })
    .execute()
  const origin = { format: 'plain', state: 'receiving', submitted_by: 'bench' } as const
  await db
    .insertInto('submission')
    .values({ id: submissionId, list_id: listId, ...origin })
    .execute()
  for (const step of [
    { state: 'staged' },
    { state: 'active', activated_by: 'second', activator: 'Second' },
  ] as const) {
    await db.updateTable('submission').set(step).where('id', '=', submissionId).execute()
  }
  return { listId, submissionId }
}

async function seedProviders(db: Db, count: number): Promise<void> {
  await sql`
    create table seeded_provider as
    select n, gen_random_uuid() as id, gen_random_uuid() as contact
    from generate_series(0, ${sql.lit(count - 1)}) n`.execute(db)
  await sql`
    insert into provider (id, handle, kind, name, country, language)
    select id, 'bench:' || n, 'host', 'Host ' || n, (array['BE', 'NL', 'FR', 'DE', 'US'])[1 + n % 5],
           (array['fr', 'nl', 'fr', 'de', 'en'])[1 + n % 5]
    from seeded_provider`.execute(db)
  await sql`
    insert into provider_contact (id, provider_id, mailbox, source, fetched_at)
    select contact, id, 'abuse@nightlight-bench-' || n || '.invalid', 'rdap', now()
    from seeded_provider`.execute(db)
}

/** Rows whose values are sealed or hashed here. */
async function seedBatch(
  db: Db,
  crypto: FieldCrypto,
  draw: (length: number) => Buffer,
  from: number,
  count: number,
): Promise<void> {
  const rows = Array.from({ length: count }, (_, at) => {
    const url = `https://site-${from + at}.nightlight-bench.invalid/album/`
    const [page, location, media] = [newId(), newId(), newId()]
    const print = drawnFingerprint(draw)
    const sealed = (row: string, text: string): Buffer =>
      crypto.seal({ table: 'location', column: 'url_ct', row }, text)
    const place = { table: 'media', column: 'fingerprint_ct', row: media }
    return {
      ids: [page, location, media, newId(), newId(), newId(), newId()] as const,
      pageCt: sealed(page, url),
      urlCt: sealed(location, `${url}picture-${from + at}.jpg`),
      pageKey: digest(url),
      urlKey: digest(`${url}picture`),
      mediaKey: digest(print.sha256),
      printCt: crypto.seal(place, JSON.stringify(print)),
    }
  })
  const uuids = (at: number) =>
    sql`${binaryArray(
      'uuid',
      rows.map(({ ids }) => ids[at]!),
    )}::uuid[]`
  const bytes = (key: 'pageCt' | 'urlCt' | 'pageKey' | 'urlKey' | 'mediaKey' | 'printCt') =>
    sql`${binaryArray(
      'bytea',
      rows.map((row) => row[key]),
    )}::bytea[]`
  await sql`
    insert into seeded (n, page, location, media, match, takedown, entry, notice)
    select ${from}::int + x.at - 1, x.a, x.b, x.c, x.d, x.e, x.f, x.g
    from unnest(${uuids(0)}, ${uuids(1)}, ${uuids(2)}, ${uuids(3)}, ${uuids(4)}, ${uuids(5)}, ${uuids(6)})
      with ordinality as x (a, b, c, d, e, f, g, at)`.execute(db)
  await sql`
    insert into location (id, url_ct, url_key, host, registrable_domain)
    select x.id, x.ct, x.key, 'site-' || (${from}::int + (x.at - 1) % ${count}::int) || '.nightlight-bench.invalid',
           'nightlight-bench.invalid'
    from unnest(${uuids(0)} || ${uuids(1)}, ${bytes('pageCt')} || ${bytes('urlCt')},
                ${bytes('pageKey')} || ${bytes('urlKey')}) with ordinality as x (id, ct, key, at)`.execute(
    db,
  )
  await sql`
    insert into media (id, sha256_key, fingerprint_ct, size, mime, width, height, frames, pdq_quality,
                       pipeline_version)
    select x.id, x.key, x.ct, 1000, 'image/jpeg', 640, 480, 1, 100, 'bench'
    from unnest(${uuids(2)}, ${bytes('mediaKey')}, ${bytes('printCt')}) as x (id, key, ct)`.execute(
    db,
  )
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

async function fillTables(db: Db, list: List, { as, providers }: Amounts): Promise<void> {
  const { state, events } = history(as)
  const told = as === 'notified'
  const owner = sql`join seeded_provider p on p.n = s.n % ${sql.lit(providers)}`
  await sql`
    insert into list_entry (id, list_id, submission_id, status, legal_class, epoch)
    select entry, ${list.listId}::uuid, ${list.submissionId}::uuid, 'active', 'csam', 1 from seeded`.execute(
    db,
  )
  await sql`
    insert into match (id, media_id, entry_id, list_id, algorithm, distance, orientation, flavour, tier, list_epoch,
                       matched_at)
    select match, media, entry, ${list.listId}::uuid, 'sha256', 0, 0, 'digest', 'exact', 1,
           now() - interval '2 days' from seeded`.execute(db)
  await sql`
    insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at)
    select media, location, page, now() - interval '2 days', now() - interval '2 days' from seeded`.execute(
    db,
  )
  await sql`
    insert into visit (id, location_id, page_location_id, media_id, outcome, address, egress, started_at, finished_at)
    select gen_random_uuid(), location, page, media, 'picture', '192.0.2.7', 'bench', at, at
    from seeded, (select now() - interval '2 days' as at) t`.execute(db)
  await sql`
    insert into takedown (id, page_location_id, media_id, match_id, host, status, state, version, provider_id,
                          next_check_at, due_at, applied_check_at, opened_at)
    select s.takedown, s.page, s.media, s.match, 'site-' || s.n || '.nightlight-bench.invalid', ${state.status},
           ${JSON.stringify(state)}::jsonb, ${events.length}::int, p.id, now() + interval '20 hours',
           now() + interval '1 day', ${state.lastConclusive?.at ?? null}::timestamptz, ${state.openedAt}
    from seeded s ${owner}`.execute(db)
  await sql`
    insert into takedown_location (takedown_id, location_id, added_at)
    select takedown, location, now() from seeded`.execute(db)
  await sql`
    insert into host_finding (takedown_id, address, provider_id, country, countries, disagree, found_at)
    select s.takedown, '192.0.2.7', p.id, 'NL', '{}', false, now() from seeded s ${owner}`.execute(
    db,
  )
  for (const [index, { type, at, actor, ...data }] of events.entries()) {
    await sql`
      insert into takedown_event (takedown_id, seq, type, at, actor, data)
      select takedown, ${index + 1}, ${type}, ${at}::timestamptz, ${actor}, ${JSON.stringify(data)}::jsonb
      from seeded`.execute(db)
  }
  if (told) await fillTold(db, owner)
}

/** Notices that were sent yesterday, ten items each, and three looks a takedown since. */
async function fillTold(db: Db, owner: ReturnType<typeof sql>): Promise<void> {
  await sql`
    insert into notice (id, reference, provider_id, contact_id, kind, language, message_id, state, due_at, attempts,
                        composed_at, sent_at)
    select s.notice, 'NL-2026-' || s.n, p.id, p.contact, 'provider-notice', 'en', '<' || s.notice || '@bench.invalid>',
           'sent', now() - interval '1 day', 1, now() - interval '1 day', now() - interval '1 day'
    from seeded s ${owner}`.execute(db)
  await sql`
    insert into notice_item (notice_id, takedown_id, seq, position)
    select notice, takedown, 1, 1 from seeded`.execute(db)
  await sql`
    insert into notice_attempt (notice_id, n, started_at, finished_at, outcome, smtp_code)
    select notice, 1, now() - interval '1 day', now() - interval '1 day', 'accepted', 250 from seeded`.execute(
    db,
  )
  for (const hours of [20, 16, 2]) {
    await sql`
      insert into removal_check (id, takedown_id, due_at, started_at, finished_at, verdict, egress, detail)
      select gen_random_uuid(), takedown, at, at, at, 'present', 'bench',
        jsonb_build_array(jsonb_build_object('locationId', location, 'mediaId', media, 'outcome', 'present',
                                             'code', 'same-picture'))
      from seeded, (select ${hoursAgo(hours)}::timestamptz as at) t`.execute(db)
  }
}

const START = Date.now()
const hoursAgo = (hours: number): Date => new Date(START - hours * HOUR_MS)

/** One history for all: nothing here depends on whose it is. */
function history(as: Amounts['as']): { state: Takedown; events: TakedownEvent[] } {
  const deadlines = createDeadlines(1)
  const opened = hoursAgo(48)
  const actor = 'bench'
  const told = hoursAgo(24)
  const check = {
    type: 'check',
    actor,
    verdict: 'present',
    moved: false,
    codes: [],
    from: 'bench',
    unreached: false,
  } as const
  const commands: Command[] = [
    {
      type: 'open',
      at: opened,
      actor,
      legalClass: 'csam',
      tier: 'exact',
      reportedAt: opened,
      crawledAt: opened,
      decidedAt: opened,
    },
    {
      type: 'route',
      at: opened,
      actor,
      policy: 'direct-notice',
      country: 'NL',
      plan: ['provider-notice', 'upstream-escalation', 'registrar-escalation'],
    },
    { type: 'authorise', at: opened, actor },
    ...(as === 'notified'
      ? [
          { type: 'notify', at: told, actor, noticeId: newId(), seq: 1 } as const,
          ...[20, 16, 2].map((hours) => ({ ...check, at: hoursAgo(hours), checkId: newId() })),
        ]
      : []),
  ]
  let state: Takedown | null = null
  const events: TakedownEvent[] = []
  for (const command of commands) {
    for (const event of decide(state, command, deadlines)) {
      events.push(event)
      state = evolve(state, event)
    }
  }
  return { state: state!, events }
}
