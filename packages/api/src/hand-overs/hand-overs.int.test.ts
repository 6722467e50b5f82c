import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, post, type Caller } from '../fixtures/seed-list.ts'
import { seedHandOver } from '../fixtures/seed-hand-over.ts'
import { createTestApp, HOME_POLICE, type TestApp } from '../fixtures/test-app.ts'
import { bindOffice } from './bind-office.ts'

let test: TestApp
let officer: Caller
let stranger: Caller
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Inge Peeters')
  stranger = await caller(test, 'Stranger', 'police', 'Foreign Police')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (by: Caller, url: string) => test.app.inject({ url, headers: by })
const listed = async (by: Caller, state: string) =>
  (await get(by, `/v1/hand-overs?state=${state}&limit=100`))
    .json<{ items: { id: string }[] }>()
    .items.map(({ id }) => id)
const takedown = async (id: string) =>
  test.db
    .selectFrom('takedown')
    .select(['status', 'due_at', sql<string[]>`state->'plan'`.as('plan')])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
const eventsOf = async (id: string) =>
  (
    await test.db
      .selectFrom('takedown_event')
      .select(['type', 'actor'])
      .where('takedown_id', '=', id)
      .orderBy('seq')
      .execute()
  ).map(({ type, actor }) => ({ type, actor }))
const audited = async (action: string, id: string) =>
  test.db
    .selectFrom('audit_event')
    .select('actor')
    .where('action', '=', action)
    .where('object_id', '=', id)
    .execute()

