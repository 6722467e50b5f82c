import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { createMailLedger } from './mail-ledger.ts'
import { claimNotice } from './testing-claims.ts'
import { reviewSweep } from './review-sweep.ts'
import { compose, eventsOf, readTakedown } from './testing-notices.ts'
import { createPostOffice, LEASE_MS, type PostOffice } from './testing-post-office.ts'
import {
  lettersOf,
  mailsOf,
  revoke,
  sweep,
  sweepAndWork,
  told,
  work,
} from './testing-retractions.ts'

let office: PostOffice
beforeEach(async () => {
  office = await createPostOffice()
  return () => office[Symbol.asyncDispose]()
})

const die = async (noticeId: string): Promise<void> => {
  const { db } = office.world
  await db.transaction().execute((trx) => claimNotice(trx, noticeId, LEASE_MS))
  await office.expireLease(noticeId)
}

const record = (messageId: string): Promise<unknown> =>
  createMailLedger(office.world).record({
    messageId,
    from: 'x',
    to: ['abuse@hosting.example'],
    raw: Buffer.from('mail'),
    receivedAt: office.world.now(),
  })

describe('a retraction is neither lost nor doubled', () => {
  it('when every hint is lost', async () => {
    const { first } = await told(office)
    await revoke(office, first.entryId)
    for (let n = 0; n < 4; n++) {
      await sweep(office)
      const hints = office.world.hints.splice(0)
      // A crash after each step: what was written is found again by the next sweep.
      office.world.hints.push(
        ...hints.filter(({ name }) => name !== 'advance-takedown').slice(0, 1),
      )
      await work(office)
    }
    expect(office.server.mails).toHaveLength(1)
  })

  it('when the process ends after the letter was written', async () => {
    const { first, providerId } = await told(office)
    await revoke(office, first.entryId)
    await reviewSweep(office.world)
    await compose(office.world, providerId)
    await compose(office.world, providerId)
    office.world.hints.length = 0
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
    expect(await lettersOf(office, first.takedownId)).toHaveLength(1)
  })

  it('when the process ends before the mail server heard of it', async () => {
    const { first, providerId } = await told(office)
    await revoke(office, first.entryId)
    await reviewSweep(office.world)
    await compose(office.world, providerId)
    const [letter] = await lettersOf(office, first.takedownId)
    await die(letter!.id)
    await sweepAndWork(office)
    const [mail, ...others] = await mailsOf(office)
    expect(others).toEqual([])
    expect(mail!.messageId).toBe((await office.noticeOf(letter!.id)).message_id)
    expect(mail!.text).toMatch(/^Copy 2 of the same notice/)
    expect(mail!.text!.match(/Copy/g)).toHaveLength(1)
  })

  it('when the process ends after the gate has it', async () => {
    const { first, providerId } = await told(office)
    await revoke(office, first.entryId)
    await reviewSweep(office.world)
    await compose(office.world, providerId)
    const [letter] = await lettersOf(office, first.takedownId)
    await die(letter!.id)
    await record((await office.noticeOf(letter!.id)).message_id)
    await sweepAndWork(office)
    expect(office.server.mails).toEqual([])
    expect((await office.noticeOf(letter!.id)).state).toBe('sent')
  })

  it('when ten sweeps and ten writers work at once', async () => {
    const { cases, providerId } = await told(office, 5)
    for (const { entryId } of cases) await revoke(office, entryId)
    await Promise.all(Array.from({ length: 10 }, () => reviewSweep(office.world)))
    await Promise.all(Array.from({ length: 10 }, () => compose(office.world, providerId)))
    await Promise.all([sweepAndWork(office), work(office)])
    expect(office.server.mails).toHaveLength(1)
    for (const { takedownId } of cases) {
      const closings = (await eventsOf(office.world, takedownId)).filter(
        ({ type }) => type === 'closed',
      )
      expect(closings).toHaveLength(1)
    }
  })

  it('when one takedown cannot be reviewed: the others are, and it is when it can be', async () => {
    const { cases } = await told(office, 3)
    const { db } = office.world
    const [bad] = cases
    await sql
      .raw(
        `create function fault() returns trigger language plpgsql as $$ begin
           raise exception 'no'; end $$;
         create trigger fault before insert on takedown_event
           for each row when (new.takedown_id = '${bad!.takedownId}') execute function fault()`,
      )
      .execute(db)
    for (const { entryId } of cases) await revoke(office, entryId)
    await sweep(office)
    const statuses = async () =>
      Promise.all(
        cases.map(async ({ takedownId }) => (await readTakedown(office.world, takedownId)).status),
      )
    expect(await statuses()).toEqual(['notified', 'closed', 'closed'])
    await sql`drop trigger fault on takedown_event`.execute(db)
    await sweepAndWork(office)
    expect(await statuses()).toEqual(['closed', 'closed', 'closed'])
    const text = (await mailsOf(office)).map((mail) => mail.text).join()
    const numbers = Array.from(text.matchAll(/Reference: \S+-(\d)/g), ([, n]) => n!)
    expect(numbers.toSorted()).toEqual(['1', '2', '3'])
  })
})

