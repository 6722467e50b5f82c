import { sql } from 'kysely'
import { newId, type Db } from '../../packages/runtime/src/index.ts'
import { END } from './amounts.ts'
import type { Fill } from './fill.ts'
import { hostIn } from './fill.ts'
import { historiesFrom } from './histories.ts'

const DAY_MS = 24 * 3_600_000

/** @returns how many takedowns there are */
export async function fillCases(f: Fill, db: Db): Promise<number> {
  await fillMatches(f)
  await fillProviders(f)
  return fillTakedowns(f, db)
}

/** Of ten matches six are exact, three near and one probable; of fifty of a person, one waits. */
async function fillMatches({ execute, run, id, at, amounts }: Fill): Promise<void> {
  const [authority, list, submission] = [newId(), newId(), newId()]
  await run(sql`insert into authority (id, name) values (${authority}, 'Bench authority')`)
  await run(sql`insert into hash_list (id, authority_id, name, legal_class, purpose, classification, opens)
    values (${list}, ${authority}, 'bench', 'csam', 'removal', 'A1', 'exact')`)
  await run(sql`insert into submission (id, list_id, format, state, submitted_by, purpose, jurisdictions, accepted, activated_by, activator, activated_at, epoch)
    values (${submission}, ${list}, 'plain', 'active', 'bench', 'removal', '{}', ${amounts.entry}, 'second', 'Second', now(), 1)`)
  await execute(`
    insert into list_entry (id, list_id, submission_id, status, legal_class, epoch)
    select ${id('entry', 'n')}, '${list}', '${submission}', 'active', 'csam', 1
    from generate_series(0::bigint, ${amounts.entry - 1}) n`)
  await execute(`
    insert into match (id, media_id, entry_id, list_id, algorithm, distance, orientation, flavour, tier, list_epoch, matched_at)
    select ${id('match', 'n')}, ${id('media', `n * ${amounts.matchEvery}`)}, ${id('entry', `n % ${amounts.entry}`)}, '${list}',
           case when n % 10 < 6 then 'sha256' else 'pdq' end, case when n % 10 < 6 then 0 else 20 end, 0,
           case when n % 10 < 6 then 'digest' else 'full' end,
           case when n % 10 < 6 then 'exact' when n % 10 < 9 then 'near' else 'probable' end, 1, ${at('match', 'n')}
    from generate_series(0::bigint, ${amounts.match - 1}) n`)
  await execute(`
    insert into decision (id, match_id, verdict, actor, reason, at)
    select gen_random_uuid(), ${id('match', 'n')}, case when n % 10 = 7 then 'reject' else 'confirm' end, 'analyst:Bench', 'seen',
           ${at('match', 'n')} + interval '1 hour'
    from generate_series(0::bigint, ${amounts.match - 1}) n
    where n % 10 between 6 and 8 and n % 50 <> 8 or n % 10 = 9 and n % 50 <> 49`)
  await execute(`
    insert into match_fact (match_id, found_at, decided_at, counts_at, verdict, way, list_id, legal_class, tier, source)
    select m.id, m.matched_at, coalesce(d.at, r.at), coalesce(d.at, r.at), d.verdict, case when r.at is null then 'person' else 'rule' end,
           m.list_id, 'csam', m.tier, 'form'
    from match m left join decision d on d.match_id = m.id
    cross join lateral (select case when m.tier = 'exact' then m.matched_at end as at) r`)
}

async function fillProviders({ execute, id, amounts }: Fill): Promise<void> {
  const all = `generate_series(0::bigint, ${amounts.provider - 1}) n`
  await execute(`
    insert into provider (id, handle, kind, name, country, language)
    select ${id('provider', 'n')}, 'bench:' || n, 'host', 'Host ' || n, (array['BE', 'NL', 'FR', 'DE', 'US'])[1 + n % 5],
           (array['fr', 'nl', 'fr', 'de', 'en'])[1 + n % 5] from ${all}`)
  await execute(`
    insert into provider_contact (id, provider_id, mailbox, source, fetched_at)
    select ${id('contact', 'n')}, ${id('provider', 'n')}, 'abuse@nightlight-bench-' || n || '.invalid', 'rdap', now() from ${all}`)
}