describe('hand-overs of an authority', () => {
  it('are unanswered once received, while any of their cases waits, also one that did not at first', async () => {
    const { handOverId: id, takedownId } = await seedHandOver(test)
    const statusTo = (status: string) =>
      test.db.updateTable('takedown').set({ status }).where('id', '=', takedownId).execute()
    const waits = async (by: Caller) => ({
      n: (await get(by, `/v1/hand-overs/${id}`)).json<{ waiting?: number }>().waiting,
      isUnanswered: (await listed(by, 'unanswered')).includes(id),
    })
    expect(await waits(officer)).toEqual({ n: 1, isUnanswered: false })
    await post(test, officer, `/v1/hand-overs/${id}/receive`, {})
    expect(await waits(officer)).toEqual({ n: 1, isUnanswered: true })
    expect(await listed(officer, 'received')).toContain(id)
    expect(await waits(stranger)).toEqual({ n: undefined, isUnanswered: false })
    await statusTo('held')
    expect(await waits(officer)).toEqual({ n: 0, isUnanswered: false })
    await statusTo('routed')
    expect(await waits(officer)).toEqual({ n: 1, isUnanswered: true })
    await post(test, officer, `/v1/hand-overs/${id}/allow`)
    expect(await waits(officer)).toEqual({ n: 0, isUnanswered: false })
  })

  it('are listed by whether they were received, the oldest first, and read without an address', async () => {
    const first = await seedHandOver(test)
    const second = await seedHandOver(test)
    const waiting = await listed(officer, 'waiting')
    expect(waiting.filter((id) => [first.handOverId, second.handOverId].includes(id))).toEqual([
      first.handOverId,
      second.handOverId,
    ])
    const page = await get(officer, `/v1/hand-overs?limit=1`)
    const { next } = page.json<{ next: string }>()
    expect(next).toBe(waiting[0])
    expect(await listed(officer, `waiting&after=${next}`)).toEqual(waiting.slice(1))
    const read = await get(officer, `/v1/hand-overs/${first.handOverId}`)
    expect(read.json()).toMatchObject({
      reference: first.reference,
      cases: 1,
      receivedAt: null,
      items: [{ takedownId: first.takedownId, status: 'routed', legalClass: 'csam', waits: true }],
    })
    expect(read.body).not.toMatch(/https?:/)
    const [looked] = await audited('hand_over.read', first.handOverId)
    expect(looked?.actor).toMatch(/^key:/)
  })

  it('are received once, under the number of the authority', async () => {
    const { handOverId: id } = await seedHandOver(test)
    const done = await post(test, officer, `/v1/hand-overs/${id}/receive`, {
      reference: 'BR 55.12/2026',
    })
    expect(done.json()).toMatchObject({ receiver: 'Inge Peeters', ownReference: 'BR 55.12/2026' })
    const colleague = await caller(test, 'Jan Maes')
    const again = await post(test, colleague, `/v1/hand-overs/${id}/receive`, { reference: 'B' })
    expect(again.json()).toMatchObject({ receiver: 'Inge Peeters', ownReference: 'BR 55.12/2026' })
    expect(await audited('hand-over-received', id)).toHaveLength(1)
    expect(await listed(officer, 'received')).toContain(id)
    expect(await listed(officer, 'waiting')).not.toContain(id)
  })

  it('have their providers told once an officer says so, in the name of that officer', async () => {
    const { handOverId: id, takedownId } = await seedHandOver(test)
    const early = await post(test, officer, `/v1/hand-overs/${id}/allow`)
    expect([early.statusCode, early.json<{ code: string }>().code]).toEqual([
      409,
      'hand-over-not-received',
    ])
    await post(test, officer, `/v1/hand-overs/${id}/receive`, {})
    const before = test.hints.length
    const done = await post(test, officer, `/v1/hand-overs/${id}/allow`)
    expect(done.json()).toMatchObject({ allower: 'Inge Peeters', items: [{ waits: false }] })
    expect(test.hints.slice(before)).toEqual([
      { name: 'advance-takedown', payload: { takedownId } },
    ])
    const after = await takedown(takedownId)
    expect(after).toMatchObject({ status: 'routed', plan: ['police-hand-over', 'provider-notice'] })
    expect(after.due_at).not.toBeNull()
    const [event] = (await eventsOf(takedownId)).slice(-1)
    expect(event).toEqual({ type: 'notice-allowed', actor: expect.stringMatching(/^key:/) })
    expect(await audited('notice-allowed', takedownId)).toEqual([{ actor: event!.actor }])
    expect(await listed(officer, 'unanswered')).not.toContain(id)
    const again = await post(test, officer, `/v1/hand-overs/${id}/allow`)
    expect(again.json<{ code: string }>().code).toBe('hand-over-nothing-waits')
  })

  it('do not wait for a word where the plan has the host told anyway', async () => {
    const { handOverId: id, takedownId } = await seedHandOver(test)
    await sql`update takedown set state = jsonb_set(state, '{plan}', '["police-hand-over", "provider-notice"]')
      where id = ${takedownId}`.execute(test.db)
    const read = await get(officer, `/v1/hand-overs/${id}`)
    expect(read.json()).toMatchObject({ items: [{ waits: false }] })
    await post(test, officer, `/v1/hand-overs/${id}/receive`, {})
    const refused = await post(test, officer, `/v1/hand-overs/${id}/allow`)
    expect(refused.statusCode).toBe(409)
  })

  it('are none where the mail came back, unless somebody has said that they have it', async () => {
    const { handOverId: id } = await seedHandOver(test)
    const { handOverId: known } = await seedHandOver(test)
    await post(test, officer, `/v1/hand-overs/${known}/receive`, {})
    await test.db
      .updateTable('notice')
      .set({ bounced_at: new Date() })
      .where('id', 'in', [id, known])
      .execute()
    expect(await listed(officer, 'waiting')).not.toContain(id)
    expect((await get(officer, `/v1/hand-overs/${id}`)).statusCode).toBe(404)
    expect(await listed(officer, 'received')).toContain(known)
  })

  it('are as if they were not there to another authority', async () => {
    const { handOverId: id } = await seedHandOver(test)
    expect(await listed(stranger, 'waiting')).toEqual([])
    for (const path of ['', '/receive', '/allow']) {
      const answer =
        path === ''
          ? await get(stranger, `/v1/hand-overs/${id}`)
          : await post(
              test,
              stranger,
              `/v1/hand-overs/${id}${path}`,
              path === '/receive' ? {} : undefined,
            )
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
        404,
        'hand-over-not-found',
      ])
    }
    expect(await listed(officer, 'waiting')).toContain(id)
  })

  it('are of whoever a supervisor says stands behind the mailbox of the police', async () => {
    const { handOverId: id } = await seedHandOver(test, 'Old Police', 'police')
    const other = await caller(test, 'Old Officer', 'police', 'Old Police')
    expect(await listed(other, 'waiting')).toEqual([id])
    const bound = await test.db
      .transaction()
      .execute((trx) => bindOffice(trx, { authority: HOME_POLICE, actor: 'key:supervisor' }))
    expect(await listed(other, 'waiting')).toEqual([])
    expect(await listed(officer, 'waiting')).toContain(id)
    expect(await audited('hand-over-office-bound', bound.authorityId)).toHaveLength(1)
    const unknown = test.db
      .transaction()
      .execute((trx) => bindOffice(trx, { authority: 'Nobody', actor: 'key:supervisor' }))
    await expect(unknown).rejects.toMatchObject({ code: 'authority-not-found' })
  })

  it('are received and allowed anew by the authority that takes the place of another', async () => {
    const { handOverId: id, takedownId } = await seedHandOver(test, 'Former Police', 'police')
    const former = await caller(test, 'Former Officer', 'police', 'Former Police')
    const bind = (authority: string) =>
      test.db
        .transaction()
        .execute((trx) => bindOffice(trx, { authority, actor: 'key:supervisor' }))
    await bind('Former Police')
    await post(test, former, `/v1/hand-overs/${id}/receive`, { reference: 'OLD 1' })
    await bind(HOME_POLICE)
    expect(await listed(officer, 'waiting')).toContain(id)
    const received = await post(test, officer, `/v1/hand-overs/${id}/receive`, {
      reference: 'NEW 1',
    })
    expect(received.json()).toMatchObject({ receiver: 'Inge Peeters', ownReference: 'NEW 1' })
    expect(await listed(officer, 'received')).toContain(id)
    const allowed = await post(test, officer, `/v1/hand-overs/${id}/allow`)
    expect(allowed.json()).toMatchObject({ allower: 'Inge Peeters', items: [{ waits: false }] })
    expect(await audited('notice-allowed', takedownId)).toHaveLength(1)
    const kept = await test.db
      .selectFrom('hand_over_receipt')
      .select(['receiver', 'own_reference', 'allower'])
      .where('notice_id', '=', id)
      .orderBy('own_reference', 'desc')
      .execute()
    expect(kept).toEqual([
      { receiver: 'Former Officer', own_reference: 'OLD 1', allower: null },
      { receiver: 'Inge Peeters', own_reference: 'NEW 1', allower: 'Inge Peeters' },
    ])
  })

  it('of a case handed over by hand are allowed by themselves, once, by the authority that has it', async () => {
    const { handOverId, takedownId } = await seedHandOver(test)
    await test.db.deleteFrom('notice_item').where('notice_id', '=', handOverId).execute()
    await test.db
      .transaction()
      .execute((trx) => bindOffice(trx, { authority: HOME_POLICE, actor: 'key:supervisor' }))
    await sql`update takedown set state = state || '{"entered": [{"step": "police-hand-over", "reference": "TEL 4"}]}'
      where id = ${takedownId}`.execute(test.db)
    const mine = async () => {
      const { items } = (await get(officer, '/v1/hand-overs/entered')).json<{
        items: { takedownId: string; waits: boolean }[]
      }>()
      return items.find((one) => one.takedownId === takedownId)
    }
    expect(await mine()).toMatchObject({ reference: 'TEL 4', waits: true })
    const path = `/v1/hand-overs/entered/${takedownId}/allow`
    expect((await post(test, stranger, path)).statusCode).toBe(404)
    expect((await post(test, officer, path)).statusCode).toBe(200)
    expect(test.hints.at(-1)).toEqual({ name: 'advance-takedown', payload: { takedownId } })
    expect((await takedown(takedownId)).plan).toEqual(['police-hand-over', 'provider-notice'])
    expect(await mine()).toMatchObject({ waits: false })
    const again = await post(test, officer, path)
    expect(again.json<{ code: string }>().code).toBe('hand-over-nothing-waits')
  })

  it.each([
    ['went to a partner by another route', 'iccam-hand-over', 1],
    ['has nothing done by its new route', 'police-hand-over', 0],
  ])('give no word of theirs to a case that %s', async (_what, step, done) => {
    const { handOverId: id, takedownId } = await seedHandOver(test)
    await test.db
      .transaction()
      .execute((trx) => bindOffice(trx, { authority: HOME_POLICE, actor: 'key:supervisor' }))
    await post(test, officer, `/v1/hand-overs/${id}/receive`, {})
    await sql`update takedown set state = state
        || ${JSON.stringify({ plan: [step], step: done, entered: [{ step: 'police-hand-over', reference: 'TEL 5' }] })}::jsonb
      where id = ${takedownId}`.execute(test.db)
    expect((await get(officer, `/v1/hand-overs/${id}`)).json()).toMatchObject({
      waiting: 0,
      items: [{ waits: false }],
    })
    expect(await listed(officer, 'unanswered')).not.toContain(id)
    for (const path of [
      `/v1/hand-overs/${id}/allow`,
      `/v1/hand-overs/entered/${takedownId}/allow`,
    ]) {
      const refused = await post(test, officer, path)
      expect(refused.json<{ code: string }>().code).toBe('hand-over-nothing-waits')
    }
    expect((await takedown(takedownId)).plan).toEqual([step])
  })
})