describe('a notice that is on its way when its ground goes', () => {
  it('is taken back once it is out', async () => {
    const { cases, noticeId } = await office.dueNotice(2)
    const [good, bad] = cases
    office.meanwhile(async () => {
      await revoke(office, bad!.entryId)
      await reviewSweep(office.world)
    })
    await office.send(noticeId)
    office.answer(250)
    expect(await readTakedown(office.world, bad!.takedownId)).toMatchObject({
      status: 'closed',
      state: { noticesSent: 1 },
    })
    await sweepAndWork(office)
    const [notice, retraction, ...others] = await mailsOf(office)
    expect(others).toEqual([])
    expect(retraction!.inReplyTo).toBe(notice!.messageId)
    expect(retraction!.text).toContain('-2\n')
    expect(await lettersOf(office, good!.takedownId)).toEqual([])
  })

  const inDoubt = async (count = 1) => {
    const due = await office.dueNotice(count)
    office.answer('hang-up')
    await office.send(due.noticeId)
    office.answer(250)
    for (const { entryId } of due.cases.slice(-1)) await revoke(office, entryId)
    await sweepAndWork(office)
    expect(office.server.mails).toEqual([])
    await office.expireLease(due.noticeId)
    return due
  }

  it('is taken back when the ledger says that it is out', async () => {
    const { noticeId, cases } = await inDoubt()
    await record((await office.noticeOf(noticeId)).message_id)
    await sweepAndWork(office)
    await sweepAndWork(office)
    const [mail, ...others] = await mailsOf(office)
    expect(others).toEqual([])
    expect(mail!.subject).toMatch(/^Retraction/)
    expect((await readTakedown(office.world, cases[0]!.takedownId)).state.noticesSent).toBe(1)
  })

  it('is not sent again, and taken back, when no ledger could know', async () => {
    const { noticeId } = await inDoubt()
    await sweepAndWork(office)
    await sweepAndWork(office)
    const [mail, ...others] = await mailsOf(office)
    expect(others).toEqual([])
    expect(mail!.subject).toMatch(/^Retraction/)
    expect((await office.noticeOf(noticeId)).state).toBe('refused')
  })

  it('is forgotten when the ledger knows that it never went out', async () => {
    const { noticeId } = await inDoubt()
    await record('<another@notices.example>')
    await sweepAndWork(office)
    await sweepAndWork(office)
    expect(office.server.mails).toEqual([])
    expect((await office.noticeOf(noticeId)).state).toBe('refused')
  })

  it('goes out as a copy with what still holds, and the rest is taken back', async () => {
    const { cases } = await inDoubt(2)
    const [good, bad] = cases
    const shown = (url: string) => url.replace('https://host.', 'hxxps://host[.]')
    await sweepAndWork(office)
    await sweepAndWork(office)
    const [copy, retraction, ...others] = await mailsOf(office)
    expect(others).toEqual([])
    expect(copy!.text).toMatch(/^Copy 2/)
    expect(copy!.text).toContain(shown(good!.imageUrl))
    expect(copy!.text).not.toContain(shown(bad!.imageUrl))
    expect(retraction!.text).toContain(shown(bad!.imageUrl))
    expect(retraction!.text).not.toContain(shown(good!.imageUrl))
  })
})
