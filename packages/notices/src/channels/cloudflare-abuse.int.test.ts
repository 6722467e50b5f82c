import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimNotice } from '../testing-claims.ts'
import { settleDoubt } from '../settle-doubt.ts'
import { attentionOf, channelRow, dueByChannel, partsOfNotice } from '../testing-channels.ts'
import { readTakedown, seedLocation, seedSighting } from '../testing-notices.ts'
import { createPostOffice, LEASE_MS, type PostOffice } from '../testing-post-office.ts'
import { startHttpServer, type HttpAnswer, type Received } from './testing-http.ts'

const ACCOUNT = 'a'.repeat(32)
const TOKEN = 'cf-token-of-twenty-characters-or-more'

/** The abuse-report API as its documentation has it; `script` speaks before or after a report is kept. */
async function startCloudflare() {
  const reports: Record<string, string>[] = []
  const script = {
    before: (_request: Received): HttpAnswer | null => null,
    after: (): HttpAnswer | null => null,
  }
  const failure = (code: number, error: number): HttpAnswer => ({
    code,
    body: { success: false, errors: [{ code: error, message: 'no' }], result: null },
  })
  const server = await startHttpServer((request) => {
    const scripted = script.before(request)
    if (scripted) return scripted
    if (request.headers['authorization'] !== `Bearer ${TOKEN}`) return failure(401, 10000)
    if (request.url !== `/accounts/${ACCOUNT}/abuse-reports/abuse_children`)
      return failure(404, 7003)
    const report = JSON.parse(request.body) as Record<string, string>
    if (problemOf(report)) return failure(400, 1001)
    reports.push(report)
    return script.after() ?? { code: 200, body: { success: true, errors: [], result: 'success' } }
  })
  return {
    ...server,
    reports,
    script,
    settings: { accountId: ACCOUNT, apiToken: TOKEN, endpoint: server.url },
  }
}

function problemOf(report: Record<string, string>): string | null {
  const needed = [
    'email',
    'email2',
    'name',
    'justification',
    'urls',
    'host_notification',
    'ncmec_notification',
    'owner_notification',
  ]
  if (needed.some((name) => !report[name])) return 'required'
  if (report['act'] !== 'abuse_children' || report['email'] !== report['email2'])
    return 'act or email'
  if (report['justification']!.length > 5000 || report['name']!.length > 255) return 'too long'
  const urls = report['urls']!.split('\n')
  if (urls.length > 250 || new Set(urls).size < urls.length) return 'urls'
  return new Set(urls.map((url) => new URL(url).hostname)).size === 1 ? null : 'one hostname'
}

const REPLY_URL = 'https://hotline.example/reply'
const SENDER = {
  organisation: 'Test Hotline',
  mailbox: 'notices@notices.example',
  domain: 'notices.example',
}

let office: PostOffice
let cloudflare: Awaited<ReturnType<typeof startCloudflare>>
beforeAll(async () => {
  office = await createPostOffice()
  cloudflare = await startCloudflare()
})
afterAll(async () => {
  await cloudflare[Symbol.asyncDispose]()
  await office[Symbol.asyncDispose]()
})
beforeEach(() => {
  cloudflare.reports.length = 0
  cloudflare.requests.length = 0
  cloudflare.script.before = () => null
  cloudflare.script.after = () => null
  office.server.mails.length = 0
  office.answer(250)
})

const due = (hosts: readonly string[] = ['one.example']) =>
  dueByChannel(
    office,
    'cloudflare',
    cloudflare.settings,
    hosts.map((host) => ({ host })),
  )

