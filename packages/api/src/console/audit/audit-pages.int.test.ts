import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { logKeyOf, verifierOf } from '@nightlight/audit'
import { newId, writeAudit } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { decideMatch } from '../../decide-match.ts'
import { createApiKey } from '../../identity/api-key.ts'
import { startAudit } from '../../fixtures/audit-process.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

const CLI = new URL('../../../../cli/src/main.ts', import.meta.url).pathname
const run = promisify(execFile)

let test: TestApp
let audit: Awaited<ReturnType<typeof startAudit>>
let cookie: string
let isKeyAway = false
const object = newId()
beforeAll(async () => {
  test = await createTestApp({
    logKey: async (from) => {
      if (isKeyAway) throw new Error('the database went away')
      return verifierOf(await logKeyOf(from, Buffer.from(test.env.FIELD_KEY, 'hex')))
    },
  })
  const event = { actor: 'analyst:Robin', objectType: 'takedown', objectId: object }
  await writeAudit(test.db, { ...event, action: 'takedown.held', detail: { reason: 'police' } })
  for (let n = 0; n < 60; n++) await writeAudit(test.db, { ...event, action: 'takedown.read' })
  audit = await startAudit(test)
  cookie = await test.sessionOf('auditor', 'Ada')
})
afterAll(async () => {
  await audit?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

const get = (url: string) => test.app.inject({ url, headers: { cookie } })
const idOf = async (action: string) =>
  (
    await test.db
      .selectFrom('audit_event')
      .select('id')
      .where('action', '=', action)
      .orderBy('id')
      .executeTakeFirstOrThrow()
  ).id
/** Until the audit process has signed what was written so far. */
const signed = () =>
  vi.waitFor(async () => {
    const { rows } = await sql<{ n: string }>`
      select count(*) as n from audit_event e
       where leaf_index is null or leaf_index >= (select coalesce(max(size), 0) from audit_checkpoint)`.execute(
      test.db,
    )
    expect(rows[0]!.n).toBe('0')
  }, 20_000)
/** As a person verifies on another machine: by the command, with files alone. */
const verified = async (file: string, bytes: Buffer, ...more: string[]) => {
  const path = join(audit.dir, file)
  await writeFile(path, bytes)
  const args = [CLI, 'audit', 'verify', path, '--json', '--quiet', ...more]
  const { stdout } = await run(process.execPath, args).catch(
    (error: { stdout: string; stderr: string }) => error,
  )
  return JSON.parse(stdout) as Record<string, unknown>
}

describe('the pages of the log', () => {
  it('find by person, action, object and day, and lead from page to page', async () => {
    const first = await get('/console/audit?actor=Robin')
    expect(first.body).toContain('Robin (analyst)')
    expect(first.body).not.toMatch(/takedown\.held\s*<\/a/)
    const next = /href="([^"]*after=[^"]*)"[^>]*rel="next"/.exec(first.body)?.[1] ?? ''
    const second = await get(next.replaceAll('&amp;', '&'))
    expect(second.body).toContain('takedown.held')
    const held = await get(`/console/audit?action=takedown.held&object=${object}`)
    expect(held.body.match(/\/console\/audit\/events\/[0-9a-f-]{36}"/g)).toHaveLength(1)
    const byAddress = await get(`/console/audit?object=https://x/console/takedowns/${object}`)
    expect(byAddress.body).toContain('Robin (analyst)')
    expect((await get('/console/audit?from=2030-01-01')).body).toContain('No event fits')
    expect((await get('/console/audit?from=2026-02-31&to=')).statusCode).toBe(200)
    expect((await get('/console/audit?from=x')).statusCode).toBe(400)
  })

  it('answer what is often asked, in words, and lead from one object to all of its case', async () => {
    const { reportId } = await seedCase(test)
    const by = { actor: 'supervisor:Sue', objectId: reportId, objectType: 'report' }
    await writeAudit(test.db, { ...by, action: 'report.address-shown' })
    const { takedownId } = await seedTakedown(test, await seedCase(test))
    const { rows } = await sql<{ id: string }>`
      select r.report_id as id from report_location r join takedown t on t.page_location_id = r.location_id
       where t.id = ${takedownId}::uuid limit 1`.execute(test.db)
    const reported = { ...by, objectId: rows[0]!.id }
    await writeAudit(test.db, { ...reported, action: 'report.at-risk' })
    await writeAudit(test.db, {
      ...by,
      objectType: 'takedown',
      objectId: takedownId,
      action: 'takedown.held',
    })
    const log = await get('/console/audit')
    const [, path = ''] = /href="([^"]+)"[^>]*>Who saw exact addresses/.exec(log.body) ?? []
    const shown = await get(path.replaceAll('&amp;', '&'))
    expect(shown.body).toContain('Exact address shown')
    expect(shown.body).not.toContain('Marked: a child may be at risk</a')
    const one = await get(`/console/audit?object=${takedownId}`)
    expect(one.body).not.toMatch(/at risk<\/a/)
    const [, all = ''] = /href="([^"]+)"[^>]*>Show all of the case/.exec(one.body) ?? []
    const whole = await get(all.replaceAll('&amp;', '&'))
    expect(whole.body).toMatch(/Marked: a child may be at risk<\/a/)
    expect(whole.body).toMatch(/Takedown held<\/a/)
    const nothing = await get(`/console/audit?object=${newId()}&of=case`)
    expect(nothing.body).toContain('No event fits')
    const odd = await get('/console/audit?object=root&of=case')
    expect(odd.statusCode).toBe(200)
    expect(odd.body).not.toContain('All of the case')
    expect((await get('/console/audit?object=root')).body).not.toContain('Show all of the case')
  })

  it('have what was decided of a match that opened no takedown in its case, and say where a case is cut', async () => {
    const { reportId, matchId } = await seedCase(test)
    const by = { actor: 'analyst:Robin', objectType: 'match', objectId: matchId }
    await writeAudit(test.db, { ...by, action: 'match.decided', detail: { verdict: 'reject' } })
    const whole = () => get(`/console/audit?object=${reportId}&of=case`)
    expect((await whole()).body).toMatch(/Match decided<\/a/)
    expect((await whole()).body).not.toContain('some of it is missing')
    await sql`
      with more as (
        insert into report select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid()))).*
          from report r, generate_series(1, 500) where r.id = ${reportId}::uuid returning id)
      insert into report_location (report_id, location_id)
      select more.id, l.location_id from more, report_location l where l.report_id = ${reportId}::uuid`.execute(
      test.db,
    )
    expect((await whole()).body).toContain('some of it is missing')
  })

  it('keep a question that is narrowed by a person, unless an action is chosen', async () => {
    const { reportId } = await seedCase(test)
    const by = { actor: 'supervisor:Una', objectId: reportId, objectType: 'report' }
    await writeAudit(test.db, { ...by, action: 'report.address-shown' })
    await writeAudit(test.db, { ...by, action: 'report.at-risk' })
    const log = await get('/console/audit?asked=addresses')
    expect(log.body).toMatch(/<option value="">\s*Who saw exact addresses/)
    const [, name, value] = /type="hidden" name="(asked)" value="([a-z]+)"/.exec(log.body) ?? []
    const found = await get(`/console/audit?actor=Una&action=&object=&${name}=${value}`)
    expect(found.body).toMatch(/Exact address shown<\/a/)
    expect(found.body).not.toMatch(/at risk<\/a/)
    const other = await get('/console/audit?actor=Una&action=report.at-risk&asked=addresses')
    expect(other.body).toMatch(/at risk<\/a/)
    expect(other.body).not.toMatch(/Exact address shown<\/a/)
  })

  it('find what somebody did with a key by their name, in letters of any case, and say whose key it was', async () => {
    const owner = { role: 'analyst', name: 'Zoë Key', actor: 'test' } as const
    const { id } = await createApiKey(test.db, test.crypto, owner)
    const actor = `key:${id}`
    const by = { objectType: 'takedown', objectId: newId() }
    await writeAudit(test.db, { ...by, actor, action: 'takedown.held' })
    await test.sessionOf('analyst', 'Zoë Key')
    await writeAudit(test.db, { ...by, actor: 'analyst:Zoë Key', action: 'takedown.read' })
    const found = await get(`/console/audit?actor=${encodeURIComponent('zoë  key')}`)
    expect(found.body).toContain('Zoë Key (analyst)')
    const named = new RegExp(`API key …${actor.slice(-6)}, of Zoë Key`)
    expect(found.body).toMatch(named)
    const path = `/console/audit?actor=${encodeURIComponent(actor)}`
    expect(found.body).toContain(path)
    const ofKey = await get(path)
    expect(ofKey.body).toMatch(/Takedown held<\/a/)
    const [, event = ''] = /href="(\/console\/audit\/events\/[^"]+)"/.exec(ofKey.body) ?? []
    expect((await get(event)).body).toMatch(named)
    const inRole = await get(`/console/audit?actor=${encodeURIComponent('analyst:ZOË KEY')}`)
    expect(inRole.body).toContain('Zoë Key (analyst)')
    expect(inRole.body).not.toContain('API key')
  })

  it('are linked from the case for who may read the log', async () => {
    const { takedownId } = await seedTakedown(test, await seedCase(test))
    const url = `/console/takedowns/${takedownId}`
    const as = async (role: 'supervisor' | 'analyst') => {
      const other = await test.sessionOf(role, `Of the ${role}s`)
      return (await test.app.inject({ url, headers: { cookie: other } })).body
    }
    const link = `/console/audit?object=${takedownId}&amp;of=case`
    expect(await as('supervisor')).toMatch(
      new RegExp(link.replaceAll('?', '\\?').replace('&amp;', '&(amp;)?')),
    )
    expect(await as('analyst')).not.toContain('/console/audit')
  })

  it('prove what is shown, and give a proof that the command takes', async () => {
    await signed()
    const list = await get('/console/audit?actor=Robin&verify=1')
    expect(list.body).toMatch(/Proved under the signed head of \d+: 50\./)
    const id = await idOf('takedown.held')
    const event = await get(`/console/audit/events/${id}?verify=1`)
    expect(event.body).toContain('the event is what was signed')
    expect(event.body).toContain('reason: police')
    const proof = await get(`/console/audit/events/${id}/proof`)
    expect(proof.headers['content-disposition']).toContain('.json')
    const whole = { ok: true, index: 0, proves: 'actor-and-detail' }
    const said = { actor: 'analyst:Robin', detail: { reason: 'police' } }
    expect(await verified('proof.json', proof.rawPayload)).toMatchObject({ ...whole, ...said })
    const forged = async (from: string, to: string) =>
      verified('proof.json', Buffer.from(proof.body.replace(from, to)))
    const [gone, altered] = ['entry-altered', 'clear-fields-altered']
    expect(await forged('takedown.held', 'takedown.read')).toMatchObject({
      ok: false,
      finding: gone,
    })
    expect(await forged('Robin', 'Kim')).toMatchObject({ ok: false, finding: altered })
    expect(await forged('"police"', '"court"')).toMatchObject({ ok: false, finding: altered })
    // as files are that were downloaded before there was an opening, and that somebody took it out of
    const { opening: _opening, ...bare } = proof.json<{ opening: object }>()
    expect(await verified('proof.json', Buffer.from(JSON.stringify(bare)))).toMatchObject({
      ...whole,
      proves: 'event',
      actor: null,
      detail: null,
    })
    expect((await get(`/console/audit/events/${newId()}`)).statusCode).toBe(404)
    expect((await get(`/console/audit/events/${newId()}/proof`)).statusCode).toBe(404)
  })

  it('tell whoever owes the second verdict on a match nothing of the first by the proof of it', async () => {
    const { matchId } = await seedCase(test)
    const by = { actor: 'analyst:Robin', at: new Date(), secondPercent: 100 }
    const said = { verdict: 'reject', reason: 'as Robin sees it' } as const
    await test.db.transaction().execute((trx) => decideMatch(trx, matchId, said, by))
    const { id } = await test.db
      .selectFrom('audit_event')
      .select('id')
      .where('object_id', '=', matchId)
      .where('action', '=', 'match.decided')
      .executeTakeFirstOrThrow()
    await signed()
    const path = `/console/audit/events/${id}`
    const sue = await test.sessionOf('supervisor', 'Sue')
    const bySue = (url: string) => test.app.inject({ url, headers: { cookie: sue } })
    const blind = await bySue(`${path}/proof`)
    expect(blind.json()).toMatchObject({ opening: null, event: { action: 'match.decided' } })
    expect(blind.body).not.toMatch(/Robin|reject|salt/)
    expect(await verified('blind.json', blind.rawPayload)).toMatchObject({
      ok: true,
      proves: 'event',
    })
    const leftOut = 'Until you have given it, your file leaves out who it was'
    expect((await bySue(path)).body).toContain(leftOut)
    const page = (await get(path)).body
    expect(page).toContain('The file says who it was')
    expect(page).not.toContain(leftOut)
    const opening = { actor: 'analyst:Robin', detail: { verdict: 'reject' } }
    expect((await get(`${path}/proof`)).json()).toMatchObject({ opening })
  })

  it('list signed heads, which hold, and hand out the newest', async () => {
    const heads = await get('/console/audit/checkpoints?verify=1')
    expect(heads.body).toContain('each head is signed by the log')
    expect(heads.body).toContain('The log is signed and goes on')
    const newest = await get('/console/audit/checkpoints/newest')
    expect(newest.body.split('\n')[0]).toMatch(/^nightlight\/audit\//)
  })

  it('give the whole log as one file that the command verifies against the newest head', async () => {
    await signed()
    const { rawPayload, headers } = await get('/console/audit/export')
    expect(headers['content-disposition']).toContain('nightlight-audit.tar')
    const verdict = await verified('log.tar', rawPayload)
    expect(verdict).toMatchObject({ ok: true, finding: null })
    const names = Buffer.from(rawPayload).toString('latin1')
    expect(names).not.toMatch(/Robin|Ada|police/)
    const altered = Buffer.from(names.replace('takedown.held', 'takedown.hold'), 'latin1')
    expect(await verified('altered.tar', altered)).toMatchObject({
      ok: false,
      finding: { code: 'entry-altered', index: 0 },
    })
  })

  it('give the log again after an export that failed before it began', async () => {
    isKeyAway = true
    expect((await get('/console/audit/export')).statusCode).toBe(500)
    isKeyAway = false
    expect((await get('/console/audit/export')).statusCode).toBe(200)
  })

  it('verify all of it as a job, whose result names the bad event', async () => {
    const page = await get('/console/audit/verification')
    const payload = new URLSearchParams({ form: formTokenIn(page.body) }).toString()
    const start = () =>
      test.app.inject({
        method: 'POST',
        url: '/console/audit/verification',
        payload,
        headers: { ...FORM, cookie },
      })
    const result = async (text: RegExp) => {
      await vi.waitFor(async () => {
        expect((await get('/console/audit/verification')).body).toMatch(text)
      }, 20_000)
    }
    expect((await start()).statusCode).toBe(303)
    await result(/Not altered/)
    await test.db.connection().execute(async (held) => {
      await sql`set session_replication_role = replica`.execute(held)
      await sql`update audit_event set actor = 'analyst:Kim' where leaf_index = 3`.execute(held)
      await sql`set session_replication_role = default`.execute(held)
    })
    expect((await start()).statusCode).toBe(303)
    await result(/ALTERED[\s\S]*At event 3[\s\S]*clear-fields-altered/)
    const event = await get('/console/audit?actor=Kim&verify=1')
    expect(event.body).toContain('NOT as signed: 1')
  })

  it('say of an erased event that it was erased, and show nothing that was written into it', async () => {
    const { rows } = await sql<{ id: string }>`
      select id from audit_event where leaf_index in (5, 6) order by leaf_index`.execute(test.db)
    const [id = '', beside = ''] = rows.map((row) => row.id)
    const written = async (change: ReturnType<typeof sql>) =>
      test.db.connection().execute(async (held) => {
        await sql`set session_replication_role = replica`.execute(held)
        await change.execute(held)
        await sql`set session_replication_role = default`.execute(held)
      })
    await sql`select audit_erase(${`{${id}}`}::uuid[], 'nightlight', 'expired')`.execute(test.db)
    await signed()
    const erased = await get(`/console/audit/events/${id}?verify=1`)
    expect(erased.body).toMatch(/class="flash"[^<]*Who it was and the detail were erased/)
    expect(erased.body).not.toContain('is what was signed')
    expect(erased.body).toContain(
      'The file leaves out who it was and the detail: they were erased.',
    )
    const proof = await get(`/console/audit/events/${id}/proof`)
    expect(proof.json()).toMatchObject({ opening: null })
    expect(await verified('erased.json', proof.rawPayload)).toMatchObject({
      ok: true,
      proves: 'event',
    })
    const list = await get(
      `/console/audit?object=${object}&action=takedown.read&actor=erased&verify=1`,
    )
    expect(list.body).toContain('Erased, and the log says so: 1.')
    await written(
      sql`update audit_event set detail = '{"verdict": "forged"}' where id = ${id}::uuid`,
    )
    const forged = await get(`/console/audit/events/${id}?verify=1`)
    expect(forged.body).toContain('something was written into an event that was erased')
    expect(forged.body).not.toContain('forged')
    expect((await get(`/console/audit/events/${id}/proof`)).body).not.toContain('forged')
    await written(sql`
      update audit_event set actor = 'erased', detail = '{}', salt_ct = null, erased_by = id where id = ${beside}::uuid`)
    const untold = await get(`/console/audit/events/${beside}?verify=1`)
    expect(untold.body).toContain('an event was erased and the log does not say so')
  })

  it('say of an event and of heads that hashes of the tree are missing', async () => {
    const id = await idOf('takedown.held')
    await sql`delete from audit_tile where level = 0 and n = 0`.execute(test.db)
    const event = await get(`/console/audit/events/${id}`)
    expect(event.body).toContain('There is no proof: hashes of the tree are missing.')
    expect(event.body).not.toContain('That takes a minute at most')
    const heads = await get('/console/audit/checkpoints?verify=1')
    expect(heads.statusCode).toBe(200)
    expect(heads.body).toMatch(/class="badge bad long">hashes of the tree are missing</)
  })
})