/** Of a hundred takedowns three wait for their notice, seventeen were told, twenty-five are down and the others closed. */
async function fillTakedowns({ execute, run, id, at, amounts }: Fill, db: Db): Promise<number> {
  await execute(`
    create table seeded as
    select row_number() over (order by s.page_location_id, s.media_id) - 1 as n, s.media_id, s.location_id, s.page_location_id, m.id as match_id
    from match m join sighting s on s.media_id = m.media_id
    left join decision d on d.match_id = m.id
    where m.tier = 'exact' or (m.tier = 'near' and d.verdict = 'confirm')`)
  await execute('create index on seeded (n)')
  const { rows } = await sql<{ n: string }>`select count(*) as n from seeded`.execute(db)
  const provider = id('provider', `n / 5 % ${amounts.provider}`)
  const histories = Object.entries(historiesFrom(new Date(END.getTime() - 300 * DAY_MS)))
  const among = {
    authorised: [0, 3],
    notified: [3, 20],
    removed: [20, 45],
    closed: [45, 100],
  } as const
  for (const [status, { state, events }] of histories) {
    const [from, to] = among[status as keyof typeof among]
    const these = `from seeded where n % 100 >= ${from} and n % 100 < ${to}`
    const isOpen = status === 'authorised' || status === 'notified'
    await run(sql`
      insert into takedown (id, page_location_id, media_id, match_id, host, status, state, version, provider_id, attention,
                            next_check_at, due_at, opened_at)
      select ${sql.raw(id('takedown', 'n'))}, page_location_id, media_id, match_id, ${sql.raw(hostIn('n'))}, ${state.status},
             ${JSON.stringify(state)}::jsonb, ${events.length}::int, ${sql.raw(provider)},
             case when ${isOpen} and n % 7 = 0 then 'escalation-due' end,
             case when ${isOpen} then now() + interval '20 hours' end, case when ${isOpen} then now() + interval '1 day' end,
             ${sql.raw(at('takedown', 'n'))} ${sql.raw(these)}`)
    for (const [index, { type, at: when, actor, ...data }] of events.entries()) {
      await run(sql`
        insert into takedown_event (takedown_id, seq, type, at, actor, data)
        select ${sql.raw(id('takedown', 'n'))}, ${index + 1}, ${type}, ${when}::timestamptz, ${actor}, ${JSON.stringify(data)}::jsonb
        ${sql.raw(these)}`)
    }
  }
  const takedown = id('takedown', 'n')
  await execute(`
    insert into task (takedown_id, code, since)
    select id, attention, opened_at from takedown where attention is not null`)
  await execute(`
    insert into takedown_location (takedown_id, location_id, added_at) select ${takedown}, location_id, ${at('takedown', 'n')} from seeded`)
  await execute(`
    insert into host_finding (takedown_id, address, provider_id, country, countries, disagree, found_at)
    select ${takedown}, '192.0.2.7', ${provider}, 'NL', '{}', false, ${at('takedown', 'n')} from seeded`)
  await fillFacts(execute)
  await fillTold({ execute, id, at, amounts })
  await fillKept(execute)
  return Number(rows[0]!.n)
}

/** The queue, what providers were told of, and days of figures, as triggers keep them. */
async function fillKept(execute: Fill['execute']): Promise<void> {
  await execute(`
    insert into figure_day_stale
    select distinct 'letter', day_of(composed_at) from notice union select distinct 'reversal', day_of(at) from decision`)
  await execute('select fold_figure_days()')
  await execute('select wait_for_person(array_agg(id)) from match')
  await execute(`
    insert into told_item (provider_id, takedown_id, state, legal_class, told_at, asked_at, notice_id)
    select t.provider_id, t.id, case t.status when 'closed' then 'closed' when 'removed' then 'removed' else 'open' end,
           'csam', n.sent_at, n.sent_at, n.id
    from notice_item i join notice n on n.id = i.notice_id join takedown t on t.id = i.takedown_id`)
}

