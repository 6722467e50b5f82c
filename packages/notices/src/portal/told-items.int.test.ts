import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asTenant } from '@nightlight/runtime'
import { answer, tellProvider } from '../replies/testing-replies.ts'
import { createWorld, type World } from '../testing-notices.ts'
import { countMatching, countTold, firstLot, openByAge, toldItems } from './told-items.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const stateOf = async (takedownId: string) => {
  const rows = await world.db
    .selectFrom('told_item')
    .select(['state', 'answer'])
    .where('takedown_id', '=', takedownId)
    .execute()
  return rows.map(({ state, answer: said }) => `${state} ${said}`)
}

describe('told_item', () => {
  it('follows notices, answers and takedowns', async () => {
    const told = await tellProvider(world, 2)
    const [{ takedownId }, second] = [told.cases[0]!, told.cases[1]!]
    expect(await stateOf(takedownId)).toEqual(['open null'])
    world.wait(1)
    await answer(world, told, [{ takedownId, answer: 'acknowledged' }])
    expect(await stateOf(takedownId)).toEqual(['answered acknowledged'])
    expect(await stateOf(second.takedownId)).toEqual(['open null'])
    await answer(world, told, [{ takedownId: null, answer: 'auto-reply' }])
    expect(await stateOf(second.takedownId)).toEqual(['open null'])
    await answer(world, told, [{ takedownId: null, answer: 'unsorted', detail: 'seen' }])
    expect(await stateOf(second.takedownId)).toEqual(['answered unsorted'])
    const set = (values: object) =>
      world.db.updateTable('takedown').set(values).where('id', '=', takedownId).execute()
    await set({ status: 'removed' })
    expect(await stateOf(takedownId)).toEqual(['removed unsorted'])
    await set({ status: 'notified' })
    expect(await stateOf(takedownId)).toEqual(['answered unsorted'])
  })

  it('is open again when a later notice asks, closed at a host that has it no more, gone when the mail came back', async () => {
    const told = await tellProvider(world)
    const elsewhere = await tellProvider(world)
    const { takedownId } = told.cases[0]!
    await answer(world, told, [{ takedownId, answer: 'acknowledged' }])
    const notice = (values: object) =>
      world.db.updateTable('notice').set(values).where('id', '=', told.noticeId).execute()
    world.wait(48)
    await notice({ sent_at: world.now() })
    expect(await stateOf(takedownId)).toEqual(['open acknowledged'])
    await world.db
      .updateTable('takedown')
      .set({ provider_id: elsewhere.providerId })
      .where('id', '=', takedownId)
      .execute()
    expect(await stateOf(takedownId)).toEqual(['closed acknowledged'])
    await notice({ bounced_at: world.now() })
    expect(await stateOf(takedownId)).toEqual([])
  })

  it('is read in pages, counted and told by age, by its provider alone', async () => {
    const told = await tellProvider(world, 5)
    const foreign = await tellProvider(world)
    const own = { kind: 'provider', id: told.providerId } as const
    const page = { now: world.now(), limit: 2 }
    const seen: string[] = []
    for (let after: string | null = null; ;) {
      const items = await asTenant(world.db, own, (db) =>
        toldItems(db, told.providerId, { state: 'open' }, { ...page, after }),
      )
      seen.push(...items.map(({ id }) => id))
      after = items.at(-1)?.id ?? null
      if (after === null) break
    }
    expect(seen.toSorted()).toEqual(told.cases.map((one) => one.takedownId).toSorted())
    const [first] = await asTenant(world.db, own, (db) =>
      toldItems(db, told.providerId, { noticeId: told.noticeId }, page),
    )
    expect(first?.references[0]).toMatch(new RegExp(`^${told.reference}-\\d$`))
    const counted = (filter: { legalClass?: string; olderThanHours?: number }) =>
      asTenant(world.db, own, (db) => countTold(db, told.providerId, filter, world.now()))
    expect(await counted({})).toMatchObject({
      states: { open: 5, removed: 0 },
      classes: ['csam'],
    })
    for (const filter of [{ legalClass: 'grooming' }, { olderThanHours: 24 }]) {
      expect(await counted(filter)).toMatchObject({ states: { open: 0 }, classes: ['csam'] })
    }
    const matching = (most: number) =>
      asTenant(world.db, own, (db) =>
        countMatching(db, told.providerId, { state: 'open' }, { now: world.now(), most }),
      )
    expect([await matching(9), await matching(3)]).toEqual([5, 3])
    const lots: string[][] = []
    for (const most of [2, 5]) {
      const found = await asTenant(world.db, own, async (db) => {
        const lot = await firstLot(
          db,
          told.providerId,
          { state: 'open' },
          { now: world.now(), most },
        )
        const upTo = { state: 'open', upTo: lot!.last } as const
        const listed = await toldItems(db, told.providerId, upTo, { ...page, limit: 9 })
        return { lot, listed }
      })
      expect(found.lot).toMatchObject({ count: most, isMore: most < 5 })
      lots.push(found.listed.map(({ id }) => id))
    }
    expect(lots).toEqual([seen.slice(0, 2), seen])
    const none = await asTenant(world.db, own, (db) =>
      firstLot(db, told.providerId, { state: 'removed' }, { now: world.now(), most: 2 }),
    )
    expect(none).toBeNull()
    const before = { askedUntil: new Date(world.now().getTime() - 86_400_000) }
    const then = await asTenant(world.db, own, (db) => toldItems(db, told.providerId, before, page))
    expect(then).toEqual([])
    const ages = await openByAge(world.db, told.providerId, [24, 72], world.now())
    expect(ages.ages.map(({ count }) => count)).toEqual([5, 0, 0])
    // Even a query that names another provider is shown nothing of it.
    expect(
      await asTenant(world.db, own, (db) => toldItems(db, foreign.providerId, {}, page)),
    ).toEqual([])
  })
})
