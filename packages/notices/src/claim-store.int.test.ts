import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPostOffice, type PostOffice } from './testing-post-office.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())
beforeEach(() => {
  office.server.mails.length = 0
  office.answer(250)
})

let counter = 0
const domain = (): string => `pace-${++counter}.example`
const SLOW = { perMinute: 6, burst: 2 }
const GAP_MS = 10_000

const send = (noticeId: string, pace = SLOW) => office.send(noticeId, undefined, { pace })
const dueTo = async (mailbox: string) => (await office.dueNotice(1, { mailbox })).noticeId
const dueInMs = async (noticeId: string): Promise<number> =>
  (await office.noticeOf(noticeId)).due_at.getTime() - Date.now()

describe('the pace of mail', () => {
  it('lets a burst go and gives what follows its turn, one gap after the other', async () => {
    const mailbox = `abuse@${domain()}`
    const notices = []
    for (let n = 0; n < 4; n++) notices.push(await dueTo(mailbox))
    const outcomes = []
    for (const id of notices) outcomes.push(await send(id))
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'skipped', 'skipped'])
    const [first, second] = [await dueInMs(notices[2]!), await dueInMs(notices[3]!)]
    expect(first).toBeGreaterThan(GAP_MS - 6_000)
    expect(first).toBeLessThanOrEqual(GAP_MS)
    expect(Math.abs(second - first - GAP_MS)).toBeLessThan(3_000)
  })

  it('counts no attempt while a notice waits, and sends it in its turn without asking again', async () => {
    const mailbox = `abuse@${domain()}`
    const pace = { perMinute: 1, burst: 1 }
    const [first, second] = [await dueTo(mailbox), await dueTo(mailbox)]
    await send(first, pace)
    expect(await send(second, pace)).toEqual({ status: 'skipped', reason: 'throttled' })
    expect(await office.attemptsOf(second)).toEqual([])
    expect(await office.noticeOf(second)).toMatchObject({ state: 'due', attempts: 0 })
    expect(await send(second, pace)).toEqual({ status: 'skipped', reason: 'not-due' })
    await office.fallDue(second)
    expect(await send(second, pace)).toEqual({ status: 'done' })
    expect(await office.attemptsOf(second)).toMatchObject([{ n: 1, outcome: 'accepted' }])
  })

  it('asks for a turn of its own for what is tried again', async () => {
    const mailbox = `abuse@${domain()}`
    const pace = { perMinute: 1, burst: 1 }
    const [first, second] = [await dueTo(mailbox), await dueTo(mailbox)]
    await send(first, pace)
    await send(second, pace)
    await office.fallDue(second)
    office.answer(450)
    await send(second, pace)
    expect(await office.noticeOf(second)).toMatchObject({ turn_at: null })
    await office.fallDue(second)
    expect(await send(second, pace)).toEqual({ status: 'skipped', reason: 'throttled' })
  })

  it('is one for all processes: of many at once no more than the burst go', async () => {
    const mailbox = `abuse@${domain()}`
    const notices = []
    for (let n = 0; n < 6; n++) notices.push(await dueTo(mailbox))
    const outcomes = await Promise.all(notices.map((id) => send(id)))
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(2)
    expect(office.server.mails).toHaveLength(2)
    const turns = await Promise.all(notices.map(dueInMs))
    const waiting = turns.filter((ms) => ms > 0).toSorted((a, b) => a - b)
    expect(waiting).toHaveLength(4)
    expect(waiting[3]! - waiting[0]!).toBeGreaterThan(3 * GAP_MS - 100)
  })

  it('is each domain’s own, whoever the provider and however it is written', async () => {
    const name = domain()
    const pace = { perMinute: 1, burst: 1 }
    const one = await dueTo(`abuse@${name}`)
    const same = await dueTo(`desk@${name.toUpperCase()}`)
    const other = await dueTo(`abuse@${domain()}`)
    expect((await send(one, pace)).status).toBe('done')
    expect((await send(same, pace)).status).toBe('skipped')
    expect((await send(other, pace)).status).toBe('done')
  })

  it('is none with 0 a minute', async () => {
    const mailbox = `abuse@${domain()}`
    for (let n = 0; n < 3; n++) {
      expect((await send(await dueTo(mailbox), { perMinute: 0, burst: 1 })).status).toBe('done')
    }
  })

  it('does not hold up what is in doubt', async () => {
    const mailbox = `abuse@${domain()}`
    const pace = { perMinute: 1, burst: 1 }
    const noticeId = await dueTo(mailbox)
    office.answer('hang-up')
    await send(noticeId, pace)
    office.answer(250)
    await office.expireLease(noticeId)
    expect((await send(noticeId, pace)).status).toBe('done')
  })
})
