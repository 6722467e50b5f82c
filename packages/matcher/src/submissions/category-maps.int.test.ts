import { connect } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMapped, mappingOf } from './category-maps.ts'
import type { CategoryMap } from './check-row.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: ReturnType<typeof connect>
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url, { max: 1 })
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const MAPS: readonly CategoryMap[] = [
  {},
  { A: 'csam' },
  { A: 'skip' },
  { B: 'harmful' },
  { A: 'harmful', B: 'csam' },
  { A: 'skip', B: 'csam' },
]
const CODES = [{}, { A: 2 }, { A: 1, B: 1 }]

describe('isMapped', () => {
  it('says in SQL what mappingOf says', async () => {
    const seen = new Set<string>()
    for (const maps_later of [true, false])
      for (const codes of CODES)
        for (const categories of [null, ...MAPS])
          for (const read_as of MAPS) {
            const row = { maps_later, codes, categories, read_as }
            const { rows } = await sql<{ is: boolean }>`
              select ${isMapped} as is from (select ${maps_later}::boolean as maps_later, ${JSON.stringify(codes)}::jsonb as codes,
                ${categories && JSON.stringify(categories)}::jsonb as categories, ${JSON.stringify(read_as)}::jsonb as read_as) s`.execute(
              db,
            )
            const mapping = mappingOf(row)
            seen.add(mapping)
            const isSaid = mapping === 'none' || mapping === 'said'
            expect(rows[0]!.is, JSON.stringify(row)).toBe(isSaid)
          }
    expect([...seen].toSorted()).toEqual(['again', 'needed', 'none', 'said'])
  })
})
