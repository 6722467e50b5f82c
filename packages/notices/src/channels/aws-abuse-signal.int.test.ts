import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { askChannels } from '../channel-answers.ts'
import { createChannels } from '../channels.ts'
import { claimNotice } from '../testing-claims.ts'
import { settleDoubt } from '../settle-doubt.ts'
import {
  attentionOf,
  channelRow,
  dueByChannel,
  partsOfNotice,
  triedSince,
} from '../testing-channels.ts'
import { advance, eventsOf, readTakedown, seedCheck } from '../testing-notices.ts'
import { createPostOffice, LEASE_MS, type PostOffice } from '../testing-post-office.ts'
import { createHttpCall } from './http-call.ts'
import { AWS_KEYS, refusalOf, startAws } from './testing-aws.ts'

let office: PostOffice
let aws: Awaited<ReturnType<typeof startAws>>
beforeAll(async () => {
  office = await createPostOffice()
  aws = await startAws(office.world.now)
})
afterAll(async () => {
  await aws[Symbol.asyncDispose]()
  await office[Symbol.asyncDispose]()
})
beforeEach(() => {
  aws.reports.length = 0
  aws.requests.length = 0
  aws.script.before = () => null
  aws.script.after = () => null
  office.server.mails.length = 0
  office.answer(250)
})

const due = (cases = 1) =>
  dueByChannel(
    office,
    'aws',
    aws.settings,
    Array.from({ length: cases }, () => ({})),
  )

