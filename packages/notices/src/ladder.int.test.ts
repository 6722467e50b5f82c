import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bounceNotice } from './bounce-notice.ts'
import { dueSweep } from './due-sweep.ts'
import { enterStep } from './enter-step.ts'
import { createFindHost, type FindHost } from './find-host.ts'
import { parseOperatorContacts } from './recipients/operator-contacts.ts'
import { createRdap } from './recipients/rdap.ts'
import { parsePolicy, type Policy } from './routing.ts'
import { doTask } from './task-done-store.ts'
import { openTasks } from './task-store.ts'
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
import { createPostOffice } from './testing-post-office.ts'
import {
  domainOf,
  entity,
  networkOf,
  startRegistries,
  type RegistryPages,
} from './testing-registries.ts'

const HOST = 'abuse@host.example'
const TRANSIT = 'noc@transit.example'

const LADDER = parsePolicy({
  ...DIRECT,
  id: 'ladder',
  rules: [
    {
      ...DIRECT.rules[0],
      plan: ['provider-notice', 'upstream-escalation', 'registrar-escalation'],
    },
  ],
  deadlines: {
    answerHours: 12,
    repeatHours: 24,
    escalation: [
      { afterHours: 48, step: 'upstream' },
      { afterHours: 96, step: 'registrar' },
      { afterHours: 144, step: 'registry' },
      { afterHours: 192, step: 'authority' },
    ],
  },
})

let office: Awaited<ReturnType<typeof createPostOffice>>
let registries: Awaited<ReturnType<typeof startRegistries>>
let findHost: FindHost
const pages: RegistryPages = new Map()
beforeAll(async () => {
  registries = await startRegistries(pages)
})
afterAll(() => registries[Symbol.asyncDispose]())
beforeEach(async () => {
  pages.clear()
  office = await createPostOffice()
  const options = { baseUrl: registries.url, timeoutMs: 5000, cacheMs: 1, maxBytes: 65_536 }
  const contacts = [{ kind: 'upstream', mailbox: TRANSIT, mailboxes: [HOST] }]
  findHost = createFindHost({
    ...office.world,
    rdap: createRdap(office.world, options),
    operatorContacts: parseOperatorContacts({ contacts }),
  })
})
afterEach(() => office[Symbol.asyncDispose]())

let counter = 0

const desk = (role: string, mailbox: string) => entity([role], [], [entity(['abuse'], [mailbox])])

/** A takedown of a site with an address and a domain of its own; its registrar and registry have these mailboxes. */
async function openSite(desks: { registrar?: string; registry?: string; host?: string } = {}) {
  const n = ++counter
  const address = `203.0.113.${n}`
  const site = `site${n}.example`
  const host = { entities: [entity(['abuse'], [desks.host ?? HOST])] }
  pages.set(`ip/${address}`, networkOf(address, host))
  const { registrar = `abuse@registrar${n}.example`, registry = `abuse@registry${n}.example` } =
    desks
  const entities = [desk('registrar', registrar), desk('registry', registry)]
  pages.set(`domain/${site}`, domainOf(site, { entities }))
  const id = await openCase(
    office.world,
    await seedCase(office.world, { address, host: `www.${site}` }),
  )
  return { id, site, registrar, registry }
}

type Run = { policy?: Policy; send?: boolean }

/** The sweep finds what is due and every hint is followed, until nothing is left. */
async function runAll(id: string, { policy = LADDER, send = true }: Run = {}): Promise<void> {
  const { world } = office
  const sweep = dueSweep({ ...world, patience: { ...world.patience, hintMs: 0 }, sends: send })
  let known = ''
  for (let round = 0; round < 6; round++) {
    await sweep()
    const hints = world.hints.splice(0)
    // What was followed and is due all the same waits for something else.
    if (JSON.stringify(hints) === known) return
    known = JSON.stringify(hints)
    for (const { name, payload } of hints) {
      if (name === 'compose-notice')
        await compose(world, (payload as { providerId: string }).providerId)
      if (name === 'send-notice' && send)
        await office.send((payload as { noticeId: string }).noticeId)
      if (name === 'advance-takedown' && (payload as { takedownId: string }).takedownId === id)
        await advance(world, id, { findHost, policy, policeMailbox: 'desk@police.example' })
    }
  }
}

