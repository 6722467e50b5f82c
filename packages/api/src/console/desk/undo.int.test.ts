import { newId, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideMatch, type MadeDecision } from '../../decide-match.ts'
import { seedCase, type SeededCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'
import { lockForDecision } from '../../match-store.ts'

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
  expect(answer.headers.location).toContain(`/console/matches?done=${verdict}&of=`)
  const rows = test.db.selectFrom('decision').select('id').where('match_id', '=', matchId)
  return (await rows.orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id
}

/** Two that one person decided in one go, in the order of their matches. */
async function decidedTogether(verdict: 'confirm' | 'reject') {
  const cases = [await seedCase(test), await seedCase(test)]
  const by = { actor: 'analyst:Robin', at: new Date(), graceMs: 60_000 }
  const decide = (trx: DbOrTransaction, matchId: string) =>
    decideMatch(trx, matchId, { verdict, reason: 'compared' }, by)
  return test.db.transaction().execute(async (trx) => {
    const made = []
    for (const { matchId } of cases) made.push(await decide(trx, matchId))
    return made
  })
}

/** Waits until somebody waits for the lock that deciders of one match have in turns. */
const untilTurnIsAwaited = () =>
  expect
    .poll(async () => {
      const { rows } = await sql`
        select from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`.execute(
        test.db,
      )
      return rows.length
    })
    .toBe(1)

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
  it('says to the second until when it is possible', async () => {
    const id = await decided(await seedCase(test), 'reject')
    const effectAt = new Date('2099-03-01T10:20:35Z')
    await test.db
      .updateTable('decision')
      .set({ effect_at: effectAt })
      .where('id', '=', id)
      .execute()
    const page = await get('/console/matches')
    const line = page.slice(page.indexOf(`/console/decisions/${id}/undo`))
    expect(line.slice(0, line.indexOf('</form>'))).toContain(
      `this can be undone until <time datetime="${effectAt.toISOString()}">1 Mar 2099, 10:20:35 UTC</time>`,
    )
    await stopCounting(id, 0)
  })

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
    const seen = await decided(seeded, 'reject')
    await post(`/console/reports/${seeded.reportId}/risk`, { reason: 'a child is named' })
    const other = await test.sessionOf('supervisor', 'Sue')
    await post(
      `/console/matches/${seeded.matchId}/decisions`,
      { verdict: 'confirm', reason: 'seen anew', seen },
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
      const page = await get(`/console/matches?done=${what}&of=${id}`)
      expect(page).not.toContain('It counts already')
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

  it('is not offered in place of what counts already: each is told as what it is', async () => {
    const [first, ended] = [await seedCase(test), await seedCase(test)]
    const undoable = await decided(first, 'reject')
    await seedTakedown(test, ended)
    const counting = await decided(ended, 'reject')
    const nameOf = ({ matchId }: SeededCase): string => `…${matchId.slice(-6)}`
    const { reportId } = await seedCase(test)
    for (const path of [
      '/console/matches',
      `/console/reports/${reportId}`,
      `/console/matches/${ended.matchId}`,
    ]) {
      const page = await get(`${path}?done=reject&of=${counting}`)
      const [flash = '', line = ''] = page.split('class="flash').slice(2)
      expect(flash, path).toContain(nameOf(ended))
      expect(flash, path).toContain('Rejected. It counts already.')
      expect(line, path).toContain(nameOf(first))
      expect(line, path).toContain(`/console/decisions/${undoable}/undo`)
      expect(page, path).not.toContain(`/console/decisions/${counting}/undo`)
    }
    // of another person's decision nothing is told
    const other = await test.sessionOf('analyst', 'Kim')
    const told = await get(`/console/matches?done=reject&of=${counting}`, other)
    expect(told.split('class="flash')[2] ?? '').not.toContain(nameOf(ended))
    await undo(undoable)
  })

  it('is offered on the page of a match, where the next one has no report', async () => {
    const [before, next] = [await seedCase(test), await seedCase(test)]
    const id = await decided(before, 'reject')
    const was = `&of=${id}&was=${before.reportId}`
    const page = await get(`/console/matches/${next.matchId}?done=reject${was}`)
    const [, form = ''] = page.split(`action="/console/decisions/${id}/undo"`)
    expect(form.split('</form>')[0]).toContain(`name="report" value="${before.reportId}"`)
    expect(page).toMatch(/class="flash undo"\s+role="status"\s+tabindex="-1" autofocus/)
    await undo(id)
  })

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
      await untilTurnIsAwaited()
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
    const made = await decidedTogether('reject')
    const page = await get('/console/matches')
    expect(page).toContain('Matches decided together: 2.')
    const offered = made.filter(({ id }) => page.includes(`/console/decisions/${id}/undo`))
    expect(offered).toHaveLength(1)
    expect((await undo(offered[0]!.id)).statusCode).toBe(303)
    for (const { matchId } of made) expect(await decisionsOf(matchId)).toEqual([])
  })

  it('takes back of what was decided together what does not count yet, and says how much does', async () => {
    const [early, late] = (await decidedTogether('confirm')) as [MadeDecision, MadeDecision]
    await stopCounting(early.id, -1)
    const before = test.hints.length
    // named is the one that counts: it was offered when it did not yet
    for (const _time of [1, 2]) {
      const answer = await undo(early.id)
      expect(answer.headers.location).toBe('/console/matches?done=undone-part&n=1')
    }
    expect(test.hints.slice(before)).toEqual([
      { name: 'open-takedown', payload: { mediaId: late.mediaId } },
    ])
    expect((await undo(late.id)).headers.location).toContain('done=undone-part')
    expect(await decisionsOf(early.matchId)).toEqual([{ verdict: 'confirm' }])
    expect(await decisionsOf(late.matchId)).toEqual([])
    const said = 'Taken back, but for what counts already: 1.'
    expect(await get('/console/matches?done=undone-part&n=1')).toContain(said)
    const { reportId } = await seedCase(test)
    expect(await get(`/console/reports/${reportId}?done=undone-part&n=1`)).toContain(said)
  })

  it('takes the turns of what was decided together in one order, whichever is named', async () => {
    const [first, second] = await decidedTogether('confirm')
    const begun = await test.db.transaction().execute(async (trx) => {
      await lockForDecision(trx, first!.matchId)
      const undoing = undo(first!.id)
      await untilTurnIsAwaited()
      // with the turn of the second taken already, who names that one would wait in a circle
      const { rows } = await sql`
        select pg_try_advisory_xact_lock(hashtextextended(${second!.matchId}, 2)) as free`.execute(
        trx,
      )
      return { rows, answers: [undoing, undo(second!.id)] }
    })
    expect(begun.rows).toEqual([{ free: true }])
    for (const answer of await Promise.all(begun.answers)) expect(answer.statusCode).toBe(303)
    for (const { matchId } of [first!, second!]) expect(await decisionsOf(matchId)).toEqual([])
  })

  it('is not offered where a child may be at risk: that counts at once', async () => {
    const seeded = await seedCase(test)
    await post(`/console/reports/${seeded.reportId}/risk`, { reason: 'a child is named' })
    const id = await decided(seeded, 'confirm')
    expect(await get('/console/matches')).not.toContain(`/console/decisions/${id}/undo`)
  })

  it('ends as soon as a child may be at risk: what was confirmed begins then', async () => {
    const [seeded, other] = [await seedCase(test), await seedCase(test)]
    const id = await decided(seeded, 'confirm')
    const elsewhere = await decided(other, 'confirm')
    const before = test.hints.length
    await post(`/console/reports/${seeded.reportId}/risk`, { reason: 'a child is named' })
    const { rows } = await sql<{ id: string; counts: boolean }>`
      select id, effect_at <= clock_timestamp() as counts from decision
       where id in (${id}, ${elsewhere}) order by id`.execute(test.db)
    expect(rows).toEqual([
      { id, counts: true },
      { id: elsewhere, counts: false },
    ])
    const { mediaId } = seeded
    expect(test.hints.slice(before)).toEqual([{ name: 'open-takedown', payload: { mediaId } }])
    expect((await undo(id)).statusCode).toBe(409)
    expect((await undo(elsewhere)).statusCode).toBe(303)
  })

  it('leaves a rejection to be undone where a child may be at risk: the match then waits again', async () => {
    const seeded = await seedCase(test)
    const id = await decided(seeded, 'reject')
    await post(`/console/reports/${seeded.reportId}/risk`, { reason: 'a child is named' })
    expect((await undo(id)).statusCode).toBe(303)
    expect(await decisionsOf(seeded.matchId)).toEqual([])
  })

  it('is not waited for by a mark while it is on its way', async () => {
    const seeded = await seedCase(test)
    const id = await decided(seeded, 'confirm')
    await test.db.transaction().execute(async (trx) => {
      await sql`select from decision where id = ${id} for update`.execute(trx)
      const marked = await post(`/console/reports/${seeded.reportId}/risk`, { reason: 'named' })
      expect(marked.statusCode).toBe(303)
    })
    expect((await undo(id)).statusCode).toBe(303)
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
