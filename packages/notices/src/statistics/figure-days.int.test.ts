import { connect, newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { authoriseCase, createWorld, seedProvider, type World } from '../testing-notices.ts'
import { deliveries } from './deliveries.ts'
import { foldFigureDays } from './figure-days.ts'
import { listLetters, type LetterFilter } from './letters.ts'
import { reversals } from './reversals.ts'

let world: World
let provider: string
let contact: string
let match: string
const period = { since: new Date('2026-01-01Z'), until: new Date('2026-03-01Z') }

beforeAll(async () => {
  world = await createWorld()
  provider = await seedProvider(world)
  await authoriseCase(world, provider)
  const { db } = world
  contact = (await db.selectFrom('provider_contact').select('id').executeTakeFirstOrThrow()).id
  match = (await db.selectFrom('match').select('id').executeTakeFirstOrThrow()).id
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() =>
  sql`truncate decision, notice, letter_day, reversal_day, figure_day_stale cascade`.execute(
    world.db,
  ),
)

async function letter(at: string, more: Record<string, unknown> = {}, db = world.db) {
  const id = newId()
  const told = { reference: id, provider_id: provider, contact_id: contact, language: 'en' }
  await db
    .insertInto('notice')
    .values({
      id,
      ...told,
      kind: 'provider-notice',
      message_id: id,
      state: 'sent',
      due_at: new Date(at),
      sent_at: new Date(at),
      composed_at: new Date(at),
      ...more,
    })
    .execute()
  return id
}

const decide = async (verdict: 'confirm' | 'reject', at: string): Promise<string> => {
  const id = newId()
  const by = { actor: 'analyst:a', reason: '' }
  await world.db
    .insertInto('decision')
    .values({ id, match_id: match, verdict, ...by, at: new Date(at) })
    .execute()
  return id
}
const letters = async () => (await deliveries(world.db, period, world.now())).months
const turned = async () => (await reversals(world.db, period, world.now())).all

it('a day that was counted follows what becomes of its letters', async () => {
  const { db } = world
  const id = await letter('2026-02-10T00:00:00Z', { state: 'due', sent_at: null })
  const all = { month: '2026-02', written: 1, refused: 0 }
  const none = { waiting: 0, accepted: 0, bounced: 0, answered: 0, unanswered: 0 }
  expect(await letters()).toEqual([{ ...all, ...none, waiting: 1 }])
  const change = (set: Record<string, unknown>) =>
    db.updateTable('notice').set(set).where('id', '=', id).execute()
  await change({ state: 'sent', sent_at: new Date('2026-02-11Z') })
  expect(await letters()).toEqual([{ ...all, ...none, accepted: 1, unanswered: 1 }])
  const event = newId()
  const from = { provider_id: provider, kind: 'mail' } as const
  await db
    .insertInto('inbound_event')
    .values({ id: event, ...from, event_id: event })
    .execute()
  const said = { said_by: 'mail', said_at: new Date('2026-02-12Z'), waits: false } as const
  const reply = { id: newId(), event_id: event, notice_id: id, class: 'actioned', ...said } as const
  await db.insertInto('reply').values(reply).execute()
  expect(await letters()).toEqual([{ ...all, ...none, accepted: 1, answered: 1 }])
  await change({ bounced_at: new Date('2026-02-13Z') })
  expect(await letters()).toEqual([{ ...all, ...none, accepted: 1, bounced: 1 }])
  await letter('2026-02-14Z', { kind: 'retraction', retracts: id })
  expect(await turned()).toMatchObject({ retractions: 1 })
})

it('a letter that was stopped before it was out is none', async () => {
  const { db } = world
  await letter('2026-02-10T00:00:00Z', { state: 'refused', sent_at: null })
  const id = await letter('2026-02-10T01:00:00Z', { state: 'handover', sent_at: null })
  const attempt = { notice_id: id, n: 1, started_at: new Date('2026-02-10T02:00:00Z') }
  await db.insertInto('notice_attempt').values(attempt).execute()
  expect(await letters()).toMatchObject([{ written: 2, waiting: 1, refused: 1 }])
  await db
    .updateTable('notice_attempt')
    .set({ finished_at: new Date('2026-02-10T03:00:00Z'), outcome: 'withdrawn' })
    .where('notice_id', '=', id)
    .execute()
  await db.updateTable('notice').set({ state: 'refused' }).where('id', '=', id).execute()
  expect(await letters()).toMatchObject([{ written: 1, waiting: 0, refused: 1 }])
  const page = { limit: 9, after: null }
  expect(await listLetters(db, { ...period, part: 'refused' }, page)).toHaveLength(1)
})

it('a hand-over to the police stands by itself, and is answered once it is received', async () => {
  const { db } = world
  await letter('2026-02-10T00:00:00Z')
  const id = await letter('2026-02-10T08:00:00Z', { kind: 'police-hand-over' })
  await letter('2026-02-11T08:00:00Z', {
    kind: 'police-hand-over',
    bounced_at: new Date('2026-02-12Z'),
  })
  const handedOver = async () => (await deliveries(db, period, world.now())).handOvers
  const counted = { month: '2026-02', written: 2, waiting: 0, accepted: 2, bounced: 1, refused: 0 }
  expect(await handedOver()).toEqual([{ ...counted, answered: 0, unanswered: 1 }])
  expect(await letters()).toMatchObject([{ written: 1, bounced: 0, unanswered: 1 }])
  const list = async (more: Pick<LetterFilter, 'part' | 'kind'>) =>
    (await listLetters(db, { ...period, ...more }, { limit: 9, after: null })).map((one) => one.id)
  const kind = 'police-hand-over'
  expect(await list({ part: 'unanswered', kind })).toEqual([id])
  const authority = newId()
  await db.insertInto('authority').values({ id: authority, name: 'Police' }).execute()
  await sql`
    insert into hand_over_receipt (notice_id, authority_id, received_by, receiver, received_at)
    values (${id}, ${authority}, 'police:ana', 'Ana', now())`.execute(db)
  expect(await handedOver()).toEqual([{ ...counted, answered: 1, unanswered: 0 }])
  expect(await list({ part: 'answered', kind })).toEqual([id])
  expect(await list({ part: 'bounced', kind })).toHaveLength(1)
  expect(await list({ part: 'written' })).toHaveLength(1)
  expect(await list({ part: 'bounced' })).toEqual([])
})

it('a decision that is taken back changes the day of the next one', async () => {
  await decide('confirm', '2026-01-05T10:00:00Z')
  const second = await decide('reject', '2026-01-20T10:00:00Z')
  await decide('confirm', '2026-02-05T10:00:00Z')
  expect(await turned()).toMatchObject({ decided: 3, decisions: 2 })
  await world.db.deleteFrom('decision').where('id', '=', second).execute()
  expect(await turned()).toMatchObject({ decided: 2, decisions: 0 })
  await decide('reject', '2026-01-10T10:00:00Z')
  expect(await turned()).toMatchObject({ decided: 3, decisions: 2 })
})

it('what becomes visible after a day was folded is counted, also while another process folds', async () => {
  const other = connect(world.url, { name: 'other', max: 1 })
  try {
    await letter('2026-02-01T10:00:00Z')
    await other.transaction().execute(async (trx) => {
      await letter('2026-02-01T11:00:00Z', {}, trx)
      // neither waits, nor sees what is not there yet
      expect(await letters()).toMatchObject([{ written: 1 }])
    })
    expect(await letters()).toMatchObject([{ written: 2 }])
    await other.transaction().execute(async (trx) => {
      await letter('2026-02-01T12:00:00Z')
      await foldFigureDays(trx)
      await letter('2026-02-01T13:00:00Z')
      expect(await letters()).toMatchObject([{ written: 4 }])
    })
    expect(await letters()).toMatchObject([{ written: 4 }])
    expect(await world.db.selectFrom('figure_day_stale').selectAll().execute()).toEqual([])
  } finally {
    await other.destroy()
  }
})
