import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLegalFiles } from '../legal-files.ts'
import { readBeforeSending } from '../before-sending.ts'
import { createPostOffice } from '../testing-post-office.ts'
import { openReplyPage, readReplyPage } from '../replies/reply-page.ts'
import { answerWithin } from './answer-within.ts'
import { postponeBlocked } from './blocked-notice.ts'
import { chosenLegal } from './chosen-legal.ts'
import type { Terms } from './terms.ts'

let office: Awaited<ReturnType<typeof createPostOffice>>
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())

/** A notice that waits to be sent, its takedowns under these terms. */
async function dueUnder(terms: readonly (Terms | null)[], kind: 'host' | 'police' = 'host') {
  const { noticeId, cases } = await office.dueNotice(terms.length, { kind })
  for (const [at, { takedownId }] of cases.entries()) {
    const { db } = office.world
    const row = await db
      .selectFrom('takedown')
      .select('state')
      .where('id', '=', takedownId)
      .executeTakeFirstOrThrow()
    const state = JSON.stringify({ ...(row.state as object), terms: terms[at] })
    await db.updateTable('takedown').set({ state }).where('id', '=', takedownId).execute()
  }
  return noticeId
}
const noticeOf = (id: string) =>
  office.world.db
    .selectFrom('notice')
    .select(['state', 'due_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

describe('a notice that was written on the day before', () => {
  // The database goes by its own clock, so this day is the real one.
  const now = () => new Date()
  const day = now().toISOString().slice(0, 10)
  const after = (days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * 3_600_000)
  // two days, should midnight pass while this runs
  const dates = [day, after(1).toISOString().slice(0, 10)]
  const today = { blockedDays: { timeZone: 'UTC', dates } }
  const wait = async (id: string) => {
    const before = await readBeforeSending(office.world.db, id)
    if (!before) throw new Error('the notice is not due')
    await postponeBlocked({ ...office.world, now }, before)
  }

  it('waits for the end of a blocked day, if one of its takedowns does', async () => {
    const id = await dueUnder([null, today])
    await wait(id)
    expect(await noticeOf(id)).toEqual({ state: 'due', due_at: after(2) })
    await office.send(id, undefined, { now })
    expect(await noticeOf(id)).toEqual({ state: 'due', due_at: after(2) })
  })

  it('goes to police, and to hosts on other days', async () => {
    for (const id of [await dueUnder([today], 'police'), await dueUnder([null])]) {
      const before = await noticeOf(id)
      await wait(id)
      expect(await noticeOf(id)).toEqual(before)
    }
  })
})

describe('the time to answer', () => {
  const hours = (...terms: (Terms | null)[]) =>
    answerWithin(office.world.deadlines, terms) / 3_600_000
  const within = (answerHours: number) => ({ deadlines: { answerHours } })

  it('is the shortest that a policy of its takedowns gives, and a day where one says nothing', () => {
    expect(hours(within(72), within(48))).toBe(48)
    expect(hours(within(0.5), within(24), null)).toBe(0.5)
    expect(hours(within(72), null)).toBe(24)
    expect(hours(null, {})).toBe(24)
  })

  const sendWithPage = async (id: string, now: () => Date): Promise<string> => {
    office.server.mails.length = 0
    const { mailbox } = office.reporter
    const replyUrl = 'https://hotline.example/reply'
    const sender = { organisation: 'Test', mailbox, domain: 'notices.example', replyUrl }
    await office.send(id, undefined, { now, sender })
    const { text = '' } = await PostalMime.parse(office.server.mails[0]!)
    return text.replaceAll(/\s+/g, ' ')
  }

  it('stands in the letter and on its page as the same date, whatever is usual where that runs', async () => {
    const id = await dueUnder([within(72), within(4)])
    const { world } = office
    let at = new Date('2026-05-04T22:10:00Z')
    // The page goes by the letter, not by when the mail server took it.
    office.meanwhile(async () => {
      at = new Date('2026-05-04T22:15:00Z')
    })
    const text = await sendWithPage(id, () => at)
    office.answer(250)
    expect(text).toContain('no later than 2026-05-05 02:10 UTC')
    const now = () => new Date('2026-05-05T00:00:00Z')
    const { db } = world
    const token = /reply#([\w-]{43})/.exec(text)![1]!
    const opened = await db
      .transaction()
      .execute((trx) => openReplyPage(trx, { ...world, now }, token))
    if (opened.status !== 'opened') throw new Error('the link did not open')
    const page = await readReplyPage(db, { ...world, now }, world.deadlines, opened.session)
    expect(page!.deadline!.toISOString().slice(0, 16)).toBe('2026-05-05T02:10')
  })
})

describe('the legal texts of a notice', () => {
  const files = readLegalFiles()
  const all = files.flatMap(({ texts }) => texts.map(({ id }) => id))
  const chosen = (...terms: (Terms | null)[]) =>
    chosenLegal(terms, files).flatMap(({ texts }) => texts.map(({ id }) => id))

  it('are those that the policies of its takedowns name', () => {
    const [us, eu] = ['us-2258a', 'eu-dsa-article-16']
    expect(chosen({ legal: [us] })).toEqual([us])
    expect(new Set(chosen({ legal: [us] }, { legal: [eu] }))).toEqual(new Set([us, eu]))
    expect(chosen({ legal: [] })).toEqual([])
  })

  it('are all that apply where a policy names none', () => {
    expect(chosen({ legal: ['us-2258a'] }, {})).toEqual(all)
    expect(chosen(null)).toEqual(all)
  })
})
