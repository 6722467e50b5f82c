import { keepingAt, readSchedules, runErasures } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signLog, unzip } from '../case-export/testing-verifier.ts'
import { seedHandOver } from '../fixtures/seed-hand-over.ts'
import { caller, post, type Caller } from '../fixtures/seed-list.ts'
import { sender } from '../fixtures/send-file.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { bindOffice } from '../hand-overs/bind-office.ts'
import { KEPT_ERASURES } from '../retention/kept-erasures.ts'

let test: TestApp
let officer: Caller
let stranger: Caller
let supervisor: Caller
let takedownId: string
let recipientId: string
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Inge Peeters')
  stranger = await caller(test, 'Stranger', 'police', 'Foreign Police')
  supervisor = await caller(test, 'Sue', 'supervisor')
  const seeded = await seedHandOver(test)
  takedownId = seeded.takedownId
  const { provider_id } = await test.db
    .selectFrom('notice')
    .select('provider_id')
    .where('id', '=', seeded.handOverId)
    .executeTakeFirstOrThrow()
  recipientId = provider_id
  await signLog(test)
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (by: Caller, url: string) => test.app.inject({ url, headers: by })
const keep = async (): Promise<string> => {
  const body = { reason: 'police-request', legalBasis: 'Art. 18', recipientId }
  const answer = await post(test, supervisor, `/v1/takedowns/${takedownId}/kept-exports`, body)
  expect(answer.statusCode).toBe(201)
  return answer.json<{ id: string }>().id
}
const listed = async (by: Caller) =>
  (await get(by, '/v1/kept-cases')).json<{ items: { id: string; bytes: number }[] }>().items

describe('a case that is kept for officers', () => {
  it('is got by the authority that it is for, sealed until then, and each time is in the log', async () => {
    const id = await keep()
    expect(await listed(officer)).toEqual([expect.objectContaining({ id, takedownId })])
    const got = await get(officer, `/v1/kept-cases/${id}/file`)
    expect(got.statusCode).toBe(200)
    expect(unzip(got.rawPayload).size).toBe(10)
    expect(got.headers['content-disposition']).toContain(`case-${takedownId}.zip`)
    const { rows } = await sql<{ found: boolean }>`
      select position('manifest.json'::bytea in content_ct) > 0 as found from kept_case_piece
       where kept_case_id = ${id}`.execute(test.db)
    expect(rows.map(({ found }) => found)).toEqual(rows.map(() => false))
    const read = await test.db
      .selectFrom('audit_event')
      .select('actor')
      .where('action', '=', 'kept_case.read')
      .where('object_id', '=', id)
      .execute()
    expect(read).toHaveLength(1)
    expect((await listed(officer))[0]).toMatchObject({ lastReadAt: expect.any(String) })
  })

  it('is as if it were not there for another authority', async () => {
    const id = await keep()
    expect(await listed(stranger)).toEqual([])
    expect((await get(stranger, `/v1/kept-cases/${id}/file`)).statusCode).toBe(404)
    expect((await get(supervisor, `/v1/kept-cases/${id}/file`)).statusCode).toBe(403)
  })

  it('stands among the hand-overs, and is downloaded there', async () => {
    const id = await keep()
    const desk = await sender(test, await test.sessionOf('police', 'Inge Peeters'))
    expect((await desk.get('/console/hand-overs')).body).toContain(`/console/kept-cases/${id}`)
    const got = await desk.get(`/console/kept-cases/${id}`)
    expect([got.statusCode, got.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(unzip(got.rawPayload).size).toBe(10)
  })

  it('is kept with a reason and for an office that were chosen, none of which is there before', async () => {
    const desk = await sender(test, await test.sessionOf('supervisor', 'Sue'))
    const { body } = await desk.get(`/console/takedowns/${takedownId}`)
    const form = body.split('<form').find((one) => one.includes('/kept-exports"'))
    expect(form).toMatch(/<select name="reason" required>\s*<option value="">Choose a reason</)
    expect(form).toMatch(
      /<select name="recipientId" required>\s*<option value="">Choose for whom<\/option>\s*<option value="[\w-]{36}">/,
    )
    expect(form).not.toMatch(/<option[^>]* selected/)
  })

  it('is taken back, and goes after its days or with the ground of its case', async () => {
    const id = await keep()
    const headers = supervisor
    const gone = await test.app.inject({ method: 'DELETE', url: `/v1/kept-cases/${id}`, headers })
    expect(gone.statusCode).toBe(204)
    expect((await get(officer, `/v1/kept-cases/${id}/file`)).statusCode).toBe(404)
    const erasures = KEPT_ERASURES.filter(({ task }) => task === 'kept_case_piece.file')
    const inDays = (days: number) =>
      keepingAt(readSchedules(), null, new Date(Date.now() + days * 86_400_000))
    const later = await keep()
    await runErasures(test.db, erasures, inDays(29))
    expect((await get(officer, `/v1/kept-cases/${later}/file`)).statusCode).toBe(200)
    await runErasures(test.db, erasures, inDays(31))
    expect(await listed(officer)).toEqual([])
    await keep()
    await sql`
      update takedown set status = 'closed', state = state || '{"reason": "ground-withdrawn"}'
       where id = ${takedownId}`.execute(test.db)
    await runErasures(test.db, erasures, inDays(0))
    expect(await listed(officer)).toEqual([])
  })
})

describe('what was handed over by hand', () => {
  it('is listed for the authority behind the mailbox of the police alone', async () => {
    const { takedownId: id } = await seedHandOver(test, 'Other Police')
    await sql`
      update takedown
         set state = state || '{"entered": [{"step": "police-hand-over", "reference": "TEL-7"}]}'
       where id = ${id}`.execute(test.db)
    const entered = async (by: Caller) =>
      (await get(by, '/v1/hand-overs/entered')).json<{ items: unknown[] }>().items
    expect(await entered(officer)).toEqual([])
    await test.db
      .transaction()
      .execute((trx) => bindOffice(trx, { authority: 'Home Police', actor: 'test' }))
    expect(await entered(officer)).toEqual([
      expect.objectContaining({ takedownId: id, reference: 'TEL-7' }),
    ])
    expect(await entered(stranger)).toEqual([])
    const desk = await sender(test, await test.sessionOf('police', 'Inge Peeters'))
    const page = await desk.get('/console/hand-overs?state=entered')
    expect(page.body).toContain('TEL-7')
    expect(page.body).not.toMatch(/https?:\/\/(?!www\.w3)/)
  })
})

it('what erases it is within what the role of the api process may', async () => {
  const nobody = '00000000-0000-0000-0000-000000000000'
  await test.db.transaction().execute(async (trx) => {
    await sql`set local role nightlight_api`.execute(trx)
    for (const { lock, erase } of KEPT_ERASURES) {
      await lock(trx, [nobody])
      expect(await erase(trx, [nobody], new Date())).toBe(0)
    }
  })
})
