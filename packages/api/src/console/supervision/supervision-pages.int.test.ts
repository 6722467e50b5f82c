import { proposeContact } from '@nightlight/notices'
import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../../fixtures/seed-case.ts'
import { caller, openTestList, staged } from '../../fixtures/seed-list.ts'
import { seedProvider, seedTold } from '../../fixtures/seed-provider.ts'
import { notifiedState, seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { insertPerson, setDeactivated } from '../../identity/person-store.ts'
import { placeHold } from '../../retention/legal-holds.ts'

const DAY_MS = 86_400_000
const ann = { actor: 'supervisor:ann', name: 'Ann' }
let test: TestApp
let provider: string
let submission: string
let waiting: string[]

const ahead = (days: number): Date => new Date(Date.now() + days * DAY_MS)
const seedOne = async (host: string) =>
  seedTakedown(test, await seedCase(test), notifiedState, host)

async function seedDispute(host: string, voices: number): Promise<string> {
  const { takedownId, noticeId } = await seedOne(host)
  const [event, reply, dispute] = [newId(), newId(), newId()]
  await sql`insert into inbound_event (id, provider_id, event_id, kind)
    values (${event}, ${provider}, ${event}, 'mail')`.execute(test.db)
  await sql`insert into reply (id, event_id, notice_id, takedown_id, class, said_by, said_at, waits)
    values (${reply}, ${event}, ${noticeId}, ${takedownId}, 'disputed', 'mail', now(), true)`.execute(
    test.db,
  )
  await sql`insert into dispute (id, takedown_id, reply_id, opened_at)
    values (${dispute}, ${takedownId}, ${reply}, now())`.execute(test.db)
  for (let n = 0; n < voices; n++)
    await sql`insert into dispute_decision (dispute_id, actor, person, verdict, reason_ct, at)
      values (${dispute}, ${`analyst:${n}`}, ${`Person ${n}`}, 'uphold', '', now())`.execute(
      test.db,
    )
  return takedownId
}

beforeAll(async () => {
  test = await createTestApp()
  const { db } = test
  provider = await seedProvider(test, { name: 'Great Hosting' })
  for (let n = 0; n < 12; n++) await seedTold(test, provider, 10 + 30 * n)
  for (let n = 0; n < 11; n++) await seedTold(test, provider, 300, { gone: 20 })
  // with few beside it, the great one would not be shown by itself
  const other = await seedProvider(test, { name: 'Other Hosting' })
  for (let n = 0; n < 6; n++) await seedTold(test, other, 20)

  const police = await caller(test, 'Paul')
  const list = await openTestList(test, police)
  submission = await staged(test, police, list)
  const by = { ...ann, now: new Date() }
  await proposeContact(db, { providerId: provider, mailbox: 'new@great.example' }, by)
  await sql`insert into provider_channel (id, provider_id, kind, configuration_ct, state, added_by, adder)
    values (${newId()}, ${provider}, 'webhook', '', 'proposed', 'admin:al', 'Al')`.execute(db)
  await sql`insert into provider_key (id, provider_id, kind, material, fingerprint, valid_from, added_by, adder)
    values (${newId()}, ${provider}, 'smime', '', '', now(), 'admin:al', 'Al')`.execute(db)
  await sql`insert into lookup_accreditation (id, provider_id, purpose, algorithms, list_ids, quota_minute, quota_day,
    expires_at, proposed_by, proposer, proposed_at)
    values (${newId()}, ${provider}, 'uploads', array['md5'], array[${list}::uuid], 1, 1,
    now() + interval '30 days', 'supervisor:ann', 'Ann', now())`.execute(db)
  await sql`insert into routing_policy (id, document, sha256, proposed_by)
    values (${newId()}, '{"id": "policy-one", "validFrom": "2026-01-01"}', ${'0'.repeat(64)}, 'admin:al')`.execute(
    db,
  )
  await sql`insert into list_feed (id, list_id, kind, config_ct, every_minutes, requested_by)
    values (${newId()}, ${list}, 'ncmec', '', 60, 'supervisor:ann')`.execute(db)
  await sql`insert into opinion_source (id, kind, config_ct, requested_by)
    values (${newId()}, 'shield', '', 'supervisor:ann')`.execute(db)
  const none = await seedDispute('none.example', 0)
  const second = await seedDispute('second.example', 1)

  const { matchId } = await seedCase(test)
  const decided = (verdict: string, more: string) =>
    sql`with made as (insert into decision (id, match_id, verdict, actor, reason, at, effect_at)
        values (${newId()}, ${matchId}, ${verdict}, 'analyst:x', '', now(), ${more}::timestamptz) returning id)
      insert into assessment (id, decision_id, match_id, first_person)
      select ${newId()}, id, ${matchId}, 'X' from made`.execute(db)
  await decided('confirm', '2026-03-01T10:00:00Z')
  // what can still be undone is not asked yet
  await decided('reject', ahead(1).toISOString())

  const held = await seedOne('held.example')
  await sql`insert into hold (id, takedown_id, reason, held_by, held_at, until)
    values (${newId()}, ${held.takedownId}, 'investigation', 'analyst:a', now(), ${ahead(3)})`.execute(
    db,
  )
  const later = await seedOne('later.example')
  await sql`insert into hold (id, takedown_id, reason, held_by, held_at, until)
    values (${newId()}, ${later.takedownId}, 'investigation', 'analyst:a', now(), ${ahead(20)})`.execute(
    db,
  )
  const kept = await seedOne('kept.example')
  const court = { reason: 'court-order', authority: 'Court of Ghent', reviewAt: ahead(2) } as const
  await placeHold(db, { takedownId: kept.takedownId }, court, ann, ahead(-30))
  await sql`update provider_contact set refused_at = now(), refusals = 3
    where provider_id = ${provider}`.execute(db)

  waiting = [
    `/console/submissions/${submission}`,
    `/console/providers/${provider}`,
    `/console/hash-lists/${list}`,
    `/console/takedowns/${none}`,
    `/console/takedowns/${second}`,
    '/console/assessments',
  ]
})
afterAll(() => test[Symbol.asyncDispose]())

async function open(path: string, role: 'supervisor' | 'auditor' | 'admin' | 'analyst') {
  const { body, statusCode, headers } = await test.app.inject({
    url: path,
    headers: { cookie: await test.sessionOf(role) },
  })
  return { body, statusCode, headers }
}
const part = (body: string, id: string): string =>
  new RegExp(`<section[^>]* id="${id}".*?</section>`, 's').exec(body)![0]
const ask = async (path: string, role: 'supervisor' | 'auditor' | 'admin' = 'supervisor') =>
  (
    await test.app.inject({
      url: path,
      headers: { authorization: `Bearer ${await test.keyOf(role)}` },
    })
  ).json()

describe('the page of the supervisor', () => {
  it('lists what waits for a second person, each with the page where it is decided', async () => {
    const { body } = await open('/console/supervision', 'supervisor')
    const shown = part(body, 'waiting')
    for (const path of waiting) expect(shown).toContain(`href="${path}"`)
    for (const kind of [
      'list to activate',
      'mailbox proposed',
      'channel proposed',
      'key proposed',
      'lookups proposed',
      'policy drafted',
      'exchange requested',
      'second opinions requested',
      'dispute, nobody has decided',
      'dispute, a second voice is missing',
      'second verdict to give',
    ])
      expect(shown).toContain(kind)
    expect(shown.match(/second verdict to give/g)).toHaveLength(1)
    expect(shown).toContain('policy-one')
    expect(shown).toContain('second[.]example')
    const release = sql`update submission set state = 'active', activated_by = 'police:x', activator = 'X',
      activated_at = now(), look_back = 'found', look_back_found = 7 where id = ${submission}`
    await release.execute(test.db)
    const released = part((await open('/console/supervision', 'supervisor')).body, 'waiting')
    expect(released).toContain('finds to release')
    expect(released).not.toContain('list to activate')
  })

  it('tells whoever could let somebody in that an account waits, and nobody else', async () => {
    const asker = { actor: 'supervisor:ann', name: 'Ann', at: new Date(), needsApproval: true }
    const person = { id: newId(), authorityId: null, providerId: null }
    await insertPerson(test.db, { ...person, role: 'supervisor', name: 'Newcomer One' }, asker)
    const of = { id: newId(), role: 'provider', providerId: provider } as const
    await insertPerson(test.db, { ...person, ...of, name: 'Newcomer Two' }, asker)
    const gone = { ...person, id: newId(), role: 'supervisor', name: 'Newcomer Three' } as const
    await insertPerson(test.db, gone, asker)
    await setDeactivated(test.db, gone.id, { ...ann, at: new Date() })

    const seen = async (role: 'supervisor' | 'auditor' | 'admin') =>
      part((await open('/console/supervision', role)).body, 'waiting')
    const ofSupervisor = await seen('supervisor')
    expect(ofSupervisor).toContain(`href="/console/providers/${provider}/people"`)
    expect(ofSupervisor).toContain('Newcomer Two, Great Hosting')
    expect(ofSupervisor).not.toMatch(/Newcomer (One|Three)/)
    const ofAdmin = await seen('admin')
    expect(ofAdmin).toMatch(/account asked for[^]*href="\/console\/people">Newcomer One</)
    expect(ofAdmin).toContain('>Newcomer Two<')
    expect(ofAdmin).not.toContain('Newcomer Three')
    expect(await seen('auditor')).not.toContain('Newcomer')
  })

  it('tells holds that end within a week and those that are overdue, the first to end first', async () => {
    const shown = part((await open('/console/supervision', 'supervisor')).body, 'ending')
    expect(shown).toContain('held[.]example')
    expect(shown).not.toContain('later[.]example')
    expect(shown.indexOf('kept[.]example')).toBeLessThan(shown.indexOf('held[.]example'))
    expect(shown).toContain('Court of Ghent')
    expect(shown).not.toContain('badge bad')
    test.pass(2.5 * DAY_MS)
    const after = part((await open('/console/supervision', 'supervisor')).body, 'ending')
    expect(after).toContain('badge bad')
    test.pass(-2.5 * DAY_MS)
  })

  it('shows figures and no case to who may read figures alone, and nothing to an analyst', async () => {
    for (const role of ['auditor', 'admin'] as const) {
      const { body, statusCode } = await open('/console/supervision', role)
      expect(statusCode).toBe(200)
      expect(body).not.toMatch(/console\/takedowns|held\[|second\[|none\[/)
      expect(body).toContain('Great Hosting')
    }
    expect((await open('/console/supervision', 'auditor')).body).not.toContain('abuse@')
    expect((await open('/console/supervision', 'analyst')).statusCode).toBe(403)
  })

  it('leads from every band to as many cases', async () => {
    const shown = part((await open('/console/supervision', 'supervisor')).body, 'open')
    const links = [...shown.matchAll(/href="(\/console\/takedowns\?[^"]*)"[^>]*>(.*?)<\/a\s*>/gs)]
    expect(links.length).toBeGreaterThan(8)
    for (const [, path, text] of links) {
      const said = text!.replaceAll(/<[^>]+>/g, ' ').replace(/Cases:[^,]*,/, '')
      const n = Number(/\d+/.exec(said)![0])
      const list = (await open(path!.replaceAll('&amp;', '&'), 'supervisor')).body
      expect(Number(/class="total">\s*(\d+)/.exec(list)?.[1]), said).toBe(n)
    }
  })

  it('has the same figures for programs and for spreadsheets', async () => {
    const gone = await ask('/v1/statistics/resurfacing')
    expect(gone).toMatchObject({ clocks: { from: 'T10', to: 'T11' }, n: 11, again: 0, watched: 11 })
    expect(gone.within[0]).toEqual({ days: 7, share: 0, low: 0, high: 0 })
    const csv = async (figure: string) =>
      (await open(`/console/supervision.csv?figure=${figure}`, 'auditor')).body.trim().split('\r\n')
    expect((await csv('resurfacing'))[1]).toMatch(/^T10,T11,.*,,all,11,0,11,0,0.0000,0.0000,0.0000/)
    const letters = await ask('/v1/statistics/deliveries')
    const [month] = letters.months
    expect((await csv('delivery'))[1]).toContain(`,month,${month.month},${month.written},`)
    expect(letters.refusing).toEqual({ mailboxes: 1, providers: 1 })
    const reversed = await ask('/v1/statistics/reversals')
    expect(reversed.months).toHaveLength(12)
    expect(await csv('reversal')).toHaveLength(13)
    const [head, all, great] = await csv('open')
    expect(head).toBe(
      'as_of,group_by,group,open,not_told,up_to_24_hours,up_to_72_hours,up_to_168_hours,up_to_672_hours,older',
    )
    expect(all).toMatch(/^[^,]+,,all,23,0,/)
    expect(great).toContain(',provider,"Great Hosting",12,0,1,2,3,6,0')
  })

  it('tells of fewer than ten removals only whoever may read cases', async () => {
    const once = await seedProvider(test, { name: 'Once Hosting' })
    for (let n = 0; n < 3; n++) await seedTold(test, once, 500 * 24, { gone: 20 })
    // three, all of them before the months that are shown where none is named
    const [from, to] = [510, 480].map((days) => ahead(-days).toISOString().slice(0, 7))
    const months = `from=${from}&to=${to}`
    const csv = async (figure: string, role: 'supervisor' | 'auditor') =>
      (await open(`/console/supervision.csv?figure=${figure}&${months}`, role)).body.split('\r\n')
    const all = await ask(`/v1/statistics/resurfacing?${months}`)
    expect(all).toMatchObject({ n: 3, again: 0, watched: 3, elsewhere: { n: 3, again: 0 } })
    const none = { n: null, again: null, watched: null, closed: null }
    for (const role of ['auditor', 'admin'] as const) {
      const told = await ask(`/v1/statistics/resurfacing?${months}`, role)
      expect(told).toMatchObject({ ...none, elsewhere: none })
      for (const { share, low, high } of [...told.within, ...told.elsewhere.within])
        expect([share, low, high]).toEqual([null, null, null])
    }
    // the page of the one is made of what was read for the other
    const shown = (await open(`/console/supervision?${months}`, 'supervisor')).body
    const hidden = (await open(`/console/supervision?${months}`, 'auditor')).body
    for (const figure of ['resurfacing', 'elsewhere']) {
      expect(part(shown, figure)).toContain('In all')
      expect(part(hidden, figure)).toContain('Fewer than 10 items together')
      expect(part(hidden, figure)).not.toContain('In all')
      expect((await csv(figure, 'supervisor'))[1]).toMatch(/,,all,3,0,3,0,0\.0000,/)
      expect((await csv(figure, 'auditor'))[1]).toMatch(/,,all,+$/)
    }
  })

  it('is of the months that are asked for, and says no to others', async () => {
    const year = await ask('/v1/statistics/reversals?from=2024-11&to=2025-02')
    expect(year.months.map(({ month }: { month: string }) => month)).toEqual([
      '2025-02',
      '2025-01',
      '2024-12',
      '2024-11',
    ])
    expect(year).toMatchObject({ from: '2024-11-01T00:00:00.000Z', to: '2025-03-01T00:00:00.000Z' })
    for (const query of ['from=2026-02&to=2026-01', 'from=2001-01&to=2026-01', 'from=2099-01'])
      expect((await ask(`/v1/statistics/reversals?${query}`)).code, query).toBe('period-invalid')
    for (const language of ['fr', 'nl', 'de'])
      expect((await open(`/console/supervision?lang=${language}`, 'supervisor')).statusCode).toBe(
        200,
      )
  })
})
