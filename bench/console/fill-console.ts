import { sql } from 'kysely'
import { newId, type Db, type FieldCrypto } from '../../packages/runtime/src/index.ts'
import { insertReplyLink, linkToken } from '../../packages/notices/src/replies/reply-link-store.ts'
import { HOSTS, hostIn, type Fill } from '../api/fill.ts'
import { idOf, type Amounts } from '../api/amounts.ts'

/** Items that one provider has open, and cases of one notice: as many as a letter has. */
const OWN_ITEMS = 2_000
const OF_NOTICE = 50
const SUBMITTED = 50_000
const REFUSED = 1_000
const HAND_OVERS = 300
const PEOPLE = 80
const PEOPLE_OF_PROVIDERS = 240
const KEYS = 150
const SUBMISSIONS = 120
const HOLDS = 60
const ASSESSMENTS = 200

/** Ids of what pages are about, beside those that are even in the year. */
export type Seeded = {
  own: string
  notice: string
  list: string
  staged: string
  active: string
  handOver: string
  waiting: string
}
export const BENCH_AUTHORITY = 'Bench authority'

/** What is on the pages of each role, at amounts of a busy hotline; the queue and the log grow with the reports. */
export async function fillConsole(f: Fill, db: Db): Promise<Seeded> {
  const { rows } = await sql<{ list: string; authority: string; active: string }>`
    select l.id as list, l.authority_id as authority, s.id as active
    from hash_list l join submission s on s.list_id = l.id limit 1`.execute(db)
  const { list, authority, active } = rows[0]!
  await fillQueue(f, list)
  await fillLog(f)
  const own = idOf(f.amounts, 'provider', 0)
  const notice = await fillOwn(f, db, own)
  await fillPeople(f, authority)
  const submissions = await fillSubmissions(f, { list, active })
  const handOver = await fillHandOvers(f, authority)
  await f.execute(
    "insert into figure_day_stale values ('letter', day_of(now())); select fold_figure_days()",
  )
  return {
    own,
    notice,
    list,
    ...submissions,
    handOver,
    waiting: waitingMatch(f.amounts, middleOf(f.amounts)),
  }
}

/** The match that waits of the n-th media. */
const waitingMatch = (amounts: Amounts, n: number): string =>
  idOf(amounts, 'match', 0).slice(0, 24) + String(n).padStart(12, '0')
/** A media that waits with all others of its host, in the middle of the year. */
const middleOf = ({ media }: Amounts): number =>
  Math.floor(media / 2 / HOSTS) * HOSTS + HOSTS / 2 + 1

/** A fifth as many matches as reports wait for a person, of media that are on no other list. */
async function fillQueue({ execute, id, at, amounts }: Fill, list: string): Promise<void> {
  const entry = id('entry', `n % ${amounts.entry}`)
  const media = `generate_series(1::bigint, ${amounts.media - 1}, 5) n where n % ${amounts.matchEvery} <> 0`
  const match = `overlay(${id('match', '0')}::text placing to_char(n, 'FM000000000009') from 25)::uuid`
  await execute(`
    insert into match (id, media_id, entry_id, list_id, algorithm, distance, orientation, flavour, tier, list_epoch, matched_at)
    select ${match}, ${id('media', 'n')}, ${entry}, '${list}', 'pdq', 20, 0, 'full',
           case when n % 3 = 0 then 'probable' else 'near' end, 1, ${at('media', 'n')} from ${media}`)
  await execute(`
    insert into waiting_match (match_id, media_id, list_id, legal_class, tier, matched_at, host, page_location_id)
    select ${match}, ${id('media', 'n')}, '${list}', 'csam', case when n % 3 = 0 then 'probable' else 'near' end,
           ${at('media', 'n')}, ${hostIn('n')}, ${id('page', 'n * 4 / 5')} from ${media}`)
  await execute(`
    insert into match_fact (match_id, found_at, way, list_id, legal_class, tier, source)
    select ${match}, ${at('media', 'n')}, 'person', '${list}', 'csam', case when n % 3 = 0 then 'probable' else 'near' end, 'form' from ${media}`)
  await execute(`
    insert into assessment (id, decision_id, match_id, first_person)
    select gen_random_uuid(), id, match_id, 'Bench' from decision limit ${ASSESSMENTS}`)
}

