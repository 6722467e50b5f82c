import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  approveChannel,
  channelsOf,
  disableChannel,
  proposeChannel,
  refuseChannel,
} from '../provider-channel-store.ts'
import { approveContact, proposeContact, retireContact } from '../register/contact-proposals.ts'
import { createWorld, seedProvider, type World } from '../testing-notices.ts'
import { endedWays, refusedMailboxes, withdrawContact, withdrawProposal } from './own-proposals.ts'

let world: World
let providerId: string
beforeAll(async () => {
  world = await createWorld()
  providerId = await seedProvider(world)
})
afterAll(() => world[Symbol.asyncDispose]())

const DESK = { actor: 'provider:Desk', name: 'Desk' }
const ADA = { actor: 'admin:Ada', name: 'Ada' }
const desk = () => ({ ...DESK, at: world.now() })
const configuration = {
  url: 'https://hooks.example/in',
  secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
}

const webhook = (by = DESK): Promise<string> =>
  proposeChannel(world.db, world.crypto, { providerId, kind: 'webhook', configuration, by })
const mailbox = (address: string, by = DESK): Promise<string> =>
  proposeContact(world.db, { providerId, mailbox: address }, { ...by, now: world.now() })
const ended = async () =>
  endedWays(await channelsOf(world.db, world.crypto, providerId), world.now())
const stateOf = async (id: string) =>
  (await channelsOf(world.db, world.crypto, providerId)).find((one) => one.id === id)?.state

const waiting = async (): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(world.db)
  return rows[0]!.n
}

/** Somebody of the hotline settles; before that is stored, the provider takes back. @returns what the provider is told */
async function withdrawnWhile(
  settle: (db: DbOrTransaction) => Promise<unknown>,
  withdraw: (db: DbOrTransaction) => Promise<unknown>,
): Promise<unknown> {
  const late = await world.db.transaction().execute(async (trx) => {
    await settle(trx)
    const other = Promise.allSettled([world.db.transaction().execute(withdraw)])
    await expect.poll(waiting).toBe(1)
    return { other }
  })
  const [outcome] = await late.other
  return outcome
}

describe('withdrawProposal', () => {
  it('ends no way that is approved at the same moment', async () => {
    const id = await webhook()
    const outcome = await withdrawnWhile(
      (trx) => approveChannel(trx, id, ADA, world.now()),
      (trx) => withdrawProposal(trx, { providerId, channelId: id }, desk()),
    )
    expect(outcome).toMatchObject({ reason: { code: 'proposal-settled' } })
    expect(await stateOf(id)).toBe('active')
    await disableChannel(world.db, id, { actor: ADA.actor, because: 'by hand', at: world.now() })
  })

  it('takes back what people of the provider proposed, and nothing that the hotline did', async () => {
    const [own, theirs] = [await webhook(), await webhook(ADA)]
    const other = await seedProvider(world)
    for (const asked of [
      { providerId, channelId: theirs },
      { providerId: other, channelId: own },
    ]) {
      await expect(withdrawProposal(world.db, asked, desk())).rejects.toMatchObject({
        code: 'channel-not-found',
      })
    }
    await withdrawProposal(world.db, { providerId, channelId: own }, desk())
    expect(await stateOf(own)).toBe('disabled')
    expect(await stateOf(theirs)).toBe('proposed')
    await expect(
      withdrawProposal(world.db, { providerId, channelId: own }, desk()),
    ).rejects.toMatchObject({ code: 'proposal-settled' })
  })
})

