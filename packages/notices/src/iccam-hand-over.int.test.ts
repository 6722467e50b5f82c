import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IccamRow } from './documents/iccam.ts'
import { aSender } from './documents/testing-items.ts'
import { iccamHandOver } from './iccam-hand-over.ts'
import {
  authoriseCase,
  createWorld,
  seedCheck,
  seedProvider,
  type World,
} from './testing-notices.ts'

let world: World
let providerId: string
beforeAll(async () => {
  world = await createWorld()
  providerId = await seedProvider(world)
})
afterAll(() => world[Symbol.asyncDispose]())

const make = (...takedownIds: string[]) =>
  iccamHandOver(
    { ...world, sender: aSender() },
    { takedownIds, language: 'nl', to: 'Desk', by: 'ana' },
  )

describe('iccamHandOver', () => {
  it('lists what is up of the takedowns, in their order, and leaves a record', async () => {
    const [one, two] = [
      await authoriseCase(world, providerId),
      await authoriseCase(world, providerId),
    ]
    const { reference, document } = await make(two.takedownId, one.takedownId, two.takedownId)
    const json = document.files?.find(({ name }) => name === 'iccam.json')?.content ?? ''
    const { items } = JSON.parse(json) as { items: IccamRow[] }
    expect(items.map(({ url, reference: own }) => [url, own])).toEqual([
      [two.imageUrl, `${reference}-1`],
      [one.imageUrl, `${reference}-2`],
    ])
    expect(document.subject).toContain(reference)
    expect(document.text).toContain('Aan: Desk')
    const entries = await world.db
      .selectFrom('audit_event')
      .select(['object_id', 'actor', 'detail'])
      .where('action', '=', 'iccam-files-made')
      .execute()
    expect(new Set(entries.map(({ object_id }) => object_id))).toEqual(
      new Set([one.takedownId, two.takedownId]),
    )
    expect(entries[0]).toMatchObject({ actor: 'ana', detail: { reference } })
  })

  it('has nothing of what the last look saw gone, and is refused when nothing is left', async () => {
    const { takedownId, locationId } = await authoriseCase(world, providerId)
    await seedCheck(world, takedownId, 'gone', [{ locationId, outcome: 'gone', code: 'test' }])
    await expect(make(takedownId)).rejects.toMatchObject({ code: 'nothing-to-enter' })
  })
})
