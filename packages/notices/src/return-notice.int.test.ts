import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bounceNotice } from './bounce-notice.ts'
import { verpOf } from './channels/verp.ts'
import { enterStep } from './enter-step.ts'
import { holdTakedown, releaseTakedown } from './holds.ts'
import { takeInMail } from './inbound/take-in-mail.ts'
import { policeHaveIt } from './police-have-it.ts'
import { parsePolicy, type Step } from './routing.ts'
import {
  advance,
  DIRECT,
  folded,
  openCase,
  readTakedown,
  seedCase,
  seedContact,
  seedProvider,
} from './testing-notices.ts'
import { createPostOffice, type PostOffice } from './testing-post-office.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())

/** A mailbox that was given up stays so for a week: each test has the police read another one. */
let desks = 0
const desk = () => `desk-${++desks}@police.example`

/** A case that police were told of by a mail that went out. */
async function handedOver(plan: readonly Step[]) {
  const { world } = office
  const policy = parsePolicy({ ...DIRECT, rules: [{ ...DIRECT.rules[0], plan }] })
  const deps = { policy, policeMailbox: desk() }
  const id = await openCase(world, await seedCase(world))
  await advance(world, id, deps)
  const police = (await readTakedown(world, id)).provider_id!
  const noticeId = await office.composed(police)
  await office.send(noticeId)
  expect((await readTakedown(world, id)).state).toMatchObject({
    step: 1,
    clocks: { t4: world.now() },
  })
  world.wait(1)
  return { id, police, noticeId, deps }
}

const until = () => office.world.deadlines.remindAt(office.world.now())
const hold = (takedownId: string) =>
  office.world.db.transaction().execute((trx) =>
    holdTakedown(trx, office.world, {
      takedownId,
      reason: 'investigation',
      until: until(),
      by: 'ana',
    }),
  )
const release = (takedownId: string) =>
  office.world.db
    .transaction()
    .execute((trx) =>
      releaseTakedown(trx, office.world, { takedownId, reason: 'asked-by-police', by: 'sue' }),
    )
const openTasks = async (takedownId: string) => {
  const tasks = office.world.db.selectFrom('task').select('code').where('done_at', 'is', null)
  return (await tasks.where('takedown_id', '=', takedownId).execute()).map(({ code }) => code)
}
const sentTo = async (noticeId: string) => {
  const { contact_id, kind, state } = await office.noticeOf(noticeId)
  return { contact: contact_id, kind, state }
}

describe('a hand-over that came back', () => {
  it('goes to the next mailbox of the police, and counts from then', async () => {
    const { world } = office
    const { id, police, noticeId } = await handedOver(['police-hand-over'])
    await seedContact(world, police, desk())
    await bounceNotice(world, noticeId)
    const back = await readTakedown(world, id)
    expect(back).toMatchObject({ notify_at: world.now(), state: { step: 0, clocks: { t4: null } } })
    expect(await policeHaveIt(world.db, id)).toBe(false)
    const next = await office.composed(police)
    await office.send(next)
    const { contact } = await sentTo(noticeId)
    expect(await sentTo(next)).toEqual({
      contact: expect.not.stringMatching(contact),
      kind: 'police-hand-over',
      state: 'sent',
    })
    const after = (await readTakedown(world, id)).state
    expect(after).toMatchObject({ step: 1, clocks: { t4: world.now() } })
    expect(after).toEqual(await folded(world, id))
  })

  it('stays handed over where a person has told the police since', async () => {
    const { world } = office
    const { id, police, noticeId } = await handedOver(['police-hand-over'])
    await seedContact(world, police, desk())
    const entry = {
      takedownId: id,
      step: 'police-hand-over',
      reference: 'PV-2',
      by: 'ana',
    } as const
    await world.db
      .transaction()
      .execute((trx) => enterStep(trx, world, { ...entry, doneAt: world.now() }))
    const before = await readTakedown(world, id)
    await bounceNotice(world, noticeId)
    expect(await readTakedown(world, id)).toEqual(before)
  })

  it('waits for a mailbox where none is left, and goes once there is one', async () => {
    const { world } = office
    const { id, police, noticeId, deps } = await handedOver(['police-hand-over'])
    const contacts = world.db.updateTable('provider_contact').set({ refused_at: world.now() })
    await contacts.where('provider_id', '=', police).execute()
    await bounceNotice(world, noticeId)
    const { attention, due_at } = await readTakedown(world, id)
    expect({ attention, due_at }).toEqual({ attention: 'mailbox-refused', due_at: world.now() })
    await advance(world, id, { ...deps, policeMailbox: desk() })
    expect((await readTakedown(world, id)).attention).toBeNull()
    const next = await office.composed(police)
    await office.send(next)
    expect((await readTakedown(world, id)).state.clocks.t4).toEqual(world.now())
  })

  it('goes to the next mailbox after the hold that it came back in', async () => {
    const { world } = office
    const { id, police, noticeId } = await handedOver(['police-hand-over'])
    await seedContact(world, police, desk())
    await hold(id)
    await bounceNotice(world, noticeId)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'held', notify_at: null })
    await release(id)
    await office.send(await office.composed(police))
    expect((await readTakedown(world, id)).state).toMatchObject({
      step: 1,
      clocks: { t4: world.now() },
    })
  })

  it('is done by a person once its host has its letter, and no reroute takes it for done', async () => {
    const { world } = office
    const { id, noticeId, deps } = await handedOver(['police-hand-over', 'provider-notice'])
    const providerId = await seedProvider(world)
    const found = { providerId, country: 'NL', rivals: [], mailboxDomain: 'hosting.example' }
    await advance(world, id, { ...deps, findHost: async () => ({ status: 'found', ...found }) })
    await office.send(await office.composed(providerId))
    expect((await readTakedown(world, id)).status).toBe('notified')
    await bounceNotice(world, noticeId)
    const back = await readTakedown(world, id)
    expect(back).toMatchObject({ status: 'notified', state: { step: 1, clocks: { t4: null } } })
    expect(await openTasks(id)).toEqual(['hand-over-returned'])
    expect(await policeHaveIt(world.db, id)).toBe(false)
    const entry = {
      takedownId: id,
      step: 'police-hand-over',
      reference: 'PV-1',
      by: 'ana',
    } as const
    await world.db
      .transaction()
      .execute((trx) => enterStep(trx, world, { ...entry, doneAt: world.now() }))
    expect(await openTasks(id)).toEqual([])
    expect((await readTakedown(world, id)).state.clocks.t4).toEqual(world.now())
  })
})

