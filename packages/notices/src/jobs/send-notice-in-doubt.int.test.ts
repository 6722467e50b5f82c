import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMailLedger } from '../mail-ledger.ts'
import { claimNotice } from '../testing-claims.ts'
import type { Command } from '../takedown-command.ts'
import { readTakedown } from '../testing-notices.ts'
import { createPostOffice, LEASE_MS, onlyMail, type PostOffice } from '../testing-post-office.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())
beforeEach(() => {
  office.server.mails.length = 0
  office.answer(250)
})

/** Two negative looks, far enough apart and from two vantage points. */
const removal = (): Command[] =>
  [1, 8].map((hours) => ({
    type: 'check',
    at: new Date(office.world.now().getTime() + hours * 3_600_000),
    actor: 'test',
    checkId: newId(),
    verdict: 'gone',
    moved: false,
    codes: [],
    from: `point-${hours}`,
  }))

describe('a hand-over in doubt', () => {
  const inDoubt = async () => {
    const notice = await office.dueNotice()
    office.answer('hang-up')
    await office.send(notice.noticeId)
    office.answer(250)
    return notice
  }

  it('is left alone until its lease is over', async () => {
    const { noticeId, cases } = await inDoubt()
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'handover', sent_at: null })
    expect(await office.send(noticeId)).toEqual({ status: 'skipped', reason: 'not-due' })
    expect(office.server.mails).toEqual([])
    expect((await readTakedown(office.world, cases[0]!.takedownId)).status).toBe('authorised')
  })

  it('is settled without a second mail when the ledger has it', async () => {
    const { noticeId, cases } = await office.dueNotice()
    const { message_id: messageId } = await office.noticeOf(noticeId)
    const receivedAt = office.world.now()
    office.server.settings.answer = async (mail) => {
      const raw = Buffer.from(mail)
      const to = ['abuse@hosting.example']
      await createMailLedger(office.world).record({ messageId, from: 'x', to, raw, receivedAt })
      return 'hang-up'
    }
    await office.send(noticeId)
    office.answer(250)
    office.world.wait(1)
    await office.expireLease(noticeId)
    expect(await office.send(noticeId)).toEqual({ status: 'done' })
    expect(office.server.mails).toEqual([])
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'sent', sent_at: receivedAt })
    expect(await office.attemptsOf(noticeId)).toMatchObject([
      { outcome: 'in-doubt' },
      { outcome: 'recovered' },
    ])
    const { state } = await readTakedown(office.world, cases[0]!.takedownId)
    expect(state).toMatchObject({ status: 'notified', clocks: { t6: receivedAt } })
  })

  it('is sent again as a copy under the same Message-ID when the ledger has it not', async () => {
    const { noticeId } = await inDoubt()
    await office.expireLease(noticeId)
    await office.send(noticeId)
    const mail = await onlyMail(office)
    expect(mail.messageId).toBe((await office.noticeOf(noticeId)).message_id)
    expect(mail.headers).toContainEqual(
      expect.objectContaining({ key: 'x-notice-copy', value: '2' }),
    )
    expect(mail.text).toContain('Copy 2')
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it('keeps the numbers of its items in a copy that has fewer of them', async () => {
    const { world } = office
    const { noticeId, cases } = await office.dueNotice(3)
    office.answer('hang-up')
    await office.send(noticeId)
    office.answer(250)
    const linesOf = async (attempt: number) => {
      const lines = world.db.selectFrom('notice_line').select(['n', 'takedown_id'])
      const of = lines.where('notice_id', '=', noticeId).where('attempt', '=', attempt)
      return of.orderBy('n').execute()
    }
    const first = await linesOf(1)
    const [gone, ...others] = first
    expect(first.map(({ n }) => n)).toEqual([1, 2, 3])
    expect(cases).toHaveLength(3)
    await office.apply(gone!.takedown_id, office.hold())
    await office.expireLease(noticeId)
    await office.send(noticeId)
    expect(await linesOf(2)).toEqual(others)
    const { reference } = await office.noticeOf(noticeId)
    const { text } = await onlyMail(office)
    expect(text).toContain(`${reference}-3`)
    expect(text).not.toContain(`${reference}-1`)
  })

  it('is a copy still after a temporary refusal in between', async () => {
    const { noticeId } = await inDoubt()
    await office.expireLease(noticeId)
    office.answer(450)
    await office.send(noticeId)
    office.answer(250)
    await office.fallDue(noticeId)
    await office.send(noticeId)
    expect((await onlyMail(office)).text).toContain('Copy 2')
  })

  it('is sent again when a worker died before the mail server heard of it', async () => {
    const { noticeId } = await office.dueNotice()
    await office.world.db.transaction().execute((trx) => claimNotice(trx, noticeId, LEASE_MS))
    await office.expireLease(noticeId)
    await office.send(noticeId)
    expect((await onlyMail(office)).messageId).toBe((await office.noticeOf(noticeId)).message_id)
  })
})

