import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { askWhere, flagWaitingNotices } from '../attention-store.ts'
import { noticesDue, readNotice } from '../notice-store.ts'
import { claimNotice } from '../testing-claims.ts'
import { providersDue, upsertContact, usableContact } from '../provider-store.ts'
import { setAttention } from '../takedown-store.ts'
import {
  advance,
  eventsOf,
  folded,
  readTakedown,
  seedCheck,
  seedContact,
} from '../testing-notices.ts'
import { startMailServer } from '../testing-servers.ts'
import {
  createPostOffice,
  LEASE_MS,
  onlyMail,
  RETRY_MS,
  type PostOffice,
} from '../testing-post-office.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())
beforeEach(() => {
  office.server.mails.length = 0
  office.answer(250)
})

describe('sendNotice', () => {
  it('notifies every takedown of a mail that was accepted', async () => {
    const { noticeId, cases } = await office.dueNotice(3)
    expect(await office.send(noticeId)).toEqual({ status: 'done' })
    expect(office.server.mails).toHaveLength(1)
    expect(await office.noticeOf(noticeId)).toMatchObject({
      state: 'sent',
      sent_at: office.world.now(),
    })
    expect(await office.attemptsOf(noticeId)).toEqual([
      { n: 1, outcome: 'accepted', smtp_code: 250 },
    ])
    for (const { takedownId } of cases) {
      const { state } = await readTakedown(office.world, takedownId)
      expect(state).toMatchObject({ status: 'notified', noticesSent: 1 })
      expect(state.clocks).toMatchObject({ t6: office.world.now(), t7: office.world.now() })
      expect(await folded(office.world, takedownId)).toEqual(state)
    }
  })

  it('addresses the provider and lists every address', async () => {
    const { noticeId, cases } = await office.dueNotice(2)
    await office.send(noticeId)
    const mail = await onlyMail(office)
    expect(mail.messageId).toBe((await office.noticeOf(noticeId)).message_id)
    expect(mail.to).toEqual([expect.objectContaining({ address: 'abuse@hosting.example' })])
    expect(mail.headers).toContainEqual(
      expect.objectContaining({ key: 'x-notice-id', value: noticeId }),
    )
    for (const { imageUrl } of cases) expect(mail.lists(imageUrl)).toBe(true)
    expect(mail.text).not.toContain('https://host.example')
    expect(mail.text).not.toContain('Copy')
  })

  it('sends once', async () => {
    const { noticeId } = await office.dueNotice()
    await office.send(noticeId)
    expect(await office.send(noticeId)).toEqual({ status: 'skipped', reason: 'not-due' })
    expect(office.server.mails).toHaveLength(1)
  })

  it('sends one mail when two workers try at once', async () => {
    const { noticeId } = await office.dueNotice()
    const outcomes = await Promise.all([office.send(noticeId), office.send(noticeId)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['done', 'skipped'])
    expect(office.server.mails).toHaveLength(1)
  })

  it('is put off by a temporary refusal', async () => {
    const { noticeId, cases } = await office.dueNotice()
    office.answer(450)
    await office.send(noticeId)
    const row = await office.noticeOf(noticeId)
    expect(row).toMatchObject({ state: 'due', lease_until: null, sent_at: null })
    expect(row.due_at.getTime() - Date.now()).toBeGreaterThan(RETRY_MS - 30_000)
    expect(await office.attemptsOf(noticeId)).toEqual([
      { n: 1, outcome: 'deferred', smtp_code: 450 },
    ])
    expect((await readTakedown(office.world, cases[0]!.takedownId)).status).toBe('authorised')
    office.answer(250)
    await office.fallDue(noticeId)
    await office.send(noticeId)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
    expect((await onlyMail(office)).text).not.toContain('Copy')
  })

  it('is put off when no server listens', async () => {
    const { noticeId } = await office.dueNotice()
    const closed = await startMailServer()
    await closed[Symbol.asyncDispose]()
    await office.send(noticeId, office.mailerTo(closed.url))
    expect(await office.attemptsOf(noticeId)).toEqual([
      { n: 1, outcome: 'deferred', smtp_code: null },
    ])
  })

  it('goes to a person when the only mailbox refuses it', async () => {
    const { noticeId, cases, providerId } = await office.dueNotice()
    office.answer(250, { recipient: 550 })
    await office.send(noticeId)
    expect((await office.noticeOf(noticeId)).state).toBe('refused')
    expect(await office.attemptsOf(noticeId)).toEqual([
      { n: 1, outcome: 'refused', smtp_code: 550 },
    ])
    const contact = office.world.db.selectFrom('provider_contact').select('refused_at')
    expect(await contact.where('provider_id', '=', providerId).execute()).toEqual([
      { refused_at: office.world.now() },
    ])
    const { takedownId } = cases[0]!
    expect(await readTakedown(office.world, takedownId)).toMatchObject({
      status: 'authorised',
      attention: 'mailbox-refused',
      notify_at: null,
      due_at: office.world.now(),
    })
    expect((await eventsOf(office.world, takedownId)).at(-1)).toMatchObject({
      type: 'notice-refused',
      smtpCode: 550,
    })
  })

  it('goes to another mailbox of the provider when one refuses it', async () => {
    const { noticeId, cases, providerId } = await office.dueNotice()
    office.world.wait(-1)
    await seedContact(office.world, providerId, 'second@hosting.example')
    office.world.wait(1)
    office.answer(250, { recipient: 550 })
    await office.send(noticeId)
    expect(await readTakedown(office.world, cases[0]!.takedownId)).toMatchObject({
      attention: null,
    })
    expect(await providersDue(office.world.db, office.world.now(), 1000)).toContain(providerId)
    office.answer(250)
    const second = await office.composed(providerId)
    expect(await readNotice(office.world.db, second)).toMatchObject({
      kind: 'provider-notice',
      mailbox: 'second@hosting.example',
      seq: 1,
    })
    await office.send(second)
    expect((await readTakedown(office.world, cases[0]!.takedownId)).state).toMatchObject({
      status: 'notified',
      noticesSent: 1,
    })
  })

  const refused = { recipient: 250, sender: 250, content: 250 }
  const refuseAt = (stage: keyof typeof refused) => {
    const { content, ...envelope } = { ...refused, [stage]: 554 }
    office.answer(content, envelope)
  }
  const attentionOf = async (takedownId: string) =>
    (await readTakedown(office.world, takedownId)).attention

  it.each(['sender', 'content'] as const)(
    'is tried again when it is the %s that is refused, and the mailbox stays good',
    async (stage) => {
      const { noticeId, cases, providerId } = await office.dueNotice()
      refuseAt(stage)
      await office.send(noticeId)
      const row = await office.noticeOf(noticeId)
      expect(row).toMatchObject({ state: 'due', lease_until: null, sent_at: null })
      expect(row.due_at.getTime() - Date.now()).toBeGreaterThan(RETRY_MS - 30_000)
      expect(await office.attemptsOf(noticeId)).toEqual([
        { n: 1, outcome: 'not-accepted', smtp_code: 554 },
      ])
      expect(await usableContact(office.world.db, providerId)).toBeDefined()
      expect(await attentionOf(cases[0]!.takedownId)).toBeNull()
    },
  )

  it('asks a person when a mail was not accepted three times, until it is', async () => {
    const { noticeId, cases } = await office.dueNotice(2)
    const attentions = () => Promise.all(cases.map(({ takedownId }) => attentionOf(takedownId)))
    refuseAt('content')
    for (let n = 0; n < 2; n++) {
      await office.send(noticeId)
      await office.fallDue(noticeId)
    }
    expect(await attentions()).toEqual([null, null])
    await office.send(noticeId)
    await office.fallDue(noticeId)
    expect(await attentions()).toEqual(['notice-not-accepted', 'notice-not-accepted'])
    office.answer(250)
    await office.send(noticeId)
    expect(await attentions()).toEqual([null, null])
    expect((await onlyMail(office)).text).not.toContain('Copy')
  })

  it('gives a mailbox another chance when it is still named after more than a week', async () => {
    const { noticeId, cases, providerId } = await office.dueNotice()
    office.answer(250, { recipient: 550 })
    await office.send(noticeId)
    office.answer(250)
    const { takedownId } = cases[0]!
    const facts = { providerId, country: 'NL', rivals: [], mailboxDomain: 'host.example' }
    const findHost = async () => {
      const { db, now, patience } = office.world
      const contact = { providerId, mailbox: 'abuse@hosting.example', source: 'rdap' as const }
      await upsertContact(db, { ...contact, fetchedAt: now() }, patience.refusalMs)
      return { status: 'found', ...facts } as const
    }
    for (const expected of ['mailbox-refused', null]) {
      office.world.wait(4 * 24)
      await advance(office.world, takedownId, { findHost })
      expect(await attentionOf(takedownId)).toBe(expected)
    }
    await office.send(await office.composed(providerId))
    expect((await readTakedown(office.world, takedownId)).status).toBe('notified')
  })

  it('is for a person when no mail can be made of it', async () => {
    const { noticeId, cases, providerId } = await office.dueNotice(1, { kind: 'police' })
    await office.world.db
      .updateTable('provider_contact')
      .set({ mailbox: 'police@localhost' })
      .where('provider_id', '=', providerId)
      .execute()
    await office.send(noticeId)
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'refused' })
    expect(await readTakedown(office.world, cases[0]!.takedownId)).toMatchObject({
      attention: 'notice-unsendable',
    })
    expect(await noticesDue(office.world.db, 1000)).not.toContain(noticeId)
  })

  it('answers the first notice with a reminder', async () => {
    const { noticeId, cases, providerId } = await office.dueNotice()
    await office.send(noticeId)
    office.world.wait(25)
    const { takedownId, locationId, imageUrl } = cases[0]!
    await seedCheck(office.world, takedownId, 'present', [
      { locationId, outcome: 'present', code: 'same-bytes' },
    ])
    await advance(office.world, takedownId)
    const reminder = await office.composed(providerId)
    office.server.mails.length = 0
    await office.send(reminder)
    const mail = await onlyMail(office)
    expect(mail.inReplyTo).toBe((await office.noticeOf(noticeId)).message_id)
    expect(mail.lists(imageUrl)).toBe(true)
    expect(await readNotice(office.world.db, reminder)).toMatchObject({
      kind: 'provider-reminder',
      seq: 2,
    })
    expect((await readTakedown(office.world, takedownId)).state.noticesSent).toBe(2)
  })

  it('hands over to police', async () => {
    const { noticeId, cases } = await office.dueNotice(1, { kind: 'police' })
    await office.send(noticeId)
    const { state } = await readTakedown(office.world, cases[0]!.takedownId)
    expect(state.clocks).toMatchObject({ t4: office.world.now(), t6: null })
    expect((await onlyMail(office)).text).toContain('SHA-256')
  })

  it('names the hosting country to police', async () => {
    const { noticeId } = await office.dueNotice(1, { kind: 'police' })
    await office.send(noticeId)
    expect((await onlyMail(office)).text).toContain('NL')
  })
})