describe('withdrawContact', () => {
  it('takes back a mailbox that waits, which nobody approves then', async () => {
    const id = await mailbox('first@new.example')
    const other = await seedProvider(world)
    const theirs = await mailbox('theirs@new.example', ADA)
    for (const asked of [
      { providerId: other, id },
      { providerId, id: theirs },
    ]) {
      await expect(withdrawContact(world.db, asked, desk())).rejects.toMatchObject({
        code: 'contact-not-found',
      })
    }
    await withdrawContact(world.db, { providerId, id }, desk())
    const sue = { actor: 'supervisor:Sue', name: 'Sue', now: world.now() }
    await expect(approveContact(world.db, { providerId, id }, sue)).rejects.toMatchObject({
      code: 'contact-not-found',
    })
    const [told] = await world.db
      .selectFrom('audit_event')
      .select(['action', 'actor'])
      .where('action', '=', 'contact-withdrawn')
      .where('object_id', '=', providerId)
      .execute()
    expect(told).toEqual({ action: 'contact-withdrawn', actor: DESK.actor })
  })

  it('takes nothing back that is approved at the same moment', async () => {
    const id = await mailbox('second@new.example')
    const sue = { actor: 'supervisor:Sue', name: 'Sue', now: world.now() }
    const outcome = await withdrawnWhile(
      (trx) => approveContact(trx, { providerId, id }, sue),
      (trx) => withdrawContact(trx, { providerId, id }, desk()),
    )
    expect(outcome).toMatchObject({ reason: { code: 'proposal-settled' } })
  })
})

describe('endedWays', () => {
  it('has what was refused with its reason, what its own server shut and what the hotline ended, and nothing taken back', async () => {
    providerId = await seedProvider(world)
    const { db, now } = world
    const settle = async (how: (id: string) => Promise<unknown>, by = DESK) => {
      const id = await webhook(by)
      await how(id)
      world.wait(1)
      return id
    }
    const refuse = (id: string, reason: 'not-confirmed' | null) =>
      refuseChannel(db, id, { actor: ADA.actor, at: now(), reason })
    const use = async (id: string, because: string) => {
      await approveChannel(db, id, { actor: 'admin:Ben', name: 'Ben' }, now())
      await disableChannel(db, id, { actor: ADA.actor, because, at: now() })
    }
    const plain = await settle((id) => refuse(id, null))
    const told = await settle((id) => refuse(id, 'not-confirmed'))
    const shut = await settle((id) => use(id, 'http-410'))
    const over = await settle((id) => use(id, 'by hand'), ADA)
    await settle((channelId) => withdrawProposal(db, { providerId, channelId }, desk()))
    await settle((id) => refuse(id, null), ADA)
    const server = 'hooks.example'
    expect(await ended()).toMatchObject([
      { id: over, how: 'ended', reason: null, code: null, server },
      { id: shut, how: 'shut', reason: null, code: 410, server },
      { id: told, how: 'refused', reason: 'not-confirmed', code: null, server },
      { id: plain, how: 'refused', reason: null, code: null, server },
    ])
    world.wait(24 * 91)
    expect(await ended()).toEqual([])
  })
})

describe('refusedMailboxes', () => {
  it('has what was refused, until it is proposed anew, and nothing taken back', async () => {
    const { db } = world
    providerId = await seedProvider(world)
    const refuse = (id: string) =>
      retireContact(
        db,
        { providerId, id },
        { actor: 'supervisor:Sue', name: 'Sue', now: world.now() },
      )
    const ids = []
    for (const [address, by] of [
      ['a@new.example', DESK],
      ['b@new.example', DESK],
      ['c@new.example', ADA],
    ] as const) {
      const id = await mailbox(address, by)
      await refuse(id)
      world.wait(1)
      ids.push(id)
    }
    const back = await mailbox('d@new.example')
    await withdrawContact(db, { providerId, id: back }, desk())
    const refused = () => refusedMailboxes(db, providerId, world.now())
    expect(await refused()).toMatchObject([
      { id: ids[1], mailbox: 'b@new.example' },
      { id: ids[0], mailbox: 'a@new.example' },
    ])
    await mailbox('a@new.example')
    expect(await refused()).toMatchObject([{ id: ids[1] }])
    world.wait(24 * 91)
    expect(await refused()).toEqual([])
  })
})