describe('while a mail is on its way', () => {
  it.each(['host', 'police'] as const)(
    'a takedown can be removed, and the mail to a %s counts all the same',
    async (kind) => {
      const { noticeId, cases } = await office.dueNotice(1, { kind })
      const { takedownId } = cases[0]!
      office.meanwhile(() => office.apply(takedownId, ...removal()))
      await office.send(noticeId)
      const { state } = await readTakedown(office.world, takedownId)
      expect(state.status).toBe('removed')
      expect(kind === 'host' ? state.clocks.t6 : state.clocks.t4).toEqual(office.world.now())
      expect((await office.noticeOf(noticeId)).state).toBe('sent')
    },
  )

  it('a hold stays a hold', async () => {
    const { noticeId, cases } = await office.dueNotice()
    const { takedownId } = cases[0]!
    office.meanwhile(() => office.apply(takedownId, office.hold()))
    await office.send(noticeId)
    expect((await readTakedown(office.world, takedownId)).state).toMatchObject({
      status: 'held',
      noticesSent: 1,
    })
  })

  it('another worker can take the notice over, and the first changes nothing', async () => {
    const { noticeId, cases } = await office.dueNotice()
    office.meanwhile(async () => {
      await office.expireLease(noticeId)
      await office.world.db.transaction().execute((trx) => claimNotice(trx, noticeId, LEASE_MS))
    })
    await office.send(noticeId)
    expect(await office.noticeOf(noticeId)).toMatchObject({
      state: 'handover',
      fence: 2,
      sent_at: null,
    })
    expect(await office.attemptsOf(noticeId)).toMatchObject([{ outcome: null }, { outcome: null }])
    expect((await readTakedown(office.world, cases[0]!.takedownId)).state.noticesSent).toBe(0)
  })
})

describe('an outcome that cannot be stored at once', () => {
  /** The database fails the next so many times that it is to end an attempt of this notice. */
  const failing = async (noticeId: string, times: number) => {
    const name = `fault_${noticeId.replaceAll('-', '')}`
    await sql`create sequence ${sql.id(name)}`.execute(office.world.db)
    await sql
      .raw(
        `create function ${name}() returns trigger language plpgsql as $$ begin
           if nextval('${name}') <= ${times} then
             raise exception 'deadlock' using errcode = '40P01';
           end if;
           return new;
         end $$;
         create trigger ${name} before update of outcome on notice_attempt
           for each row when (new.notice_id = '${noticeId}') execute function ${name}()`,
      )
      .execute(office.world.db)
  }

  it('is stored by a later try: the notice is sent and there is no copy', async () => {
    const { noticeId, cases } = await office.dueNotice()
    await failing(noticeId, 2)
    expect(await office.send(noticeId)).toEqual({ status: 'done' })
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
    expect((await readTakedown(office.world, cases[0]!.takedownId)).status).toBe('notified')
    expect(office.server.mails).toHaveLength(1)
  })

  it('leaves the notice in doubt when every try fails', async () => {
    const { noticeId } = await office.dueNotice()
    await failing(noticeId, 3)
    await expect(office.send(noticeId)).rejects.toThrow('deadlock')
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'handover', sent_at: null })
  })
})