describe('flagWaitingNotices', () => {
  const flag = () => flagWaitingNotices(office.world.db, 6 * 3_600_000, 1000)
  const composedHoursAgo = (noticeId: string, hours: number) =>
    office.world.db
      .updateTable('notice')
      .set({ composed_at: new Date(Date.now() - hours * 3_600_000) })
      .where('id', '=', noticeId)
      .execute()

  it.each([
    [5, null],
    [7, 'notice-waiting'],
  ])('after %d hours says %s of what is not out', async (hours, attention) => {
    const { noticeId, cases } = await office.dueNotice()
    await composedHoursAgo(noticeId, hours)
    await flag()
    expect(await readTakedown(office.world, cases[0]!.takedownId)).toMatchObject({ attention })
  })

  it('says it of a notice that is put off again and again, until it is sent', async () => {
    const { noticeId, cases } = await office.dueNotice()
    office.answer(450)
    await office.send(noticeId)
    await composedHoursAgo(noticeId, 7)
    await flag()
    const attention = async () => (await readTakedown(office.world, cases[0]!.takedownId)).attention
    expect(await attention()).toBe('notice-waiting')
    office.answer(250)
    await office.fallDue(noticeId)
    await office.send(noticeId)
    await flag()
    expect(await attention()).toBeNull()
  })

  it('asks nothing of what is sent while it looks', async () => {
    const { noticeId, cases } = await office.dueNotice()
    const { takedownId } = cases[0]!
    const which = sql`t.id = ${takedownId} and (select pg_sleep(0.5)) is not null
      and exists (select from notice n where n.id = ${noticeId} and n.state = 'due')`
    const question = { which, code: 'notice-waiting', restMs: 0, limit: 1 }
    const asked = office.world.db.transaction().execute((trx) => askWhere(trx, question))
    await pause(100)
    await office.send(noticeId)
    await asked
    expect((await readTakedown(office.world, takedownId)).attention).toBeNull()
  })

  it('leaves what a person is asked already', async () => {
    const { noticeId, cases } = await office.dueNotice()
    const { takedownId } = cases[0]!
    await setAttention(office.world.db, takedownId, 'notice-not-accepted')
    await composedHoursAgo(noticeId, 7)
    await flag()
    expect((await readTakedown(office.world, takedownId)).attention).toBe('notice-not-accepted')
  })
})

describe('noticesDue', () => {
  const due = () => noticesDue(office.world.db, 1000)

  it('finds a notice whose hint was lost, and nothing once it is sent', async () => {
    const { noticeId } = await office.dueNotice()
    expect(await due()).toContain(noticeId)
    await office.send(noticeId)
    expect(await due()).not.toContain(noticeId)
  })

  it('finds a hand-over that was cut off when its lease is over', async () => {
    const { noticeId } = await office.dueNotice()
    await office.world.db.transaction().execute((trx) => claimNotice(trx, noticeId, LEASE_MS))
    expect(await due()).not.toContain(noticeId)
    await office.expireLease(noticeId)
    expect(await due()).toContain(noticeId)
  })

  it('does not find what was put off or refused', async () => {
    const deferred = await office.dueNotice()
    office.answer(450)
    await office.send(deferred.noticeId)
    const refused = await office.dueNotice()
    office.answer(250, { recipient: 550 })
    await office.send(refused.noticeId)
    const found = await due()
    expect(found).not.toContain(deferred.noticeId)
    expect(found).not.toContain(refused.noticeId)
  })
})