describe('a hand-over that a filter stopped', () => {
  it('counts no more, is done by a person, and no link is mailed in its place', async () => {
    const { world } = office
    const { id, noticeId } = await handedOver(['police-hand-over'])
    const eml = readFileSync(new URL('../fixtures/inbound/uribl-rejected.eml', import.meta.url))
    const mailbox = 'notices@hotline.example'
    const deps = { ...world, mailbox, replyLinkMs: 3_600_000 }
    const to = [verpOf(world.crypto, mailbox, noticeId)]
    for (let n = 0; n < 2; n++) await takeInMail(deps, { from: '', to, raw: eml })
    const back = await readTakedown(world, id)
    expect(back).toMatchObject({ notify_at: null, state: { step: 0, clocks: { t4: null } } })
    expect(back.state).toEqual(await folded(world, id))
    expect(await policeHaveIt(world.db, id)).toBe(false)
    expect(await openTasks(id)).toEqual(['hand-over-returned'])
    const mails = world.db
      .selectFrom('reply_mail as m')
      .innerJoin('reply_link as l', 'l.id', 'm.link_id')
    expect(await mails.select('m.id').where('l.notice_id', '=', noticeId).execute()).toEqual([])
    const entry = {
      takedownId: id,
      step: 'police-hand-over',
      reference: 'PV-3',
      by: 'ana',
    } as const
    await world.db
      .transaction()
      .execute((trx) => enterStep(trx, world, { ...entry, doneAt: world.now() }))
    expect(await openTasks(id)).toEqual([])
    expect(await policeHaveIt(world.db, id)).toBe(true)
  })
})

describe('a first notice that came back in a hold', () => {
  it('goes to the next mailbox when the hold ends', async () => {
    const { world } = office
    const { noticeId, providerId, cases } = await office.dueNotice(1)
    const { takedownId } = cases[0]!
    await seedContact(world, providerId, 'second@hosting.example')
    office.meanwhile(() => hold(takedownId))
    await office.send(noticeId)
    office.answer(250)
    expect((await readTakedown(world, takedownId)).state).toMatchObject({ resume: 'notified' })
    world.wait(1)
    await bounceNotice(world, noticeId)
    await release(takedownId)
    const next = await office.composed(providerId)
    expect(next).not.toBe(noticeId)
    await office.send(next)
    expect((await office.noticeOf(next)).kind).toBe('provider-notice')
    expect((await readTakedown(world, takedownId)).status).toBe('notified')
  })
})
