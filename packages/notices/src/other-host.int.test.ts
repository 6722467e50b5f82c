import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dueSweep } from './due-sweep.ts'
import { enterStep } from './enter-step.ts'
import { createFindHost, type FindHost } from './find-host.ts'
import { parseOperatorContacts } from './recipients/operator-contacts.ts'
import { createRdap } from './recipients/rdap.ts'
import { responseHistory } from './register/history-store.ts'
import { parsePolicy } from './routing.ts'
import {
  advance,
  compose,
  DIRECT,
  eventsOf,
  folded,
  openCase,
  readTakedown,
  seedCase,
  seedCheck,
} from './testing-notices.ts'
import { createPostOffice, type PostOffice } from './testing-post-office.ts'
import { entity, networkOf, startRegistries, type RegistryPages } from './testing-registries.ts'

const A = 'abuse@a.example'
const B = 'abuse@b.example'
const TRANSIT = 'noc@transit.example'
const plan = ['provider-notice', 'upstream-escalation'] as const
const LADDER = parsePolicy({
  ...DIRECT,
  rules: [{ ...DIRECT.rules[0], plan }],
  deadlines: {
    answerHours: 24,
    repeatHours: 24,
    escalation: [{ afterHours: 48, step: 'upstream' }],
  },
})

let office: PostOffice
let registries: Awaited<ReturnType<typeof startRegistries>>
let findHost: FindHost
const pages: RegistryPages = new Map()
beforeAll(async () => {
  registries = await startRegistries(pages)
  office = await createPostOffice()
  const options = { baseUrl: registries.url, timeoutMs: 5000, cacheMs: 1, maxBytes: 65_536 }
  findHost = createFindHost({
    ...office.world,
    rdap: createRdap(office.world, options),
    operatorContacts: parseOperatorContacts({
      contacts: [{ kind: 'upstream', mailbox: TRANSIT, mailboxes: [A, B] }],
    }),
  })
})
afterAll(async () => {
  await office[Symbol.asyncDispose]()
  await registries[Symbol.asyncDispose]()
})

let counter = 0
const hostedBy = (address: string, mailbox: string) =>
  pages.set(`ip/${address}`, networkOf(address, { entities: [entity(['abuse'], [mailbox])] }))

async function told() {
  const address = `203.0.113.${++counter}`
  hostedBy(address, A)
  const seeded = await seedCase(office.world, { address, host: `www.site${counter}.example` })
  const id = await openCase(office.world, seeded)
  office.server.mails.length = 0
  await run(id)
  office.world.wait(0.1)
  await follow(id)
  return { id, address }
}

const run = (id: string) => advance(office.world, id, { findHost, policy: LADDER })

/** Follows every hint until none is left. */
async function follow(id: string, send = true): Promise<void> {
  const { world } = office
  const patience = { ...world.patience, hintMs: 0 }
  const sweep = dueSweep({ ...world, patience, sends: send })
  for (let round = 0; round < 4; round++) {
    await sweep()
    for (const { name, payload } of world.hints.splice(0)) {
      const one = payload as { providerId: string; noticeId: string; takedownId: string }
      if (name === 'compose-notice') await compose(world, one.providerId)
      if (name === 'send-notice' && send) await office.send(one.noticeId)
      if (name === 'advance-takedown' && one.takedownId === id) await run(id)
    }
  }
}

async function stayUp(id: string, hours: number, send = true): Promise<void> {
  for (let hour = 0; hour < hours; hour += 6) {
    office.world.wait(6)
    await seedCheck(office.world, id, 'present')
    await follow(id, send)
  }
}

const mailsTo = async (mailbox: string): Promise<number> => {
  const parsed = await Promise.all(office.server.mails.map((raw) => PostalMime.parse(raw)))
  return parsed.filter(({ to }) => to?.[0]?.address === mailbox).length
}

describe('a takedown whose content is at another host', () => {
  it('begins the ladder of that host, and repeats nothing about the one before', async () => {
    const { id, address } = await told()
    await stayUp(id, 54)
    expect(await mailsTo(TRANSIT)).toBe(1)
    hostedBy(address, B)
    office.world.wait(30)
    await stayUp(id, 30)
    expect(await mailsTo(B)).toBeGreaterThan(0)
    expect(await mailsTo(TRANSIT)).toBe(1)
    expect((await readTakedown(office.world, id)).state).toMatchObject({ rungs: [] })
    await stayUp(id, 54)
    expect(await mailsTo(TRANSIT)).toBe(2)
    hostedBy(address, A)
    office.world.wait(30)
    await stayUp(id, 72)
    expect(await mailsTo(TRANSIT)).toBe(2)
    const types = (await eventsOf(office.world, id)).map(({ type }) => type)
    expect(types.filter((type) => type === 'host-changed')).toHaveLength(2)
    expect(await folded(office.world, id)).toEqual((await readTakedown(office.world, id)).state)
  })

  it('sends no letter that was written of the host before', async () => {
    const { id, address } = await told()
    await stayUp(id, 54, false)
    const { rungs } = (await readTakedown(office.world, id)).state
    expect(rungs).toMatchObject([{ state: 'written' }])
    hostedBy(address, B)
    office.world.wait(30)
    await seedCheck(office.world, id, 'present')
    await run(id)
    await follow(id)
    expect(await mailsTo(TRANSIT)).toBe(0)
  })

  it('sends no letter of a step that a person did by hand meanwhile', async () => {
    const { id } = await told()
    await stayUp(id, 54, false)
    const { db, now } = office.world
    const done = {
      takedownId: id,
      step: 'upstream',
      reference: 'R-1',
      doneAt: now(),
      by: 'ana',
    } as const
    await db.transaction().execute((trx) => enterStep(trx, office.world, done))
    await stayUp(id, 24)
    expect(await mailsTo(TRANSIT)).toBe(0)
    expect((await readTakedown(office.world, id)).state.rungs).toMatchObject([{ state: 'told' }])
  })

  it('is no removal by the host that it left', async () => {
    const { id, address } = await told()
    const { provider_id: first } = await readTakedown(office.world, id)
    hostedBy(address, B)
    office.world.wait(30)
    await stayUp(id, 30)
    const { provider_id: second } = await readTakedown(office.world, id)
    expect(second).not.toBe(first)
    for (const hours of [1, 7, 7]) {
      office.world.wait(hours)
      await seedCheck(office.world, id, 'gone')
      await run(id)
    }
    expect((await readTakedown(office.world, id)).state.clocks.t10).not.toBeNull()
    const removedBy = async (providerId: string) =>
      (await responseHistory(office.world.db, [providerId], office.world.now())).removal
    expect(await removedBy(second!)).toMatchObject({ ended: expect.any(Number) })
    expect([(await removedBy(first!)).ended, (await removedBy(second!)).ended]).toEqual([0, 1])
  })
})