/** Lets hours pass, a look every sixth, each of which sees it. */
async function stayUp(id: string, hours: number, run: Run = {}): Promise<void> {
  for (let hour = 0; hour < hours; hour += 6) {
    office.world.wait(6)
    await seedCheck(office.world, id, 'present')
    await runAll(id, run)
  }
}

async function begin(id: string, run: Run = {}): Promise<void> {
  await advance(office.world, id, {
    findHost,
    policy: run.policy ?? LADDER,
    policeMailbox: 'desk@police.example',
  })
  office.world.wait(0.1)
  await runAll(id, run)
}

/** Whom the mails went to, in order, with what they are. */
async function mails(): Promise<{ to: string; subject: string; text: string; id: string }[]> {
  const parsed = await Promise.all(office.server.mails.map((raw) => PostalMime.parse(raw)))
  return parsed.map(({ to, subject = '', text = '', messageId = '' }) => ({
    to: to?.[0]?.address ?? '',
    subject,
    text,
    id: messageId,
  }))
}
const behind = async () => (await mails()).filter(({ to }) => to !== HOST)
const codesOf = async (id: string) =>
  (await openTasks(office.world.db, { limit: 1000 }))
    .filter(({ takedownId }) => takedownId === id)
    .map(({ code }) => code)

describe('the ladder of a policy', () => {
  it('goes from notice to authority: each is told once, the host is reminded daily', async () => {
    const { id, registrar, registry } = await openSite()
    await begin(id)
    await stayUp(id, 240)
    const all = await mails()
    expect((await behind()).map(({ to }) => to)).toEqual([TRANSIT, registrar, registry])
    expect(
      (await behind()).map(({ text }) => /clientHold|serverHold|connect/.exec(text)?.[0]),
    ).toEqual(['connect', 'clientHold', 'serverHold'])
    // the first notice, its reminder after 12 hours, then one a day
    expect(all.filter(({ to }) => to === HOST)).toHaveLength(1 + 1 + 9)
    expect(new Set(all.map((mail) => mail.id)).size).toBe(all.length)
    expect(all[0]).toMatchObject({ to: HOST })
    const row = await readTakedown(office.world, id)
    expect(row.attention).toBe('authority-next')
    expect(row.state.rungs?.map(({ state }) => state)).toEqual(['told', 'told', 'told', 'left'])
    expect(row.state.noticesSent).toBe(11)
    expect(await folded(office.world, id)).toEqual(row.state)
    expect(await codesOf(id)).toEqual(['authority-next'])
    const { db, now } = office.world
    const done = {
      takedownId: id,
      step: 'authority',
      reference: 'A-1',
      doneAt: now(),
      by: 'ana',
    } as const
    await db.transaction().execute((trx) => enterStep(trx, office.world, done))
    expect(await codesOf(id)).toEqual([])
    await stayUp(id, 24)
    expect(await readTakedown(office.world, id)).toMatchObject({ attention: null })
  })

  it('loses nothing and says nothing twice when it is cut off between writing and sending', async () => {
    const { id, registrar } = await openSite()
    await begin(id)
    await stayUp(id, 48, { send: false })
    await stayUp(id, 6, { send: false })
    const { rungs } = (await readTakedown(office.world, id)).state
    expect(rungs).toMatchObject([{ step: 'upstream', state: 'written' }])
    expect(await behind()).toEqual([])
    // Taken over, and cut off before the answer is stored.
    office.answer('hang-up')
    await runAll(id)
    const letter = office.world.db
      .selectFrom('notice')
      .select(['id', 'attempts'])
      .where('kind', '=', 'upstream-notice')
      .orderBy('id', 'desc')
    const { id: noticeId, attempts } = await letter.executeTakeFirstOrThrow()
    expect(attempts).toBe(1)
    office.answer(250)
    await office.expireLease(noticeId)
    await office.fallDue(noticeId)
    await stayUp(id, 48)
    expect((await behind()).map(({ to }) => to)).toEqual([TRANSIT, registrar])
  })

  it('has one letter a takedown, recipient and step, whoever writes at the same time', async () => {
    const { id } = await openSite()
    await begin(id)
    await stayUp(id, 42)
    office.world.wait(7)
    await seedCheck(office.world, id, 'present')
    const run = () => advance(office.world, id, { findHost, policy: LADDER })
    await Promise.all([run(), run(), run()])
    const items = office.world.db.selectFrom('notice_item').select(['seq', 'notice_id'])
    const [item, ...others] = await items
      .where('takedown_id', '=', id)
      .where('seq', '<', 0)
      .execute()
    expect(others).toEqual([])
    const second = office.world.db.insertInto('notice_item').values({
      notice_id: (await items.where('seq', '>', 0).executeTakeFirstOrThrow()).notice_id,
      takedown_id: id,
      seq: item!.seq,
      position: 9,
    })
    await expect(second.execute()).rejects.toMatchObject({ code: '23505' })
  })

  it('puts what comes to the same step meanwhile into one letter', async () => {
    const sites = [await openSite(), await openSite()]
    for (const { id } of sites) await advance(office.world, id, { findHost, policy: LADDER })
    office.world.wait(0.1)
    for (const { id } of sites) await runAll(id)
    office.world.wait(49)
    for (const { id } of sites) await seedCheck(office.world, id, 'present')
    for (const { id } of sites) await advance(office.world, id, { findHost, policy: LADDER })
    for (const { id } of sites) await runAll(id)
    const [letter, ...others] = await behind()
    expect(letter?.to).toBe(TRANSIT)
    expect(others).toEqual([])
    for (const { id } of sites) {
      expect((await readTakedown(office.world, id)).state.rungs).toMatchObject([{ state: 'told' }])
    }
  })

  it('never writes to a mailbox of the site, and leaves the step to a person until it is done', async () => {
    const n = counter + 1
    const { id, registry } = await openSite({ registrar: `abuse@site${n}.example` })
    await begin(id)
    await stayUp(id, 102)
    expect((await behind()).map(({ to }) => to)).toEqual([TRANSIT])
    expect((await readTakedown(office.world, id)).attention).toBe('escalation-unreachable')
    await stayUp(id, 102)
    expect((await behind()).map(({ to }) => to)).toEqual([TRANSIT, registry])
    expect((await codesOf(id)).toSorted()).toEqual(['authority-next', 'escalation-unreachable'])
    const { db, now } = office.world
    const done = {
      takedownId: id,
      step: 'registrar',
      reference: 'tel',
      doneAt: now(),
      by: 'ana',
    } as const
    await db.transaction().execute((trx) => enterStep(trx, office.world, done))
    expect((await readTakedown(office.world, id)).attention).toBe('authority-next')
  })

  it('writes to a mailbox that turns up later', async () => {
    const { id, site } = await openSite()
    pages.set(`domain/${site}`, 503)
    await begin(id)
    await stayUp(id, 102)
    expect((await readTakedown(office.world, id)).attention).toBe('escalation-unreachable')
    pages.set(
      `domain/${site}`,
      domainOf(site, { entities: [desk('registrar', 'late@registrar.example')] }),
    )
    await stayUp(id, 12)
    expect((await behind()).map(({ to }) => to)).toEqual([TRANSIT, 'late@registrar.example'])
    expect((await readTakedown(office.world, id)).attention).toBeNull()
  })

  it('tries the next mailbox when one refuses or its mail comes back, then a person', async () => {
    const { id, site } = await openSite()
    const entities = [
      entity(['registrar'], [], [entity(['abuse'], [`a@reg-${site}`, `b@reg-${site}`])]),
    ]
    pages.set(`domain/${site}`, domainOf(site, { entities }))
    await begin(id)
    await stayUp(id, 90)
    office.world.wait(6)
    office.answer(250, { recipient: 550 })
    await seedCheck(office.world, id, 'present')
    await advance(office.world, id, { findHost, policy: LADDER })
    const newest = async () =>
      office.world.db
        .selectFrom('notice')
        .selectAll()
        .where('kind', '=', 'registrar-notice')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
    const first = await newest()
    await office.send(first.id)
    office.answer(250)
    await runAll(id)
    const second = await newest()
    expect(second).toMatchObject({ state: 'sent', provider_id: first.provider_id })
    expect(second.contact_id).not.toBe(first.contact_id)
    await bounceNotice(office.world, second.id)
    await runAll(id)
    expect(await readTakedown(office.world, id)).toMatchObject({
      attention: 'escalation-unreachable',
      status: 'notified',
    })
    expect((await behind()).map(({ to }) => to)).toEqual([TRANSIT, `b@reg-${site}`])
  })

  it('is silent once the content has gone, also with a letter that waits', async () => {
    const { id } = await openSite()
    await begin(id)
    await stayUp(id, 54, { send: false })
    expect((await readTakedown(office.world, id)).state.rungs).toMatchObject([{ state: 'written' }])
    for (const hours of [1, 7]) {
      office.world.wait(hours)
      await seedCheck(office.world, id, 'gone')
      await advance(office.world, id, { findHost, policy: LADDER })
    }
    await runAll(id)
    expect((await readTakedown(office.world, id)).status).toBe('removed')
    expect(await behind()).toEqual([])
    expect(await codesOf(id)).toEqual([])
  })

  it.each(['police-hand-over', 'iccam-hand-over'] as const)(
    'never goes past a plan that has only a %s, whatever its policy says of steps',
    async (step) => {
      const policy = parsePolicy({
        ...LADDER,
        rules: [{ ...LADDER.rules[0], plan: [step, 'upstream-escalation'] }],
      })
      const { id } = await openSite()
      await begin(id, { policy })
      await stayUp(id, 300, { policy })
      expect((await mails()).map(({ to }) => to)).toEqual(
        step === 'police-hand-over' ? ['desk@police.example'] : [],
      )
      // Even if a person authorises a notice to the host, nobody behind it is told by itself.
      await office.apply(id, { type: 'authorise', at: office.world.now(), actor: 'ana' })
      const sent = { at: office.world.now(), actor: 'ana', noticeId: 'n', seq: 1 }
      await office.apply(id, { type: 'notify', ...sent })
      await stayUp(id, 66, { policy })
      expect((await eventsOf(office.world, id)).map(({ type }) => type)).toContain('escalated')
      expect((await mails()).map(({ to }) => to)).not.toContain(TRANSIT)
      expect((await readTakedown(office.world, id)).attention).toBe('escalation-due')
    },
    // Sixty advances and as many checks, one after the other.
    240_000,
  )

  it('asks again by the clock for a step that somebody ticked off and nobody took', async () => {
    const escalation = [{ afterHours: 48, step: 'authority' }]
    const policy = parsePolicy({ ...LADDER, deadlines: { ...LADDER.deadlines, escalation } })
    const { id } = await openSite()
    await begin(id, { policy })
    await stayUp(id, 54, { policy })
    const { db } = office.world
    const task = (await openTasks(db, { limit: 100 })).find(({ takedownId }) => takedownId === id)!
    expect(task.code).toBe('authority-next')
    const done = { id: task.id, by: 'ana', doneWith: 'looked-at' } as const
    await db.transaction().execute((trx) => doTask(trx, done))
    await stayUp(id, 24, { policy })
    expect(await codesOf(id)).toEqual([])
    const done_at = new Date(Date.now() - 15 * 24 * 3_600_000)
    await db.updateTable('task').set({ done_at }).where('id', '=', task.id).execute()
    await stayUp(id, 6, { policy })
    expect(await codesOf(id)).toEqual(['authority-next'])
  })
})
