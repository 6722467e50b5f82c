import { randomBytes } from 'node:crypto'
import { newId, type Db } from '@nightlight/runtime'
import { CompiledQuery, sql, type KyselyPlugin, type QueryId, type RootOperationNode } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hoursLater, seedCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { readCase, type CaseFacts } from './case-store.ts'
import { observationsOf } from './observation-store.ts'

/** More than are read at once. */
const OF_THE_CASE = 340
const OTHERS = 200_000

let test: TestApp
let pageId: string
let takedownId: string
let facts: CaseFacts
beforeAll(async () => {
  test = await createTestApp()
  const seeded = await seedCase(test)
  pageId = seeded.pageId
  takedownId = (await seedTakedown(test, seeded)).takedownId
  const address = await seedLocation()
  await test.db
    .insertInto('takedown_location')
    .values({ takedown_id: takedownId, location_id: address, added_at: hoursLater(2) })
    .execute()
  await seedVisits(address)
  await seedOthers()
  facts = (await readCase(test, takedownId))!
})
afterAll(() => test[Symbol.asyncDispose]())

async function seedLocation(): Promise<string> {
  const id = newId()
  const url = `https://pictures.example/${id}`
  await test.db
    .insertInto('location')
    .values({
      id,
      url_ct: test.crypto.seal({ table: 'location', column: 'url_ct', row: id }, url),
      url_key: randomBytes(32),
      host: 'pictures.example',
      registrable_domain: 'pictures.example',
    })
    .execute()
  return id
}

/** Visits by each way in which one is of a case, and some of the same page that are of none. */
async function seedVisits(address: string): Promise<void> {
  const [other, elsewhere, look, otherLook] = [
    await seedLocation(),
    await seedLocation(),
    newId(),
    newId(),
  ]
  await sql`update removal_check set look_id = ${look} where takedown_id = ${takedownId}`.execute(
    test.db,
  )
  const times = { started_at: hoursLater(4), finished_at: hoursLater(4) }
  const seen = { outcome: 'other', wire_bytes: 1, body_bytes: 1, egress: 'test', ...times } as const
  const page = { page_location_id: pageId, location_id: other }
  const kinds = [
    { page_location_id: pageId, location_id: pageId },
    { page_location_id: elsewhere, location_id: address },
    { ...page, look_id: look, takedown_id: newId() },
    { ...page, look_id: look, takedown_id: takedownId },
    { ...page, takedown_id: takedownId },
  ]
  const none = [page, { ...page, look_id: otherLook, takedown_id: newId() }]
  const rows = Array.from({ length: OF_THE_CASE }, (_, n) => kinds[n % kinds.length]!)
  await test.db
    .insertInto('visit')
    .values([...rows, ...none, ...none].map((row) => ({ id: newId(), ...seen, ...row })))
    .execute()
}

async function seedOthers(): Promise<void> {
  const places = [await seedLocation(), await seedLocation(), await seedLocation()]
  await test.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql`
      insert into visit (id, location_id, page_location_id, takedown_id, look_id, outcome, wire_bytes, body_bytes,
                         egress, started_at, finished_at)
      select gen_random_uuid(), (${places}::uuid[])[1 + n % 3], (${places}::uuid[])[1 + n % 3],
             gen_random_uuid(), gen_random_uuid(), 'other', 1, 1, 'test', ${hoursLater(5)}, ${hoursLater(5)}
        from generate_series(1, ${OTHERS}::int) n`.execute(trx)
  })
  await sql`analyze visit`.execute(test.db)
}

/** A database that keeps what it is asked, to be explained. */
function watched(db: Db) {
  const asked: { node: RootOperationNode; queryId: QueryId }[] = []
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      asked.push({ node, queryId })
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const compiled = () =>
    asked.map(({ node, queryId }) => db.getExecutor().compileQuery(node, queryId))
  return { db: db.withPlugin(plugin), compiled }
}

type Plan = {
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}
const readBy = (plan: Plan): number => {
  const rows = plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)
  const here = plan['Relation Name']?.startsWith('visit') ? rows * plan['Actual Loops'] : 0
  return here + (plan.Plans ?? []).reduce((sum, one) => sum + readBy(one), 0)
}

/** How many visits a statement reads. */
async function visitsRead({ sql: text, parameters }: CompiledQuery): Promise<number> {
  const explained = CompiledQuery.raw(`explain (analyze, format json) ${text}`, [...parameters])
  const { rows } = await test.db.executeQuery<{ 'QUERY PLAN': { Plan: Plan }[] }>(explained)
  return readBy(rows[0]!['QUERY PLAN'][0]!.Plan)
}

/** What is of a case, said in the plainest way: one condition over all visits. */
const plainly = () => sql<{ id: string; checkId: string | null }>`
  select v.id, c.id as "checkId"
    from visit v
    left join removal_check c on c.look_id = v.look_id and c.takedown_id = ${takedownId}
   where v.takedown_id = ${takedownId} or c.id is not null
      or v.location_id = any (${facts.addresses.map(({ id }) => id)}::uuid[])
   order by v.id`

describe('observationsOf', () => {
  it('has every fetch of the case once and no other, in order, with the check that it was for', async () => {
    const records = await Array.fromAsync(observationsOf(test, facts))
    const { rows } = await plainly().execute(test.db)
    expect(records.map(({ id, checkId }) => ({ id, checkId }))).toEqual(rows)
    // and the one of the report
    expect(rows).toHaveLength(OF_THE_CASE + 1)
    expect(rows.filter(({ checkId }) => checkId !== null)).toHaveLength((OF_THE_CASE * 2) / 5)
  })

  it('reads what is of the case and its page, however many other visits there are', async () => {
    const watching = watched(test.db)
    await Array.fromAsync(observationsOf({ ...test, db: watching.db }, facts))
    const read = []
    for (const query of watching.compiled()) read.push(await visitsRead(query))
    const all = read.reduce((sum, one) => sum + one, 0)
    expect(all).toBeGreaterThan(2 * OF_THE_CASE)
    expect(all).toBeLessThan(4 * OF_THE_CASE)
    expect(await visitsRead(plainly().compile(test.db))).toBeGreaterThan(OTHERS)
  })
})