describe('the Cloudflare abuse-report API', () => {
  it('takes the addresses of each host name in one report', async () => {
    const { noticeId, cases } = await due(['one.example', 'two.example', 'one.example'])
    await office.send(noticeId)
    const byHost = Map.groupBy(cases, ({ imageUrl }) => new URL(imageUrl).hostname)
    expect(cloudflare.reports.map(({ urls }) => urls!.split('\n').toSorted())).toEqual(
      [...byHost.values()].map((group) => group.map(({ imageUrl }) => imageUrl).toSorted()),
    )
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'sent', channel: 'cloudflare' })
    expect(office.server.mails).toEqual([])
    for (const { takedownId } of cases) {
      expect((await readTakedown(office.world, takedownId)).status).toBe('notified')
    }
  })

  it('tells the host without our name, the owner nothing, and reports as the organisation', async () => {
    const { noticeId } = await due()
    await office.send(noticeId)
    expect(cloudflare.reports[0]).toMatchObject({
      act: 'abuse_children',
      name: 'Test Hotline',
      email: 'notices@notices.example',
      host_notification: 'send-anon',
      ncmec_notification: 'send-anon',
      owner_notification: 'none',
    })
  })

  it('gets no words that could tell the host of other hosts, of us, or of the reply page', async () => {
    const { noticeId } = await due(['one.example', 'two.example'])
    await office.send(noticeId, undefined, { sender: { ...SENDER, replyUrl: REPLY_URL } })
    const { reference } = await office.noticeOf(noticeId)
    expect(cloudflare.reports).toHaveLength(2)
    for (const { justification } of cloudflare.reports) {
      expect(justification).toContain(reference)
      expect(justification).toContain('2 files of known child sexual abuse material')
      expect(justification).not.toMatch(/hxxp|\[\.\]|one\.example|two\.example/)
      expect(justification).not.toMatch(/Test Hotline|notices@|reply|#/)
    }
  })

  it('takes at most 250 addresses at a time', async () => {
    const { noticeId, cases } = await due()
    const { mediaId, pageId, takedownId } = cases[0]!
    const { db, now } = office.world
    for (let n = 0; n < 250; n++) {
      const locationId = await seedLocation(
        office.world,
        `https://one.example/copy/${takedownId}/${n}.jpg`,
      )
      await seedSighting(office.world, { mediaId, locationId, pageId })
      const place = { takedown_id: takedownId, location_id: locationId, added_at: now() }
      await db.insertInto('takedown_location').values(place).execute()
    }
    await office.send(noticeId)
    expect(cloudflare.reports.map(({ urls }) => urls!.split('\n').length)).toEqual([250, 1])
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it('is called again for the host names that it did not take, and for no other', async () => {
    const { noticeId } = await due(['one.example', 'two.example'])
    cloudflare.script.before = () =>
      cloudflare.reports.length === 0 ? null : { code: 429, headers: { 'retry-after': '60' } }
    await office.send(noticeId)
    expect((await office.attemptsOf(noticeId))[0]).toMatchObject({
      outcome: 'deferred',
      smtp_code: 429,
    })
    cloudflare.script.before = () => null
    await office.fallDue(noticeId)
    await office.send(noticeId)
    expect(cloudflare.reports.map(({ urls }) => new URL(urls!).hostname)).toEqual([
      'one.example',
      'two.example',
    ])
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it('that hung up is asked of a person, never called again', async () => {
    const { noticeId, cases } = await due()
    cloudflare.script.after = () => 'hang-up'
    await office.send(noticeId)
    expect((await office.noticeOf(noticeId)).state).toBe('handover')
    cloudflare.script.after = () => null
    await office.expireLease(noticeId)
    await office.send(noticeId)
    expect(cloudflare.reports).toHaveLength(1)
    expect((await office.noticeOf(noticeId)).state).toBe('refused')
    expect(await attentionOf(office, cases[0]!.takedownId)).toBe('notice-in-doubt')
    expect(office.server.mails).toEqual([])
  })

  it.each([
    ['arrived', true, 0],
    ['did not arrive', false, 1],
  ])('that a person found out %s', async (_, arrived, mails) => {
    const { noticeId, cases } = await due()
    cloudflare.script.after = () => ({ code: 500 })
    await office.send(noticeId)
    const { db, deadlines, now } = office.world
    const found = { noticeId, arrived, actor: 'ana', at: now() }
    const settle = () => db.transaction().execute((trx) => settleDoubt(trx, { deadlines }, found))
    await settle()
    await office.send(noticeId)
    expect(office.server.mails).toHaveLength(mails)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
    const { state } = await readTakedown(office.world, cases[0]!.takedownId)
    expect(state).toMatchObject({ status: 'notified', noticesSent: 1 })
    await expect(settle()).rejects.toMatchObject({ code: 'notice-not-in-doubt' })
    expect(cloudflare.reports).toHaveLength(1)
  })

  it('that a person found out arrived while the case is held counts', async () => {
    const { noticeId, cases } = await due()
    const { takedownId } = cases[0]!
    cloudflare.script.after = () => ({ code: 500 })
    await office.send(noticeId)
    await office.apply(takedownId, office.hold())
    const { db, now } = office.world
    const found = { noticeId, arrived: true, actor: 'ana', at: now() }
    await db.transaction().execute((trx) => settleDoubt(trx, office.world, found))
    const { state } = await readTakedown(office.world, takedownId)
    expect(state).toMatchObject({ status: 'held', noticesSent: 1 })
  })

  it.each([
    ['a server error after it may have the report', { code: 500 } as const],
    ['an answer that says no', { code: 200, body: { success: false } } as const],
  ])('is asked of a person after %s', async (_, said) => {
    const { noticeId, cases } = await due()
    cloudflare.script.after = () => said
    await office.send(noticeId)
    expect(await attentionOf(office, cases[0]!.takedownId)).toBe('notice-in-doubt')
    expect(cloudflare.reports).toHaveLength(1)
  })

  it('is called when a worker died before it called', async () => {
    const { noticeId } = await due()
    await office.world.db.transaction().execute((trx) => claimNotice(trx, noticeId, LEASE_MS))
    await office.expireLease(noticeId)
    await office.send(noticeId)
    expect(cloudflare.reports).toHaveLength(1)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it('is called again after it could not be reached', async () => {
    const dead = await startCloudflare()
    await dead[Symbol.asyncDispose]()
    const { noticeId } = await dueByChannel(office, 'cloudflare', dead.settings)
    await office.send(noticeId)
    expect(await office.attemptsOf(noticeId)).toEqual([
      { n: 1, outcome: 'deferred', smtp_code: null },
    ])
    expect((await partsOfNotice(office, noticeId))[0]).toMatchObject({ state: 'waiting' })
  })

  it.each([
    [401, 'another token'],
    [403, 'an account without the entitlement'],
  ])('is shut by %i, %s, and the notice goes by mail', async (code) => {
    const { noticeId, channelId, cases } = await due()
    cloudflare.script.before = () => ({ code, body: { success: false } })
    await office.send(noticeId)
    await office.send(noticeId)
    expect((await channelRow(office, channelId)).disabled_because).toBe(`http-${code}`)
    expect(office.server.mails).toHaveLength(1)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
    expect(await attentionOf(office, cases[0]!.takedownId)).toBe('channel-refused')
  })
})
