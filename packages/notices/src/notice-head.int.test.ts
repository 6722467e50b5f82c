import { afterAll, beforeAll, expect, it } from 'vitest'
import { readNotice } from './notice-store.ts'
import { authoriseCase, compose, createWorld, seedProvider, type World } from './testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

it('addresses a letter to a provider that the registry gives no name by its handle', async () => {
  const providerId = await seedProvider(world)
  const { takedownId } = await authoriseCase(world, providerId)
  world.wait(1)
  await compose(world, providerId)
  const { notice_id: noticeId } = await world.db
    .selectFrom('notice_item')
    .select('notice_id')
    .where('takedown_id', '=', takedownId)
    .executeTakeFirstOrThrow()
  const called = async () => (await readNotice(world.db, noticeId))?.providerName
  expect(await called()).toBe('Example Hosting')
  await world.db.updateTable('provider').set({ name: '' }).where('id', '=', providerId).execute()
  expect(await called()).toBe(`test:${providerId}`)
})
