import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noticesDue } from '../notice-store.ts'
import { providersDue, refuseContact } from '../provider-store.ts'
import { applyCommand, lockTakedown } from '../takedown-store.ts'
import {
  advance,
  authoriseCase,
  compose,
  createWorld,
  MAIL_DOMAIN,
  readTakedown,
  seedCheck,
  seedContact,
  seedProvider,
  type World,
} from '../testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const SKIPPED = { status: 'skipped', reason: 'nothing-due' }

const noticesOf = (providerId: string) =>
  world.db
    .selectFrom('notice')
    .selectAll()
    .where('provider_id', '=', providerId)
    .orderBy('reference')
    .execute()

const itemsOf = (noticeId: string) =>
  world.db
    .selectFrom('notice_item')
    .select(['takedown_id', 'seq', 'position'])
    .where('notice_id', '=', noticeId)
    .orderBy('position')
    .execute()

const cases = async (providerId: string, count: number): Promise<string[]> => {
  const ids = []
  for (let n = 0; n < count; n++) ids.push((await authoriseCase(world, providerId)).takedownId)
  return ids.sort()
}

/** The notice of a takedown was sent, and a day later the content is still up. */
async function reminderDue(takedownId: string): Promise<void> {
  const command = { type: 'notify', at: world.now(), actor: 't', noticeId: 'n', seq: 1 } as const
  await world.db.transaction().execute(async (trx) => {
    const stored = await lockTakedown(trx, takedownId)
    await applyCommand(trx, { ...stored!, notifyAt: null }, command, world.deadlines)
  })
  world.wait(25)
  await seedCheck(world, takedownId, 'present')
  await advance(world, takedownId)
}