/** What the triggers would have written, with lengths that differ: told after hours, gone after days or not yet. */
async function fillFacts(execute: Fill['execute']): Promise<void> {
  await execute('select setseed(0.5)')
  await execute(`
    insert into takedown_fact (takedown_id, opened_at, t0, t3, t4, t5, t6, t8, t9, t10, t11, up_at, closed_at, provider_id, country, asn, cdn,
      registrar_id, list_id, legal_class, channel)
    select id, a, a, a + interval '1 hour', a + interval '2 hours', a + interval '3 hours', told, told + interval '5 hours', gone,
           gone + interval '1 day', case when again then gone + interval '9 days' end, gone - interval '4 hours',
           case when status = 'closed' then gone + interval '90 days' end, provider_id, (array['NL', 'BE', 'DE', 'US', 'FR', 'RU'])[1 + n % 6],
           floor(power(random(), 2) * 900), case when n % 5 = 0 then 'cdn' end, null, list_id, 'csam', 'smtp'
    from (select t.id, t.opened_at as a, t.status, t.provider_id, m.list_id, s.n, s.n % 40 = 0 as again,
                 case when t.status <> 'authorised' then t.opened_at + interval '4 hours' end as told,
                 case when t.status in ('removed', 'closed') then t.opened_at + interval '4 hours' + interval '1 hour' * -ln(1 - random()) * (10 + s.n % 100) end as gone
            from takedown t join seeded s on s.page_location_id = t.page_location_id and s.media_id = t.media_id join match m on m.id = t.match_id) x`)
}

/** A notice for five takedowns of a provider that were opened one after another, and looks at each that was told of. */
async function fillTold({
  execute,
  id,
  at,
  amounts,
}: Pick<Fill, 'execute' | 'id' | 'at' | 'amounts'>): Promise<void> {
  const told = 'from seeded where n % 100 >= 3'
  const sent = `${at('takedown', 'n')} + interval '1 hour'`
  const notice = id('notice', 'n / 5')
  const first = 'and n % 5 = 4'
  await execute(`
    insert into notice (id, reference, provider_id, contact_id, kind, language, message_id, state, due_at, attempts, composed_at, sent_at)
    select ${notice}, 'NL-' || n / 5, t.provider_id, c.id, 'provider-notice', 'en', '<' || n / 5 || '@bench.invalid>', 'sent', ${sent}, 1, ${sent}, ${sent}
    from seeded join takedown t on t.id = ${id('takedown', 'n')} join provider_contact c on c.provider_id = t.provider_id
    where n % 100 >= 3 ${first}`)
  await execute(`
    insert into notice_item (notice_id, takedown_id, seq, position) select ${notice}, ${id('takedown', 'n')}, 1, n % 5 ${told}`)
  await execute(`
    insert into notice_attempt (notice_id, n, started_at, finished_at, outcome, smtp_code)
    select ${notice}, 1, ${sent}, ${sent}, 'accepted', 250 ${told} ${first}`)
  const due = `${at('takedown', 'n')} + interval '4 hours' * (c + 1)`
  await execute(`
    insert into removal_check (id, takedown_id, due_at, started_at, finished_at, verdict, egress, detail)
    select ${id('check', `n * ${amounts.checksEach} + c`)}, ${id('takedown', 'n')}, ${due}, ${due}, ${due}, case when n % 100 < 20 then 'present' else 'gone' end,
      'bench', jsonb_build_array(jsonb_build_object('locationId', location_id, 'mediaId', media_id,
        'outcome', case when n % 100 < 20 then 'present' else 'gone' end, 'code', case when n % 100 < 20 then 'same-picture' else 'http-404' end))
    from seeded, generate_series(0, ${amounts.checksEach - 1}) c where n % 100 >= 3`)
}