describe('the AWS Abuse Signal API', () => {
  it('takes one signed report an address, with the ids of the notice', async () => {
    const { noticeId, cases } = await due(3)
    expect(await office.send(noticeId)).toEqual({ status: 'done' })
    expect(aws.reports.map(({ xarf }) => String(xarf['url'])).toSorted()).toEqual(
      cases.map(({ imageUrl }) => imageUrl).toSorted(),
    )
    expect(new Set(aws.reports.map(({ clientToken }) => clientToken)).size).toBe(3)
    for (const report of aws.reports) expect(report.correlationId).toBe(report.clientToken)
    expect(office.server.mails).toEqual([])
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'sent', channel: 'aws' })
    expect(await office.attemptsOf(noticeId)).toMatchObject([
      { outcome: 'accepted', smtp_code: 202 },
    ])
    for (const { takedownId } of cases) {
      expect((await readTakedown(office.world, takedownId)).status).toBe('notified')
    }
    expect(await partsOfNotice(office, noticeId)).toMatchObject(
      Array.from({ length: 3 }, () => ({ state: 'taken', remote_status: 'QUEUED' })),
    )
  })

  it('is signed for this service, region, key, time and body alone', async () => {
    const { noticeId } = await due()
    await office.send(noticeId)
    const [request] = aws.requests
    const now = office.world.now()
    expect(refusalOf(request!, now)).toBeNull()
    expect(refusalOf({ ...request!, body: `${request!.body} ` }, now)).toBe('SignatureDoesNotMatch')
    expect(refusalOf({ ...request!, url: '/v1/abusestatuses' }, now)).toBe('SignatureDoesNotMatch')
    expect(refusalOf(request!, new Date(now.getTime() + 600_000))).toBe('RequestExpired')
  })

  it('gets nothing that tells of an address but the report itself', async () => {
    const { noticeId, cases } = await due()
    await office.send(noticeId)
    const [part] = await partsOfNotice(office, noticeId)
    expect(part!.part).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(await partsOfNotice(office, noticeId))).not.toContain(cases[0]!.imageUrl)
  })

  it('is called again for what it did not take, and for nothing else', async () => {
    const { noticeId } = await due(3)
    aws.script.before = () => (aws.reports.length < 2 ? null : { code: 429 })
    await office.send(noticeId)
    expect(await office.attemptsOf(noticeId)).toMatchObject([
      { outcome: 'deferred', smtp_code: 429 },
    ])
    aws.script.before = () => null
    aws.requests.length = 0
    await office.fallDue(noticeId)
    await office.send(noticeId)
    expect(aws.requests.map(({ method }) => method)).toEqual(['POST'])
    expect(aws.reports).toHaveLength(3)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it('is waited for as long as it asks when it throttles', async () => {
    const { noticeId } = await due()
    aws.script.before = () => ({ code: 429, headers: { 'retry-after': '120' } })
    await office.send(noticeId)
    const { due_at: dueAt, state } = await office.noticeOf(noticeId)
    expect(state).toBe('due')
    expect(Math.abs(dueAt.getTime() - Date.now() - 120_000)).toBeLessThan(30_000)
    expect((await office.attemptsOf(noticeId))[0]).toMatchObject({ smtp_code: 429 })
  })

  it('is asked before it is called again when it hung up after it had a report', async () => {
    const { noticeId } = await due(2)
    aws.script.after = () => 'hang-up'
    await office.send(noticeId)
    expect((await office.noticeOf(noticeId)).state).toBe('handover')
    aws.script.after = () => null
    await office.expireLease(noticeId)
    // After the day in which the token would make a second call harmless.
    office.world.wait(25)
    await office.send(noticeId)
    expect(aws.reports).toHaveLength(2)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it('settles a notice that it has whole without a call', async () => {
    const { noticeId } = await due()
    aws.script.after = () => 'hang-up'
    await office.send(noticeId)
    aws.requests.length = 0
    await office.expireLease(noticeId)
    await office.send(noticeId)
    expect(aws.requests.map(({ method }) => method)).toEqual(['GET'])
    expect((await office.attemptsOf(noticeId)).map(({ outcome }) => outcome)).toEqual([
      'in-doubt',
      'recovered',
    ])
  })

  it('is not called again while it does not say what it has', async () => {
    const { noticeId } = await due()
    aws.script.after = () => 'hang-up'
    await office.send(noticeId)
    aws.script.before = () => ({ code: 500 })
    await office.expireLease(noticeId)
    await office.send(noticeId)
    expect(aws.reports).toHaveLength(1)
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'due' })
    aws.script.before = () => null
    await office.fallDue(noticeId)
    await office.send(noticeId)
    expect(aws.reports).toHaveLength(1)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it.each(['hang-up', { code: 500 }] as const)(
    'whose keys count no more leaves it to a person what became of a report (%o)',
    async (end) => {
      const { noticeId, cases } = await due()
      aws.script.after = () => end
      await office.send(noticeId)
      aws.script.before = () => ({ code: 403 })
      await office.expireLease(noticeId)
      await office.fallDue(noticeId)
      await office.send(noticeId)
      expect(aws.reports).toHaveLength(1)
      expect((await office.noticeOf(noticeId)).state).toBe('refused')
      expect(await attentionOf(office, cases[0]!.takedownId)).toBe('notice-in-doubt')
      const found = { noticeId, arrived: true, actor: 'key:1', at: office.world.now() }
      await office.world.db.transaction().execute((trx) => settleDoubt(trx, office.world, found))
      expect((await office.noticeOf(noticeId)).state).toBe('sent')
    },
  )

  it('that throttles for hours has the notice go by mail once nothing of it can be there', async () => {
    const { noticeId, cases } = await due()
    aws.script.before = ({ method }) => (method === 'POST' ? { code: 429 } : null)
    await office.send(noticeId)
    await triedSince(office, noticeId, 3)
    await office.fallDue(noticeId)
    await office.send(noticeId)
    await office.send(noticeId)
    expect(aws.reports).toEqual([])
    expect(office.server.mails).toHaveLength(1)
    expect((await office.attemptsOf(noticeId)).map(({ outcome }) => outcome)).toEqual([
      'deferred',
      'fallen-back',
      'accepted',
    ])
    expect(await attentionOf(office, cases[0]!.takedownId)).toBe('channel-refused')
  })

  it.each(['has it', 'says that it has not', 'says nothing'] as const)(
    'that was cut off hours ago and %s is settled by that, never by mail as well',
    async (answer) => {
      const { noticeId, cases } = await due()
      if (answer === 'says that it has not') {
        aws.script.before = ({ method }) => (method === 'POST' ? 'hang-up' : null)
      } else aws.script.after = () => 'hang-up'
      await office.send(noticeId)
      await triedSince(office, noticeId, 3)
      if (answer === 'says nothing') aws.script.before = () => ({ code: 500 })
      await office.expireLease(noticeId)
      await office.send(noticeId)
      await office.send(noticeId)
      const attention = await attentionOf(office, cases[0]!.takedownId)
      const ended = {
        'has it': { reports: 1, mails: 0, attention: null },
        'says that it has not': { reports: 0, mails: 1, attention: 'channel-refused' },
        'says nothing': { reports: 1, mails: 0, attention: 'notice-in-doubt' },
      }[answer]
      const [reports, mails] = [aws.reports.length, office.server.mails.length]
      expect({ reports, mails, attention }).toEqual(ended)
    },
  )

  it('that fails after it has a report gets it once', async () => {
    const { noticeId } = await due()
    aws.script.after = () => ({ code: 500 })
    await office.send(noticeId)
    aws.script.after = () => null
    office.world.wait(25)
    await office.fallDue(noticeId)
    await office.send(noticeId)
    expect(aws.reports).toHaveLength(1)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it('is called no more by a worker whose notice another one has taken over', async () => {
    const { noticeId } = await due(3)
    const { db } = office.world
    let takenOver: Promise<unknown> | null = null
    const delayed = createHttpCall({ allowNetworks: ['127.0.0.0/8'], timeoutMs: 5_000 })
    const channels = createChannels({
      ...office.world,
      ...office.reporter,
      mailer: office.mailerTo(office.server.url),
      dkim: [],
      call: async (request, signal) => {
        const end = await delayed(request, signal)
        takenOver ??= office
          .expireLease(noticeId)
          .then(() => db.transaction().execute((trx) => claimNotice(trx, noticeId, LEASE_MS)))
        await takenOver
        return end
      },
    })
    await office.send(noticeId, undefined, { channels })
    expect(aws.reports).toHaveLength(1)
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'handover', fence: 2 })
    await office.expireLease(noticeId)
    await office.send(noticeId)
    expect(aws.reports).toHaveLength(3)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it('that refuses a report has the notice go by mail, and a person told', async () => {
    const { noticeId, cases, channelId } = await due()
    aws.script.before = () => ({ code: 400, body: { message: 'ValidationException' } })
    await office.send(noticeId)
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'due', channel: 'smtp' })
    expect(await attentionOf(office, cases[0]!.takedownId)).toBe('channel-refused')
    await office.send(noticeId)
    expect(office.server.mails).toHaveLength(1)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
    expect((await channelRow(office, channelId)).state).toBe('active')
  })

  it('that does not know us is shut until two people have seen to it', async () => {
    const { noticeId, channelId } = await dueByChannel(office, 'aws', {
      ...aws.settings,
      secretAccessKey: `${AWS_KEYS.secretAccessKey}x`,
    })
    await office.send(noticeId)
    expect(aws.reports).toEqual([])
    expect(await channelRow(office, channelId)).toMatchObject({
      state: 'disabled',
      disabled_because: 'http-403',
    })
    await office.send(noticeId)
    expect(office.server.mails).toHaveLength(1)
  })

  it('gets no notice with an item that XARF cannot say: that goes by mail', async () => {
    const { noticeId, cases } = await due(2)
    const { listId } = cases[1]!
    const { db } = office.world
    await db
      .updateTable('hash_list')
      .set({ classification: null })
      .where('id', '=', listId)
      .execute()
    await office.send(noticeId)
    await office.send(noticeId)
    expect(aws.requests).toEqual([])
    expect(office.server.mails).toHaveLength(1)
    expect(await attentionOf(office, cases[0]!.takedownId)).toBeNull()
  })
})

describe('what AWS made of a report', () => {
  const ask = () =>
    askChannels({
      ...office.world,
      call: createHttpCall({ allowNetworks: ['127.0.0.0/8'], timeoutMs: 5_000 }),
    })(office.world.context.signal)
  const askNow = async (noticeId: string) => {
    await office.world.db
      .updateTable('notice_part')
      .set({ ask_at: new Date(0) })
      .where('notice_id', '=', noticeId)
      .where('ask_at', 'is not', null)
      .execute()
    await ask()
  }

  it.each([
    ['ACTIONED', 'actioned', null],
    ['CONTENT_DOWN_OR_INACCESSIBLE', 'already-gone', null],
    ['NOT_RESOLVABLE_TO_AWS', 'not-theirs', 'reply-not-theirs'],
    ['REVIEWED_NO_AWS_ACTION', 'refused', 'reply-refused'],
    ['NEED_MORE_INFORMATION', 'needs-information', 'reply-needs-information'],
    ['SOMETHING_NEW', 'acknowledged', null],
  ])('%s is the answer %s', async (reasonCode, answer, attention) => {
    const { noticeId, cases } = await due(2)
    await office.send(noticeId)
    for (const { takedownId } of cases) {
      office.world.wait(0.1)
      await seedCheck(office.world, takedownId, 'present')
      await advance(office.world, takedownId)
    }
    office.world.wait(0.1)
    office.world.hints.length = 0
    await askNow(noticeId)
    expect((await partsOfNotice(office, noticeId)).map((part) => part.answer)).toEqual([null, null])
    const report = aws.reports.find(({ xarf }) => xarf['url'] === cases[1]!.imageUrl)!
    Object.assign(report, { status: 'COMPLETED', reasonCode })
    await askNow(noticeId)
    const answered = await eventsOf(office.world, cases[1]!.takedownId)
    expect(answered).toContainEqual(expect.objectContaining({ type: 'answered', answer }))
    const isClaim = answer === 'actioned' || answer === 'already-gone'
    const looks = office.world.hints.filter(({ name }) => name === 'check-removal')
    expect(looks.at(-1)?.payload).toEqual(
      isClaim ? { takedownId: cases[1]!.takedownId } : undefined,
    )
    expect(await attentionOf(office, cases[1]!.takedownId)).toBe(attention)
    const other = await eventsOf(office.world, cases[0]!.takedownId)
    expect(other.map(({ type }) => type)).not.toContain('answered')
    const parts = await partsOfNotice(office, noticeId)
    expect(parts.find(({ remote_id: id }) => id === report.reportId)).toMatchObject({
      answer,
      remote_status: 'COMPLETED',
      ask_at: null,
    })
  })

  it('is asked again later when there is no answer', async () => {
    const { noticeId } = await due()
    await office.send(noticeId)
    aws.script.before = () => ({ code: 500 })
    await askNow(noticeId)
    const [part] = await partsOfNotice(office, noticeId)
    expect(part!.ask_at!.getTime()).toBeGreaterThan(Date.now() + 30_000)
  })
})
