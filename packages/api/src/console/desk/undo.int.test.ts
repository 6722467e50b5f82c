import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideMatch } from '../../decide-match.ts'
import { seedCase, type SeededCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let cookie: string
beforeAll(async () => {
  test = await createTestApp({ undoMs: 60_000 })
  cookie = await test.sessionOf('analyst')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = async (url: string, as = cookie) =>
  (await test.app.inject({ url, headers: { cookie: as } })).body

async function post(url: string, fields: Record<string, string>, as = cookie) {
  const form = formTokenIn(await get('/console', as))
  const payload = new URLSearchParams({ form, ...fields }).toString()
  return test.app.inject({ method: 'POST', url, payload, headers: { ...FORM, cookie: as } })
}

async function decided({ matchId }: SeededCase, verdict: string): Promise<string> {
  const answer = await post(`/console/matches/${matchId}/decisions`, {
    verdict,
    reason: 'compared',
  })
  expect(answer.headers.location).toBe(`/console/matches?done=${verdict}`)
  const rows = test.db.selectFrom('decision').select('id').where('match_id', '=', matchId)
  return (await rows.orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id
}

const undo = (id: string, as = cookie) => post(`/console/decisions/${id}/undo`, {}, as)

const auditOf = async (matchId: string) => {
  const rows = test.db.selectFrom('audit_event').select('action').where('object_id', '=', matchId)
  const asked = rows.where('action', 'in', ['match.decided', 'match.undone'])
  return (await asked.orderBy('id').execute()).map(({ action }) => action)
}

const decisionsOf = (matchId: string) =>
  test.db.selectFrom('decision').select('verdict').where('match_id', '=', matchId).execute()

const stopCounting = (decisionId: string, seconds: number) =>
  sql`update decision set effect_at = clock_timestamp() + ${seconds} * interval '1 second'
       where id = ${decisionId}`.execute(test.db)

describe('undoing a decision', () => {
  it('has looked at again what stood before a rejection', async () => {
    const seeded = await seedCase(test)
    const id = await decided(seeded, 'reject')
    const before = test.hints.length
    await undo(id)
    const { media_id: mediaId } = await test.db
      .selectFrom('match')
      .select('media_id')
      .where('id', '=', seeded.matchId)
      .executeTakeFirstOrThrow()
    expect(test.hints.slice(before)).toContainEqual({
      name: 'open-takedown',
      payload: { mediaId },
    })
  })

  it('is not waited for where a child may be at risk, also of what was decided before', async () => {
    const seeded = await seedCase(test)
    await decided(seeded, 'reject')
    await post(`/console/reports/${seeded.reportId}/risk`, { reason: 'a child is named' })
    const other = await test.sessionOf('supervisor', 'Sue')
    await post(
      `/console/matches/${seeded.matchId}/decisions`,
      { verdict: 'confirm', reason: 'seen anew' },
      other,
    )
    const held = await test.db
      .selectFrom('decision')
      .select(['verdict', 'effect_at'])
      .where('match_id', '=', seeded.matchId)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(held).toEqual({ verdict: 'confirm', effect_at: null })
  })

  it.each(['confirm', 'reject'])(
    'is offered after %s, and withdraws it wholly, once',
    async (what) => {
      const seeded = await seedCase(test)
      const id = await decided(seeded, what)
      const page = await get('/console/matches?done=confirm')
      expect(page).toContain(`action="/console/decisions/${id}/undo"`)
      expect(page).toMatch(/data-key="u" aria-keyshortcuts="u">Undo/)
      for (const _time of [1, 2]) {
        expect((await undo(id)).headers.location).toBe('/console/matches?done=undone')
      }
      expect(await decisionsOf(seeded.matchId)).toEqual([])
      expect(await auditOf(seeded.matchId)).toEqual(['match.decided', 'match.undone'])
      const after = await get('/console/matches?done=undone')
      expect(after).toContain('Taken back. The match waits again.')
      expect(after).not.toContain(`/console/decisions/${id}/undo`)
      expect(after).toContain(`/console/matches/${seeded.matchId}/decisions`)
    },
  )

  it('comes too late once the decision counts, and says what to do', async () => {
    const seeded = await seedCase(test)
    const id = await decided(seeded, 'confirm')
    await stopCounting(id, -1)
    const answer = await undo(id)
    expect(answer.statusCode).toBe(409)
    expect(answer.body).toContain('decide the other way')
    expect(await decisionsOf(seeded.matchId)).toEqual([{ verdict: 'confirm' }])
    expect(await get('/console/matches')).not.toContain(`/console/decisions/${id}/undo`)
  })

  it('waits for what the decision begins just then, and then says that it is too late', async () => {
    const seeded = await seedCase(test)
    const id = await decided(seeded, 'confirm')
    let undoing: ReturnType<typeof undo> | null = null
    await test.db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock_shared(hashtextextended(${seeded.matchId}, 2))`.execute(
        trx,
      )
      undoing = undo(id)
      await expect
        .poll(async () => {
          const { rows } = await sql`
            select from pg_locks where locktype = 'advisory' and not granted
              and database = (select oid from pg_database where datname = current_database())`.execute(
            test.db,
          )
          return rows.length
        })
        .toBe(1)
      await stopCounting(id, -1)
    })
    expect((await undoing!).statusCode).toBe(409)
    expect(await decisionsOf(seeded.matchId)).toEqual([{ verdict: 'confirm' }])
  })

  it('is for whoever decided, and for what there is', async () => {
    const seeded = await seedCase(test)
    const id = await decided(seeded, 'confirm')
    const other = await test.sessionOf('analyst', 'Kim')
    expect(await get('/console/matches', other)).not.toContain(`/console/decisions/${id}/undo`)
    expect((await undo(id, other)).statusCode).toBe(403)
    expect((await undo(newId())).statusCode).toBe(404)
    expect(await decisionsOf(seeded.matchId)).toHaveLength(1)
  })

  it('takes back all that was decided together, as one', async () => {
    const [one, other] = [await seedCase(test), await seedCase(test)]
    const at = new Date()
    const by = { actor: 'analyst:Robin', at, graceMs: 60_000 }
    const said = { verdict: 'reject', reason: 'compared' } as const
    const made = await test.db
      .transaction()
      .execute(async (trx) => [
        await decideMatch(trx, one.matchId, said, by),
        await decideMatch(trx, other.matchId, said, by),
      ])
    const page = await get('/console/matches')
    expect(page).toContain('Matches decided together: 2.')
    const offered = made.filter(({ id }) => page.includes(`/console/decisions/${id}/undo`))
    expect(offered).toHaveLength(1)
    expect((await undo(offered[0]!.id)).statusCode).toBe(303)
    for (const { matchId } of [one, other]) expect(await decisionsOf(matchId)).toEqual([])
  })

  it('is not offered where a child may be at risk: that counts at once', async () => {
    const seeded = await seedCase(test)
    await post(`/console/reports/${seeded.reportId}/risk`, { reason: 'a child is named' })
    const id = await decided(seeded, 'confirm')
    expect(await get('/console/matches')).not.toContain(`/console/decisions/${id}/undo`)
  })

  it('is not offered for a rejection that ends a takedown: it counts at once', async () => {
    const seeded = await seedCase(test)
    await seedTakedown(test, seeded)
    const id = await decided(seeded, 'reject')
    expect(await get('/console/matches')).not.toContain(`/console/decisions/${id}/undo`)
    expect((await undo(id)).statusCode).toBe(409)
  })
})

describe('a decision over the API', () => {
  it('counts at once', async () => {
    const { matchId } = await seedCase(test)
    const answer = await test.app.inject({
      method: 'POST',
      url: `/v1/matches/${matchId}/decisions`,
      payload: { verdict: 'confirm', reason: 'compared' },
      headers: { authorization: `Bearer ${await test.keyOf('analyst')}` },
    })
    expect(answer.statusCode).toBe(201)
    const row = test.db.selectFrom('decision').select('effect_at').where('match_id', '=', matchId)
    expect(await row.executeTakeFirst()).toEqual({ effect_at: null })
  })
})
