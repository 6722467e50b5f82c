import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorityOrder, parseOrder } from './authority-order.ts'
import { aSender, flat } from './documents/testing-items.ts'
import {
  authoriseCase,
  createWorld,
  seedCheck,
  seedProvider,
  type World,
} from './testing-notices.ts'

const ORDER = {
  reference: 'AU-7',
  authority: {
    name: 'Example Authority',
    country: 'NL',
    mailbox: 'orders@authority.example',
    telephone: null,
  },
  addressee: { name: 'Example Hosting', representative: null },
  legalBasis: 'Example Act, section 1',
  reasons: ['It is on the list.'],
  withinHours: 1,
  keepMonths: null,
  silentUntil: '2026-12-31',
  redress: { body: 'Example Court', withinDays: 14 },
  tell: { mailbox: 'orders@authority.example' },
}

describe('parseOrder', () => {
  it('takes what is whole', () => expect(parseOrder(ORDER)).toEqual(ORDER))

  it.each([
    { legalBasis: '' },
    { reasons: [] },
    { withinHours: 0 },
    { redress: undefined },
    { reference: 'a b' },
    { tell: { mailbox: 'Desk <orders@authority.example>' } },
    { silentUntil: '2026-13-45' },
    { more: 1 },
  ])('refuses %j', (over) =>
    expect(() => parseOrder({ ...ORDER, ...over })).toThrow(
      expect.objectContaining({ code: 'order-invalid' }),
    ),
  )
})

describe('authorityOrder', () => {
  let world: World
  let providerId: string
  beforeAll(async () => {
    world = await createWorld()
    providerId = await seedProvider(world)
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const write = (takedownId: string) =>
    authorityOrder(
      { ...world, sender: aSender() },
      { order: parseOrder(ORDER), takedownIds: [takedownId], language: 'de', by: 'ana' },
    )

  it('lists what is up, with the words of the authority, and leaves a record', async () => {
    const { takedownId, imageUrl } = await authoriseCase(world, providerId)
    const { text, xarf, files } = await write(takedownId)
    expect(flat(text)).toContain('Example Act, section 1')
    expect(flat(text)).toContain('2026-12-31 23:59 UTC')
    expect(xarf.map(({ url }) => url)).toEqual([imageUrl])
    expect(files).toHaveLength(2)
    const entry = await world.db
      .selectFrom('audit_event')
      .select(['actor', 'detail'])
      .where('object_id', '=', takedownId)
      .where('action', '=', 'order-written')
      .executeTakeFirstOrThrow()
    expect(entry).toEqual({ actor: 'ana', detail: { reference: 'AU-7' } })
  })

  it('is refused for what the last look saw gone', async () => {
    const { takedownId, locationId } = await authoriseCase(world, providerId)
    await seedCheck(world, takedownId, 'gone', [{ locationId, outcome: 'gone', code: 'test' }])
    await expect(write(takedownId)).rejects.toMatchObject({ code: 'nothing-to-order' })
  })
})
