import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import {
  actionsInLog,
  actorsNamed,
  findEvent,
  searchEvents,
  type LogFilter,
} from './search-events.ts'
import { openTestLog, type TestLog } from './testing-log.ts'
import { writeAudit } from '@nightlight/runtime'

let log: TestLog
const object = randomUUID()
beforeAll(async () => {
  log = await openTestLog()
  await log.write(30, 'analyst:Robin')
  await log.write(30, 'supervisor:Robin')
  const event = { action: 'takedown.held', objectType: 'takedown', objectId: object }
  await writeAudit(log.db, { ...event, actor: 'analyst:Robin' })
  await log.write(5, 'analyst:Kim')
  await log.round()
  await writeAudit(log.db, { ...event, actor: 'key:1', action: 'takedown.read' })
})
afterAll(() => log[Symbol.asyncDispose]())

/** Every event that a search finds, page by page, and how many pages paused. */
async function walk(filter: LogFilter, limit: number, lookThrough?: number) {
  const found: string[] = []
  let paused = 0
  for (let after = null as Awaited<ReturnType<typeof searchEvents>>['next']; ;) {
    const page = await searchEvents(log.db, filter, {
      limit,
      after,
      ...(lookThrough !== undefined && { lookThrough }),
    })
    found.push(...page.items.map(({ id }) => id))
    if (page.paused) paused++
    if (!page.next) return { found, paused }
    after = page.next
  }
}
const ids = async (where: ReturnType<typeof sql<boolean>>) => {
  const { rows } = await sql<{ id: string }>`
    select id from audit_event where ${where} order by at desc, id desc`.execute(log.db)
  return rows.map(({ id }) => id)
}

describe('searching the log', () => {
  it('walks all of it, newest first, with none twice and none left out', async () => {
    const all = await ids(sql`true`)
    expect(all).toHaveLength(67)
    expect((await walk({}, 7)).found).toEqual(all)
    expect((await walk({}, 67)).found).toEqual(all)
  })

  it('finds what fits any of several objects or actions, each once and in order', async () => {
    const all = await ids(sql`object_id = ${object} or action = 'takedown.held'`)
    const objectIds = [object, randomUUID(), object]
    for (const limit of [1, 10]) {
      expect((await walk({ objectIds }, limit)).found).toEqual(
        await ids(sql`object_id = ${object}`),
      )
      const actions = ['takedown.held', 'takedown.read', 'nothing-of-that']
      expect((await walk({ actions }, limit)).found).toEqual(
        await ids(sql`action in ('takedown.held', 'takedown.read')`),
      )
      const both = await walk({ objectIds, actions: ['takedown.held'] }, limit)
      expect(both.found).toEqual(all.slice(-1))
    }
    expect((await walk({ objectIds: [] }, 10)).found).toEqual([])
  })

  it('finds by person, action, object and time, also several at once', async () => {
    const { found } = await walk({ actor: 'analyst:Robin' }, 10)
    expect(found).toEqual(await ids(sql`actor = 'analyst:Robin'`))
    const one = await searchEvents(log.db, { objectId: object }, { limit: 10 })
    expect(one.items.map(({ action, index }) => [action, index])).toEqual([
      ['takedown.read', null],
      ['takedown.held', 60],
    ])
    const both = await walk({ actor: 'analyst:Robin', action: 'takedown.held' }, 10)
    expect(both.found).toEqual([one.items[1]!.id])
    const from = new Date(one.items[1]!.at)
    const later = await ids(sql`at >= ${from} and action = 'match.decided'`)
    expect(later.length).toBeGreaterThanOrEqual(5)
    expect((await walk({ from, action: 'match.decided' }, 3)).found).toEqual(later)
    expect((await walk({ to: from }, 10)).found).toEqual(await ids(sql`at < ${from}`))
    expect((await walk({ actor: 'nobody' }, 10)).found).toEqual([])
  })

  it('pauses where it looked through much, and goes on from there to the same end', async () => {
    const { found, paused } = await walk({ actor: 'analyst:Robin', action: 'match.decided' }, 4, 5)
    expect(found).toEqual(await ids(sql`actor = 'analyst:Robin' and action = 'match.decided'`))
    expect(paused).toBeGreaterThan(0)
    const rare = await walk({ actor: 'supervisor:Robin', action: 'takedown.held' }, 4, 5)
    expect(rare).toEqual({ found: [], paused: 5 })
  })

  it('knows who has a name, and every action', async () => {
    expect((await actorsNamed(log.db, 'Robin')).sort()).toEqual([
      'analyst:Robin',
      'supervisor:Robin',
    ])
    expect(await actorsNamed(log.db, 'analyst:Kim')).toEqual(['analyst:Kim'])
    expect(await actionsInLog(log.db)).toEqual(['match.decided', 'takedown.held', 'takedown.read'])
  })

  it('has one event with what is in clear, and none that is not there', async () => {
    const [id = ''] = await ids(sql`actor = 'analyst:Kim'`)
    const detail = { n: 4, verdict: 'confirm' }
    expect(await findEvent(log.db, id)).toMatchObject({ id, index: 65, role: 'analyst', detail })
    expect(await findEvent(log.db, randomUUID())).toBeNull()
  })
})