/** An event for every fourth report. */
const fillLog = ({ execute, id, at, amounts }: Fill): Promise<void> =>
  execute(`
    insert into audit_event (id, at, actor, action, object_type, object_id, leaf_index, actor_role, commitment, salt_ct)
    select ${id('visit', 'n')}, ${at('report', 'n * 4')}, 'analyst:Bench', (array['report.read', 'match.read', 'takedown.read'])[1 + n % 3],
           (array['report', 'match', 'takedown'])[1 + n % 3], ${id('report', 'n * 4')}::text, n, 'analyst', sha256(n::text::bytea), 'x'
    from generate_series(0::bigint, ${Math.floor(amounts.report / 4) - 1}) n`)

/** Gives a provider open items in letters of 50, each with a line for every item. @returns the first of these letters */
async function fillOwn({ execute }: Fill, db: Db, own: string): Promise<string> {
  // groups of five takedowns that one letter told of, and that are all open
  await execute(`
    create table own_item as
    select takedown_id, notice_id, (row_number() over (order by takedown_id) - 1) / ${OF_NOTICE} as letter,
           (row_number() over (order by takedown_id) - 1) % ${OF_NOTICE} as position
    from (select i.takedown_id, i.notice_id from notice_item i join takedown t on t.id = i.takedown_id
          where t.status = 'notified' order by i.takedown_id limit ${OWN_ITEMS}) x`)
  await execute(`
    create table own_letter as select letter, min(notice_id::text)::uuid as notice_id from own_item group by letter`)
  await execute(`
    delete from notice_item i using own_item o where i.takedown_id = o.takedown_id;
    insert into notice_item (notice_id, takedown_id, seq, position)
    select l.notice_id, o.takedown_id, 1, o.position from own_item o join own_letter l using (letter);
    insert into notice_line (notice_id, attempt, n, takedown_id, location_id)
    select l.notice_id, 1, o.position + 1, o.takedown_id, p.location_id from own_item o join own_letter l using (letter)
      join takedown_location p on p.takedown_id = o.takedown_id;
    update notice_attempt a set urls = 'machine-part' from own_letter l where a.notice_id = l.notice_id;
    update notice n set provider_id = '${own}', contact_id = (select id from provider_contact where provider_id = '${own}' limit 1)
      from own_letter l where n.id = l.notice_id;
    update takedown t set provider_id = '${own}' from own_item o where t.id = o.takedown_id;
    update host_finding t set provider_id = '${own}' from own_item o where t.takedown_id = o.takedown_id;
    update takedown_fact t set provider_id = '${own}' from own_item o where t.takedown_id = o.takedown_id;
    update told_item t set provider_id = '${own}', notice_id = l.notice_id from own_item o join own_letter l using (letter)
      where t.takedown_id = o.takedown_id`)
  const { rows } = await sql<{ id: string }>`
    select notice_id as id from own_letter order by letter limit 1`.execute(db)
  return rows[0]!.id
}

async function fillPeople({ execute, id, amounts }: Fill, authority: string): Promise<void> {
  const person = `insert into person (id, role, name, state, requested_by, requester, requested_at, needs_approval, authority_id, provider_id)`
  await execute(`${person}
    select gen_random_uuid(), (array['analyst', 'supervisor', 'police', 'auditor'])[1 + n % 4], 'Person ' || n, 'active', 'operator', 'operator',
           now(), false, case when n % 4 = 2 then '${authority}'::uuid end, null from generate_series(1, ${PEOPLE}) n`)
  await execute(`${person}
    select gen_random_uuid(), 'provider', 'Desk ' || n, 'active', 'operator', 'operator', now(), true, null,
           ${id('provider', `case when n % 12 = 0 then 0 else n % ${amounts.provider} end`)} from generate_series(1, ${PEOPLE_OF_PROVIDERS}) n`)
  await execute(`
    insert into api_key (id, role, name, secret_hash, expires_at)
    select gen_random_uuid(), 'reporter', 'Key ' || n, sha256(n::text::bytea), now() + interval '200 days' from generate_series(1, ${KEYS}) n`)
  await execute(`
    insert into hold (id, takedown_id, reason, held_by, held_at, until)
    select gen_random_uuid(), id, 'investigation', 'supervisor:Bench', now(), now() + interval '3 days'
    from (select id from takedown where status = 'notified' order by id desc limit ${HOLDS}) t`)
  await execute(`
    insert into legal_hold (id, takedown_id, reason_code, authority, placed_by, placer, placed_at, review_at)
    select gen_random_uuid(), id, 'audit', 'Court', 'supervisor:Bench', 'Bench', now(), now() + interval '5 days'
    from (select id from takedown order by id desc limit ${HOLDS}) t`)
}