describe('composeNotice', () => {
  it('makes one notice of everything that is due at a provider', async () => {
    const providerId = await seedProvider(world)
    const ids = await cases(providerId, 3)
    world.wait(1)
    expect(await compose(world, providerId)).toEqual({ status: 'done' })
    const [notice, ...others] = await noticesOf(providerId)
    expect(others).toEqual([])
    expect(notice).toMatchObject({
      kind: 'provider-notice',
      state: 'due',
      language: 'en',
      message_id: `<${notice!.id}@${MAIL_DOMAIN}>`,
      reference: expect.stringMatching(/^NL-\d{4}-\d{6}$/),
    })
    expect(await itemsOf(notice!.id)).toEqual(
      ids.map((takedown_id, index) => ({ takedown_id, seq: 1, position: index + 1 })),
    )
    expect(await noticesDue(world.db, 1000)).toContain(notice!.id)
    expect(world.hints).toContainEqual({
      name: 'send-notice',
      payload: { noticeId: notice!.id },
    })
  })

  it('waits for the group window', async () => {
    const providerId = await seedProvider(world)
    await cases(providerId, 1)
    expect(await compose(world, providerId)).toEqual(SKIPPED)
    expect(await noticesOf(providerId)).toEqual([])
  })

  it('takes along what would be due within the group window', async () => {
    const providerId = await seedProvider(world)
    const window = world.deadlines.groupWindowMs / 3_600_000
    await cases(providerId, 1)
    world.wait(0.6 * window)
    const [late] = await cases(providerId, 1)
    world.wait(0.5 * window)
    expect((await readTakedown(world, late!)).notify_at! > world.now()).toBe(true)
    await compose(world, providerId)
    const [notice] = await noticesOf(providerId)
    expect(await itemsOf(notice!.id)).toHaveLength(2)
  })

  it('keeps first notices and reminders apart', async () => {
    const providerId = await seedProvider(world)
    const [reminded] = await cases(providerId, 1)
    await reminderDue(reminded!)
    const [first] = await cases(providerId, 1)
    world.wait(1)
    await compose(world, providerId)
    const notices = await noticesOf(providerId)
    const byKind = Object.fromEntries(
      await Promise.all(notices.map(async ({ id, kind }) => [kind, await itemsOf(id)])),
    )
    expect(byKind).toMatchObject({
      'provider-notice': [{ takedown_id: first, seq: 1 }],
      'provider-reminder': [{ takedown_id: reminded }],
    })
  })

  it('splits what is too long for one mail', async () => {
    const providerId = await seedProvider(world)
    await cases(providerId, 51)
    world.wait(1)
    await compose(world, providerId)
    const notices = await noticesOf(providerId)
    const sizes = await Promise.all(notices.map(async ({ id }) => (await itemsOf(id)).length))
    expect(sizes.sort((a, b) => a - b)).toEqual([1, 50])
  })

  it('writes a hand-over to police', async () => {
    const providerId = await seedProvider(world, { kind: 'police' })
    await cases(providerId, 1)
    world.wait(1)
    await compose(world, providerId)
    expect(await noticesOf(providerId)).toMatchObject([{ kind: 'police-hand-over' }])
  })

  it.each([
    ['has no mailbox', null],
    ['has refused a mail', 'abuse@hosting.example'],
  ])('asks a person when the provider %s', async (_what, mailbox) => {
    const providerId = await seedProvider(world, { mailbox })
    await refuseAll(providerId)
    const [id] = await cases(providerId, 1)
    world.wait(1)
    expect(await compose(world, providerId)).toEqual(SKIPPED)
    expect(await readTakedown(world, id!)).toMatchObject({
      attention: 'no-contact',
      notify_at: null,
    })
    expect(await noticesOf(providerId)).toEqual([])
  })

  it('writes to another mailbox when one has refused', async () => {
    const providerId = await seedProvider(world)
    await refuseAll(providerId)
    await seedContact(world, providerId, 'second@hosting.example')
    await cases(providerId, 1)
    world.wait(1)
    await compose(world, providerId)
    const [notice] = await noticesOf(providerId)
    const contact = world.db.selectFrom('provider_contact').select('mailbox')
    expect(await contact.where('id', '=', notice!.contact_id).execute()).toEqual([
      { mailbox: 'second@hosting.example' },
    ])
  })

  it('waits with what the last look did not see', async () => {
    const providerId = await seedProvider(world)
    const [id] = await cases(providerId, 1)
    await seedCheck(world, id!, 'gone')
    await advance(world, id!)
    world.wait(1)
    expect(await compose(world, providerId)).toEqual(SKIPPED)
    expect(await providersDue(world.db, world.now(), 1000)).not.toContain(providerId)
    world.wait(1)
    await seedCheck(world, id!, 'present')
    await advance(world, id!)
    expect(await providersDue(world.db, world.now(), 1000)).toContain(providerId)
    expect(await compose(world, providerId)).toEqual({ status: 'done' })
  })

  it('composes once', async () => {
    const providerId = await seedProvider(world)
    await cases(providerId, 2)
    world.wait(1)
    await compose(world, providerId)
    expect(await compose(world, providerId)).toEqual(SKIPPED)
    expect(await noticesOf(providerId)).toHaveLength(1)
  })

  it('locks what it takes along before what is due, when that is the order of ids', async () => {
    const providerId = await seedProvider(world)
    const [along, due] = await cases(providerId, 2)
    await reminderDue(along!)
    const { state } = await readTakedown(world, along!)
    const undue = { ...state, status: 'notified', noticeDue: false }
    const row = world.db.updateTable('takedown').where('id', '=', along!)
    await row.set({ notify_at: null, state: JSON.stringify(undue) }).execute()
    await reminderDue(due!)
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const { promise: locked, resolve: isLocked } = Promise.withResolvers<void>()
    const settling = world.db.transaction().execute(async (trx) => {
      await lockTakedown(trx, along!)
      isLocked()
      await held
      return lockTakedown(trx, due!)
    })
    await locked
    const composing = compose(world, providerId)
    await waitingForALock()
    release()
    expect((await settling)?.id).toBe(due)
    expect(await composing).toEqual({ status: 'done' })
  })

  it('composes once when ten try at once', async () => {
    const providerId = await seedProvider(world)
    await cases(providerId, 2)
    world.wait(1)
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => compose(world, providerId)))
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(1)
    expect(await noticesOf(providerId)).toHaveLength(1)
  })

  it('gives every notice a reference of its own', async () => {
    const providers = []
    for (let n = 0; n < 8; n++) providers.push(await seedProvider(world))
    for (const providerId of providers) await cases(providerId, 1)
    world.wait(1)
    await Promise.all(providers.map((providerId) => compose(world, providerId)))
    const notices = (await Promise.all(providers.map(noticesOf))).flat()
    expect(new Set(notices.map(({ reference }) => reference)).size).toBe(8)
  })

  it('skips a provider that is not there', async () => {
    expect(await compose(world, newId())).toEqual(SKIPPED)
  })
})

describe('providersDue', () => {
  const due = () => providersDue(world.db, world.now(), 1000)

  it('finds a provider whose hint was lost, and nothing once the notice is written', async () => {
    const providerId = await seedProvider(world)
    await cases(providerId, 1)
    expect(await due()).not.toContain(providerId)
    world.wait(1)
    expect(await due()).toContain(providerId)
    await compose(world, providerId)
    expect(await due()).not.toContain(providerId)
  })

  it('does not find again what waits for a person', async () => {
    const providerId = await seedProvider(world, { mailbox: null })
    await cases(providerId, 1)
    world.wait(1)
    await compose(world, providerId)
    expect(await due()).not.toContain(providerId)
  })
})

/** Resolves when a session of the database waits for a lock. */
async function waitingForALock(): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(world.db)
    if (rows[0]!.n > 0) return
  }
}

async function refuseAll(providerId: string): Promise<void> {
  const contacts = world.db.selectFrom('provider_contact').select('id')
  for (const { id } of await contacts.where('provider_id', '=', providerId).execute()) {
    await refuseContact(world.db, id, world.now())
  }
}
