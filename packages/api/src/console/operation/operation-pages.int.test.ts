import { makeHook, proposeChannel } from '@nightlight/notices'
import { newId, noteBackup, noteProcess, noteStopped } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startNotices } from '../../fixtures/notices-process.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let notices: Awaited<ReturnType<typeof startNotices>>
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('admin', 'Ann')
})
afterAll(async () => {
  await notices?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

const get = async (url: string) => (await test.app.inject({ url, headers: { cookie } })).body
const post = async (url: string) => {
  const payload = new URLSearchParams({ form: formTokenIn(await get('/console/keys')) }).toString()
  return test.app.inject({ method: 'POST', url, payload, headers: { ...FORM, cookie } })
}
/** The row of a table that begins with a name, without markup. */
const rowOf = (body: string, name: string): string =>
  body
    .split('<tr>')
    .map((row) =>
      row
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .find((row) => row.startsWith(name)) ?? ''

describe('the page of how the service is', () => {
  it('says what is not well and what to do, and that it is well once it is', async () => {
    const before = await get('/console/health')
    expect(rowOf(before, 'Process crawler')).toMatch(
      /not well not heard within seven days Start the crawler/,
    )
    expect(rowOf(before, 'Schema of the database')).toMatch(/database well \d{4}_\w+\.sql/)
    expect(rowOf(before, 'Hash lists in memory')).toContain('not well')
    expect(rowOf(before, 'Pages to look at')).toContain('well nothing is due')
    for (const name of ['api', 'crawler', 'matcher', 'audit', 'notices']) {
      await noteProcess(test.db, { process: name, instance: newId(), facts: {} })
    }
    const { pageId } = await seedCase(test)
    await sql`update location set crawl_due_at = now() - interval '20 minutes' where id = ${pageId}`.execute(
      test.db,
    )
    const after = await get('/console/health')
    expect(rowOf(after, 'Process crawler')).toContain('running: 1')
    expect(rowOf(after, 'Pages to look at')).toMatch(/not well 1 due, the oldest for 20 min/)
    expect(after).not.toMatch(/pictures|postgres:\/\//)
  })

  it('counts a hundred and no further', async () => {
    await sql`
      insert into location (id, url_ct, url_key, host, registrable_domain, crawl_due_at)
      select gen_random_uuid(), '\\x00', decode(md5(n::text), 'hex'), 'h.example', 'h.example', now() - interval '1 hour'
        from generate_series(1, 130) n`.execute(test.db)
    expect(rowOf(await get('/console/health'), 'Pages to look at')).toContain('100+ due')
  })

  it('knows keys that end soon', async () => {
    await test.newKey({ role: 'auditor', name: 'Night export' })
    await sql`update api_key set expires_at = now() + interval '9 days' where name = 'Night export'`.execute(
      test.db,
    )
    const ofKeys = async () => rowOf(await get('/console/health'), 'Keys of programs')
    expect(await ofKeys()).toMatch(/ look Night export/)
    const end = (when: string) =>
      sql`update api_key set valid_from = now() - interval '90 days', expires_at = now() + ${when}::interval
        where name = 'Night export'`.execute(test.db)
    await sql`alter table api_key disable trigger user`.execute(test.db)
    await end('-1 day')
    expect(await ofKeys()).toMatch(/ not well Night export: .* make a new one of the same name/)
    await end('-31 days')
    expect(await ofKeys()).not.toContain('Night export')
    await end('-1 day')
    await test.newKey({ role: 'auditor', name: 'Night export' })
    await sql`update api_key set expires_at = now() + interval '90 days' where name = 'Night export'
      and valid_from > now() - interval '1 day'`.execute(test.db)
    expect(await ofKeys()).not.toContain('Night export')
    await sql`alter table api_key enable trigger user`.execute(test.db)
  })

  it('leaves out a key that was replaced', async () => {
    await test.newKey({ role: 'auditor', name: 'Old export' })
    await sql`update api_key set expires_at = now() + interval '20 hours' where name = 'Old export'`.execute(
      test.db,
    )
    expect(rowOf(await get('/console/health'), 'Keys of programs')).toContain('Old export')
    await sql`insert into api_key (id, role, name, secret_hash, rotated_from)
      select gen_random_uuid(), role, name, sha256('next'), id from api_key where name = 'Old export'`.execute(
      test.db,
    )
    expect(rowOf(await get('/console/health'), 'Keys of programs')).not.toContain('Old export')
  })

  it('says of backups and certificates what was noted, how old it is and what to do', async () => {
    const before = await get('/console/health')
    expect(rowOf(before, 'Last backup')).toMatch(/look none was noted .*nightlight backups note/)
    expect(rowOf(before, 'Certificates')).toContain('look')
    const day = 86_400_000
    const by = { actor: 'command-line', now: new Date() }
    const at = new Date(Date.now() - day / 2)
    await noteBackup(test.db, { kind: 'backup', at, bytes: 1_230_000_000 }, by)
    await noteBackup(test.db, { kind: 'restore', at, bytes: null }, by)
    await sql`
      insert into certificate_seen (name, ends_at, problem) values
        ('console', now() + interval '70 days 1 hour', null), ('mail', now() + interval '9 days 1 hour', null),
        ('reply', null, 'unreachable')`.execute(test.db)
    const after = await get('/console/health')
    expect(rowOf(after, 'Last backup')).toMatch(/backup well .* 12 hrs? ago · 1\.2 GB$/)
    expect(rowOf(after, 'Last tried restore')).toMatch(/restore well/)
    expect(rowOf(after, 'Certificate of the console')).toMatch(/console well .* 70 days left$/)
    expect(rowOf(after, 'Certificate of the mail')).toMatch(/not well .* 9 days left Renew it/)
    expect(rowOf(after, 'Certificate of the reply')).toMatch(/look was not reached from here/)
    expect(rowOf(after, 'Clock')).toMatch(/^Clock (well|look)/)
    await sql`update certificate_seen set looked_at = now() - interval '25 hours' where name = 'mail'`.execute(
      test.db,
    )
    const taken = await get('/console/health')
    expect(rowOf(taken, 'Certificate of the mail')).toBe('')
    expect(rowOf(taken, 'Certificate of the console')).toContain('70 days left')
    await sql`update backup_seen set at = at - interval '20 hours'`.execute(test.db)
    expect(rowOf(await get('/console/health'), 'Last backup')).toMatch(/not well .* older than 30/)
  })

  it('forgets a process that was taken out, and none that is needed', async () => {
    const silentFor = (time: string) =>
      sql`update process_seen set heard_at = now() - ${time}::interval where process in ('exchange', 'crawler')`.execute(
        test.db,
      )
    for (const name of ['exchange', 'crawler']) {
      await noteProcess(test.db, { process: name, instance: newId(), facts: {} })
    }
    await silentFor('23 hours')
    expect(rowOf(await get('/console/health'), 'Process exchange')).toContain('not well')
    await silentFor('25 hours')
    const body = await get('/console/health')
    expect(rowOf(body, 'Process exchange')).toBe('')
    expect(rowOf(body, 'Process crawler')).toMatch(/not well Heard/)
  })

  it('waits for no process that stopped in order, but for those that are needed', async () => {
    const own = { exchange: newId(), crawler: newId() }
    for (const [process, instance] of Object.entries(own)) {
      await noteProcess(test.db, { process, instance, facts: {} })
      await noteStopped(test.db, { process, instance })
    }
    const body = await get('/console/health')
    expect(rowOf(body, 'Process exchange')).toBe('')
    expect(rowOf(body, 'Process crawler')).toMatch(/not well Stopped in order .* running: 0 Start/)
    // another one that runs counts, whichever was heard last
    const other = newId()
    await noteProcess(test.db, { process: 'crawler', instance: other, facts: {} })
    await noteProcess(test.db, { process: 'crawler', instance: own.crawler, facts: {} })
    await noteStopped(test.db, { process: 'crawler', instance: own.crawler })
    expect(rowOf(await get('/console/health'), 'Process crawler')).toMatch(/ well Heard .*: 1$/)
  })

  it('names lists that are read too seldom, and those that end', async () => {
    const { listId } = await seedCase(test)
    await sql`update hash_list set expires_at = now() - interval '1 day' where id = ${listId}::uuid`.execute(
      test.db,
    )
    await sql`
      insert into list_feed (id, list_id, kind, config_ct, every_minutes, requested_by, requester)
      values (${newId()}::uuid, ${listId}::uuid, 'ncmec', '\\x00', 60, 'admin:Ann', 'Ann')`.execute(
      test.db,
    )
    await sql`update list_feed set approved_by = 'admin:Bea', approver = 'Bea', approved_at = now(),
      finished_at = now() - interval '4 hours'`.execute(test.db)
    const body = await get('/console/health')
    expect(rowOf(body, 'Lists read from others')).toMatch(/not well/)
    expect(rowOf(body, 'Hash lists that end')).toMatch(/not well .* open another list/)
    await sql`update list_feed set finished_at = now()`.execute(test.db)
    expect(rowOf(await get('/console/health'), 'Lists read from others')).toMatch(/others well/)
    // nobody reads a list that was withdrawn
    await sql`update list_feed set finished_at = now() - interval '4 hours'`.execute(test.db)
    await sql`update hash_list set withdrawn_at = now() where id = ${listId}::uuid`.execute(test.db)
    expect(rowOf(await get('/console/health'), 'Lists read from others')).toBe('')
    expect(rowOf(await get('/console/health'), 'Hash lists that end')).not.toContain('not well')
  })

  it('leaves out what to do where nothing has to be done', async () => {
    expect(await get('/console/health')).not.toContain('data-label="What to do">–')
  })

  it('is for administrators', async () => {
    const other = await test.sessionOf('auditor', 'Ada')
    for (const url of ['/console/health', '/console/channels']) {
      const answer = await test.app.inject({ url, headers: { cookie: other } })
      expect(answer.statusCode).toBe(403)
      expect(answer.body).toContain('class="menu"')
      expect(answer.body).toContain('href="/console/audit"')
      expect(answer.body).toContain('For this role: administrator')
      expect(answer.body).toContain('ask an administrator: Ann.')
    }
  })

  it('keeps the menu of who asks for what is not there', async () => {
    for (const url of ['/console/nothing', '/console/takedowns/x']) {
      const answer = await test.app.inject({ url, headers: { cookie, accept: 'text/html' } })
      expect(answer.body, url).toContain('class="menu"')
    }
  })
})

describe('the page of channels', () => {
  it('says when a way last took a notice, and when not', async () => {
    const { noticeId } = await seedTakedown(test, await seedCase(test))
    await sql`
      insert into notice_attempt (notice_id, n, started_at, finished_at, outcome, smtp_code, channel) values
        (${noticeId}::uuid, 7, now(), '2026-03-01T10:00:00Z', 'accepted', 250, 'webhook'),
        (${noticeId}::uuid, 8, now(), '2026-03-02T10:00:00Z', 'turned-away', 404, 'webhook')`.execute(
      test.db,
    )
    const body = await get('/console/channels')
    expect(rowOf(body, 'webhook')).toMatch(/1 Mar 2026.*2 Mar 2026.*turned away 404/)
    expect(rowOf(body, 'Cloudflare')).toMatch(/never.*never/)
  })

  it('sends a real test mail through the process that writes notices, and shows the answer', async () => {
    await sql`delete from process_seen`.execute(test.db)
    expect(await get('/console/channels')).toContain('The notices process was not heard')
    notices = await startNotices(test)
    await vi.waitFor(async () => {
      expect(await get('/console/channels')).not.toContain('was not heard')
    }, 20_000)
    expect((await post('/console/channels/mail/test')).statusCode).toBe(303)
    await vi.waitFor(async () => {
      expect(await get('/console/channels')).toContain('The server took it')
    }, 20_000)
    expect(notices.mails).toHaveLength(1)
    expect(notices.mails[0]).toMatch(/^To: notices@hotline\.example/m)
    expect(notices.mails[0]).toContain('Test mail of Test Hotline')
  })

  it('says of the police that no mailbox is set up, and makes files for ICCAM that go nowhere', async () => {
    const body = await get('/console/channels')
    expect(body).toContain('No mailbox of the police is set up')
    expect(body).not.toContain('/console/channels/police/test')
    expect((await post('/console/channels/iccam/test')).statusCode).toBe(303)
    await vi.waitFor(async () => {
      expect(await get('/console/channels')).toContain('Nothing was sent.')
    }, 20_000)
    expect(notices.mails).toHaveLength(1)
    expect((await post('/console/channels/pigeon/test')).statusCode).toBe(404)
  })

  it('asks an interface of a provider on request, in its row, and says what came of it', async () => {
    const { rows } = await sql<{ id: string }>`select id from provider limit 1`.execute(test.db)
    const configuration = {
      region: 'eu-west-2',
      accessKeyId: 'AKIDEXAMPLE0000001',
      secretAccessKey: 'not-a-key-of-anybody',
      endpoint: 'http://127.0.0.1:9',
    }
    const by = { actor: 'admin:Bea', name: 'Bea' }
    const channel = { providerId: rows[0]!.id, kind: 'aws', configuration, by } as const
    const id = await proposeChannel(test.db, test.crypto, channel)
    expect(await get('/console/channels')).toMatch(/waits for approval/)
    expect((await post(`/console/channels/ways/${id}/test`)).statusCode).toBe(303)
    await vi.waitFor(async () => {
      const body = await get('/console/channels')
      expect(body).toContain('It was not reached over a good TLS connection')
      expect(body).not.toContain('data-follow')
    }, 30_000)
    expect(await get('/console/channels')).not.toContain('not-a-key-of-anybody')
    expect((await post(`/console/channels/ways/${newId()}/test`)).statusCode).toBe(404)
  })

  it('tries a subscriber, whose answer stands in its row', async () => {
    const by = { actor: 'admin:Ann', at: new Date() }
    const deps = { crypto: test.crypto, allowNetworks: ['127.0.0.0/8'] }
    const asked = {
      name: 'Police desk',
      url: 'http://127.0.0.1:9/x',
      types: ['notice.sent'] as const,
    }
    const { id } = await makeHook(test.db, deps, asked, by)
    expect((await post(`/console/channels/hooks/${id}/test`)).statusCode).toBe(303)
    // nothing listens there, and the process holds such an address to be none of its business
    await vi.waitFor(async () => {
      const row = rowOf(await get('/console/channels'), 'Police desk')
      expect(row).toMatch(/waits, [a-z-]+/)
    }, 20_000)
    expect(await get('/console/channels')).not.toContain('127.0.0.1')
  })
})