/** A file of 50,000 entries that waits, others that are over, and one in force that found something. */
async function fillSubmissions(
  { execute }: Fill,
  { list, active }: { list: string; active: string },
): Promise<Pick<Seeded, 'staged' | 'active'>> {
  const staged = newId()
  const codes = JSON.stringify({ A1: SUBMITTED / 2, B2: SUBMITTED / 2 })
  await execute(`
    insert into submission (id, list_id, format, state, submitted_by, submitter, purpose, jurisdictions, accepted, duplicate, refused, refused_by,
                            categories, codes, read_as)
    values ('${staged}', '${list}', 'csv', 'staged', 'police:Bench', 'Bench', 'removal', '{}', ${SUBMITTED}, 100, ${REFUSED},
            '{"hash-malformed": ${REFUSED}}', '{"A1": "csam", "B2": "csam"}', '${codes}', '{"A1": "csam", "B2": "csam"}')`)
  await execute(`
    insert into list_entry (id, list_id, submission_id, status, legal_class, category)
    select gen_random_uuid(), '${list}', '${staged}', 'active', 'csam', case when n % 2 = 0 then 'A1' else 'B2' end
    from generate_series(1, ${SUBMITTED}) n`)
  await execute(`
    insert into refused_row (submission_id, line, reason) select '${staged}', n * 7, 'hash-malformed' from generate_series(1, ${REFUSED}) n`)
  await execute(`
    insert into submission (id, list_id, format, state, submitted_by, submitter, purpose, jurisdictions, accepted, activated_by, activator, activated_at,
                            end_reason, ended_by, ended_at)
    select gen_random_uuid(), '${list}', 'plain', 'ended', 'police:Bench', 'Bench', 'removal', '{}', 10, 'second', 'Second', now(),
           'revoked', 'second', now() from generate_series(1, ${SUBMISSIONS}) n`)
  await execute(
    `update submission set look_back = 'found', look_back_found = 3000 where id = '${active}'`,
  )
  return { staged, active }
}

/** Letters to the police, of 20 cases each, half of them received. @returns one of them */
async function fillHandOvers({ execute, id, amounts }: Fill, authority: string): Promise<string> {
  const office = newId()
  const mailbox = newId()
  const notice = (n: string): string =>
    `overlay(${id('notice', '0')}::text placing to_char(900000000000 + ${n}, 'FM000000000009') from 25)::uuid`
  await execute(`
    insert into provider (id, handle, kind, name, country, language) values ('${office}', 'police:bench', 'police', 'Police', 'BE', 'fr');
    insert into provider_contact (id, provider_id, mailbox, source, fetched_at)
      values ('${mailbox}', '${office}', 'cases@nightlight-bench.invalid', 'register', now());
    insert into hand_over_office (handle, authority_id, bound_by) values ('police:bench', '${authority}', 'operator');
    insert into notice (id, reference, provider_id, contact_id, kind, language, message_id, state, due_at, attempts, composed_at, sent_at)
    select ${notice('n')}, 'NL-P' || n, '${office}', '${mailbox}', 'police-hand-over', 'fr', '<p' || n || '@bench.invalid>', 'sent', now(), 1, now(), now()
    from generate_series(0, ${HAND_OVERS - 1}) n;
    insert into notice_item (notice_id, takedown_id, seq, position)
    select ${notice('n')}, ${id('takedown', 'n * 20 + c')}, 900, c from generate_series(0, ${HAND_OVERS - 1}) n, generate_series(0, 19) c
    where exists (select from takedown where id = ${id('takedown', 'n * 20 + c')});
    insert into hand_over_receipt (notice_id, authority_id, received_by, receiver, received_at)
    select ${notice('n')}, '${authority}', 'police:Bench', 'Bench', now() from generate_series(0, ${HAND_OVERS - 1}, 2) n`)
  return idOf(amounts, 'notice', 0).slice(0, 24) + String(900_000_000_001)
}

/** A link to the page of a notice. @returns its secret */
export async function linkOfNotice(db: Db, crypto: FieldCrypto, noticeId: string): Promise<string> {
  const { contact_id: contactId } = await db
    .selectFrom('notice')
    .select('contact_id')
    .where('id', '=', noticeId)
    .executeTakeFirstOrThrow()
  const of = { noticeId, contactId, now: new Date() }
  return linkToken(crypto, await insertReplyLink(db, crypto, of))
}
